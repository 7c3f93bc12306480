import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { wireAlone } from './wireAlone.ts';
import { type Strike, type WireHeron, wireHeron } from './wireHeron.ts';
import type { Arrivals, WireVenue } from './wireVenue.ts';

/**
 * From the quote that makes a condition true to the order at the venue, on this machine: the sniper, every guard, the rows in Heron's own ledger (on
 * the disk, WAL, FULL), the adapter, ccxt, a socket, and another process that reads it. In turns as Heron does it, with ccxt's own limiter, and by ccxt
 * alone without ledger, guards and sniper, beside which a write to the disk is measured: what no Heron on this machine can save.
 *
 *     node test/bench/wire.ts [orders] [warm-ups] [folder]
 *
 * Exit code 0 when the goal is met, 1 when not.
 */
const ORDERS = Number(process.argv[2] ?? 2_000);
const WARM_UPS = Number(process.argv[3] ?? 200);
const FOLDER = process.argv[4] ?? tmpdir();
const ROUND = 200;
/** So much apart: an order a second is already a busy day. */
const APART_MS = 12;
const GOAL = { p50: 1, p99: 4 };
const LIMITERS = ['rollingWindow', 'leakyBucket'] as const;

/** In milliseconds. */
interface Sample {
  readonly wire: number;
  readonly written: number;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const ms = (from: bigint, to: bigint): number => Number(to - from) / 1e6;

const child = fork(fileURLToPath(new URL('./wireVenue.ts', import.meta.url)), { stdio: ['ignore', 2, 2, 'ipc'] });
const [venue] = (await once(child, 'message')) as [WireVenue];
const folder = mkdtempSync(join(FOLDER, 'heron-wire-'));
const herons = new Map<string, WireHeron>();
for (const limiter of LIMITERS) herons.set(limiter, await wireHeron(venue, limiter, folder));

async function round(heron: Pick<WireHeron, 'strike'>, count: number): Promise<Sample[]> {
  collect();
  await pause(100);
  const strikes: Strike[] = [];
  for (let i = 0; i < count; i++) {
    strikes.push(await heron.strike());
    await pause(APART_MS);
  }
  child.send('arrivals');
  const [arrivals] = (await once(child, 'message')) as [Arrivals];
  return strikes.map(({ clientOrderId, quoted, written }) => {
    const arrived = arrivals[clientOrderId];
    if (arrived === undefined) throw new Error(`order ${clientOrderId} did not arrive`);
    return { wire: ms(quoted, BigInt(arrived)), written: ms(quoted, written) };
  });
}

const alone = await wireAlone(venue, folder);
await round(alone, WARM_UPS);
const bare: number[] = [];
const disk: number[] = [];
const samples = new Map<string, Sample[]>(LIMITERS.map((limiter) => [limiter, []]));
for (const heron of herons.values()) await round(heron, WARM_UPS);
const began = process.cpuUsage();
for (let done = 0; done < ORDERS; done += ROUND) {
  const count = Math.min(ROUND, ORDERS - done);
  for (const [limiter, heron] of herons) samples.get(limiter)?.push(...(await round(heron, count)));
  bare.push(...(await round(alone, count)).map(({ wire }) => wire));
  for (let i = 0; i < count; i++) {
    disk.push(alone.disk());
    await pause(APART_MS);
  }
}
const { user, system } = process.cpuUsage(began);
for (const heron of herons.values()) await heron.close();
await alone.close();
child.disconnect();
rmSync(folder, { recursive: true, force: true });

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
function figures(name: string, values: readonly number[]): { p50: number; p99: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const [p50, p90, p99] = [at(sorted, 0.5), at(sorted, 0.9), at(sorted, 0.99)];
  const shown = [p50, p90, p99].map((one) => one.toFixed(2).padStart(7));
  console.log(`${name.padEnd(46)} p50 ${shown[0]}   p90 ${shown[1]}   p99 ${shown[2]} ms   of ${sorted.length}`);
  return { p50, p99 };
}

const of = (limiter: string): readonly Sample[] => samples.get(limiter) ?? [];
console.log('from the quote to the order at the venue, loopback, rows on the disk first');
const ours = figures(
  'rolling window and our own budget',
  of('rollingWindow').map(({ wire }) => wire),
);
figures(
  "ccxt's default limiter",
  of('leakyBucket').map(({ wire }) => wire),
);
figures(
  'of it: until the rows are on the disk',
  of('rollingWindow').map(({ written }) => written),
);
figures(
  'of it: from there to the venue',
  of('rollingWindow').map(({ wire, written }) => wire - written),
);
const least = figures('ccxt alone: nobody decides, nothing is written', bare).p50 + figures('the disk alone: four pages', disk).p50;
console.log(`what no Heron on this machine can save: ${least.toFixed(2)} ms at the median`);
console.log(
  `processor per order, all together: ${((user + system) / 1e3 / (3 * ORDERS)).toFixed(2)} ms; load of the machine ${loadavg()
    .map((one) => one.toFixed(1))
    .join(' ')}`,
);
const isMet = ours.p50 <= GOAL.p50 && ours.p99 <= GOAL.p99;
console.log(`goal p50 ≤ ${GOAL.p50} ms, p99 ≤ ${GOAL.p99} ms: ${isMet ? 'met' : 'not met'}`);
process.exitCode = isMet ? 0 : 1;
