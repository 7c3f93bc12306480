import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Goal, resultFile, writeResult } from '#test/trust/result.ts';
import { type Outside, SoakedHeron, sleep } from './heron.ts';
import { judge, lateness } from './judge.ts';
import { People } from './people.ts';
import type { Inside } from './probe.ts';

/**
 * `npm run soak -- --virtualHours 72 --realMinutes 60`: a Heron in a process of its own with a chat platform and people who ask; first as fast as the
 * machine can, then at the speed that it ships with. Ends with 1 when a figure is not met.
 */
const { values } = parseArgs({
  options: { virtualHours: { type: 'string', default: '72' }, realMinutes: { type: 'string', default: '60' }, out: { type: 'string' } },
});
const virtualHours = Number(values.virtualHours);
const realMinutes = Number(values.realMinutes);
const EVERY_MS = 500;
const TOLD_EVERY_MS = 30_000;
const HOUR_MS = 3_600_000;
/** Faster than any machine: the pace does what it can, and listens in between. */
const FULL_SPEED = 'simulated.speed=10000';
/** So that it trades all the time, whoever says yes; as it ships otherwise. */
const SETS = ['policy.autopilot=true'];

/**
 * Before the 72 hours. Everything that is done once a day or once a week was done by then, and the process has settled: over 620 hours on a busy machine its
 * memory rose for the first 400, from 218 MiB to 277, and stayed between 272 and 282 for the 220 after.
 */
const WARM_UP_HOURS = 400;
const WARM_UP_SHARE = 0.4;

interface Phase {
  readonly goals: readonly Goal[];
  readonly outside: readonly Outside[];
  readonly inside: readonly Inside[];
  readonly ended: string;
  readonly logged: string;
  readonly asked: number;
  readonly tapped: number;
  readonly hours: number;
  readonly counts: ReturnType<SoakedHeron['counts']>;
}

interface Plan {
  readonly name: string;
  readonly sets: readonly string[];
  readonly isShipped: boolean;
  /** How much of it there has been, in its own unit: hours of market time, or minutes. */
  readonly length: (first: Outside, now: Outside) => number;
  /** What is lived through before anything counts, and what is measured after it. */
  readonly warmUp: number;
  readonly measured: number;
}

async function phase(folder: string, { name, sets, isShipped, length, warmUp, measured }: Plan): Promise<Phase> {
  await using people = await People.open();
  const heron = new SoakedHeron(folder, [...SETS, ...sets], people.env);
  await people.meet(heron);
  let told = 0;
  const lives = async (wanted: number): Promise<Outside[]> => {
    const first = heron.look();
    const looks = [first];
    heron.newPhase();
    while (length(first, looks.at(-1) ?? first) < wanted && !heron.isOver) {
      await sleep(EVERY_MS);
      if (heron.isOver) break;
      const now = heron.look();
      looks.push(now);
      if (now.at - told > TOLD_EVERY_MS) {
        told = now.at;
        console.log(`${name}: ${line(first, now, heron.inside().at(-1))}`);
      }
    }
    return looks;
  };
  const warming = await lives(warmUp);
  const lived = warming.slice(warming.length / 2);
  const outside = await lives(measured);
  const [first, last] = [outside[0] as Outside, outside.at(-1) as Outside];
  const inside = heron.inside().filter(({ at }) => at >= first.at);
  const earlier = heron.inside().filter(({ at }) => at >= (lived[0]?.at ?? first.at) && at < first.at);
  const ended = await heron.ends();
  return {
    goals: judge(name, outside, inside, isShipped, { outside: lived, inside: earlier }),
    outside,
    inside,
    ended,
    logged: heron.logged,
    asked: people.asked,
    tapped: people.tapped,
    hours: (last.marketMs - first.marketMs) / HOUR_MS,
    counts: heron.counts(),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'heron-soak-'));
const phases: Phase[] = [];
if (virtualHours > 0)
  phases.push(
    await phase(folder, {
      name: 'full speed',
      sets: [FULL_SPEED],
      isShipped: false,
      length: (first, now) => (now.marketMs - first.marketMs) / HOUR_MS,
      warmUp: WARM_UP_HOURS,
      measured: virtualHours,
    }),
  );
if (realMinutes > 0)
  phases.push(
    await phase(folder, {
      name: 'as shipped',
      sets: [],
      isShipped: true,
      length: (first, now) => (now.at - first.at) / 60_000,
      warmUp: realMinutes * WARM_UP_SHARE,
      measured: realMinutes * (1 - WARM_UP_SHARE),
    }),
  );
rmSync(folder, { recursive: true, force: true });

const goals = phases.flatMap((one) => one.goals);
const sum = (of: (one: Phase) => number): number => phases.reduce((total, one) => total + of(one), 0);
const crashes = phases
  .filter(({ ended }) => ended !== 'code 0')
  .map(({ ended, logged }) => `Heron ended with ${ended}: ${logged.slice(-500)}`);
const last = phases.at(-1);
const first = virtualHours > 0 ? phases[0]?.inside.at(-1) : undefined;
writeResult(values.out ?? resultFile('soak'), {
  tool: 'soak',
  tried: {
    [`hours of market time at full speed, after ${WARM_UP_HOURS} to warm up`]: round(virtualHours > 0 ? (phases[0]?.hours ?? 0) : 0),
    [`minutes as it ships, 60 times the speed of a real market, after ${round(realMinutes * WARM_UP_SHARE)} to warm up`]: round(
      realMinutes * (1 - WARM_UP_SHARE),
    ),
    'times it was looked at from outside': sum(({ outside }) => outside.length),
    'times it was looked at from inside': sum(({ inside }) => inside.length),
    'words of people': sum(({ asked }) => asked),
    'taps on buttons': sum(({ tapped }) => tapped),
    'events in its ledger': last?.counts.events ?? 0,
    'closed trades': last?.counts.trades ?? 0,
  },
  found: crashes,
  goals,
  notes: [
    ...(first === undefined
      ? []
      : [`At full speed the event loop was late by ${lateness(first.late)} at p99: an hour of market and its jobs pass in seconds there.`]),
    `While it ran the machine had ${loadavg()[1]?.toFixed(1)} processes at work on ${cpus().length} processors, on average of the last five minutes.`,
    'A machine that has other work to do makes the event loop late, not early: the figure is an upper bound.',
    'The ledger was one file for both parts. Telegram was a fake on the same machine; Discord was not connected.',
  ],
  again: `npm run soak -- --virtualHours ${virtualHours} --realMinutes ${realMinutes}`,
});
for (const { what, target, measured, met } of goals) console.log(`${met ? 'met    ' : 'NOT MET'} ${what}: ${measured} (${target})`);
for (const crash of crashes) console.log(crash);
process.exitCode = crashes.length === 0 && goals.every(({ met }) => met) ? 0 : 1;

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function line(first: Outside, now: Outside, inside: Inside | undefined): string {
  const mib = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MiB`;
  const hours = ((now.marketMs - first.marketMs) / HOUR_MS).toFixed(1);
  const kinds = Object.entries(inside?.resources ?? {}).map(([kind, count]) => `${count} ${kind}`);
  return `${hours} h of market, ${Math.round((now.at - first.at) / 1000)} s, RSS ${mib(now.rssBytes)} (heap ${mib(inside?.heapUsed ?? 0)} of ${mib(inside?.heapTotal ?? 0)}), ${Object.values(now.files).reduce((sum, count) => sum + count, 0)} files, WAL ${mib(now.walBytes)}, late p99 ${inside?.late.p99.toFixed(1)} ms, ${kinds.join(', ')}`;
}
