import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { createApp } from '#src/app.ts';
import { INVARIANTS } from '#src/audit/invariants/index.ts';
import { auditApp } from '#src/auditApp.ts';
import { createDispatch } from '#src/chat/dispatch.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { keysOf } from '#src/config/keys.ts';
import { loadSettings } from '#src/config/load.ts';
import { settingsNobodyReads } from '#src/config/readers.ts';
import { settingsSchema } from '#src/config/settings.ts';
import { later, VirtualClock } from '#src/domain/clock.ts';
import { toNumber } from '#src/domain/decimal.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { addTrade, emptyStats, gradeOf, type ScoreSettings, sizeFactorOfGrade } from '#src/domain/score.ts';
import { readCandleFile } from '#src/feed/candleFile/read.ts';
import { fileFeed } from '#src/feed/file.ts';
import { GUARDS } from '#src/guards/index.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { pnlBetween } from '#src/ledger/pnl.ts';
import { replay } from '#src/shell/replay.ts';
import { openSimulation } from '#src/shell/simulated.ts';
import { Valuation } from '#src/sniper/valuation.ts';
import { strategistOf } from '#src/strategists.ts';
import { openWorld } from '#test/harness.ts';
import { history } from '#test/histories.ts';
import { HeronProcess } from '#test/shell/heron.ts';
import { walkCsv } from '#test/walk.ts';
import { writeHistory } from '#test/writtenHistory.ts';
import { settingsReadInChat } from './heronInChat.ts';
import { livedDay } from './livedDay.ts';
import { noting, readSettings } from './readSettings.ts';
import { HOUSE, places, sources } from './sources.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-smc-'));
  writeFileSync(join(folder, 'candles.csv'), walkCsv(Date.UTC(2026, 0, 1), 6 * 1440));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shipped = (...sets: string[]) => loadSettings({ env: {}, folder: '/nowhere', sets });
const leaves = [...keysOf(settingsSchema).leaves.keys()];

describe('SMC-1', () => {
  it('SMC-1: with the shipped settings and nothing else Heron starts, answers, and ends well', async () => {
    const cwd = mkdtempSync(join(folder, 'fresh-'));
    const heron = new HeronProcess(['start'], { cwd });
    heron.say('/status', '/config', '/health');
    heron.child.stdin.end();
    const { code, stdout, stderr } = await heron.ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('PAPER');
    expect(stdout).not.toMatch(/Error|undefined|bug/);
  });

  it('SMC-1: a list that is taken for a map, or a map for a list, is refused at start and named', () => {
    const { values } = shipped();
    const found = { lists: 0, groups: 0 };
    const at = (key: string): unknown => key.split('.').reduce<unknown>((group, name) => (group as Record<string, unknown>)[name], values);
    const file = join(folder, 'shape.yaml');
    const refuse = (key: string, value: unknown): void => {
      const nested = key.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
      writeFileSync(file, JSON.stringify(nested));
      expect(() => loadSettings({ file, env: {}, sets: [] }), key).toThrow(OutsideError);
      expect(() => loadSettings({ file, env: {}, sets: [] }), key).toThrow(key.split('.')[0] as string);
    };
    for (const key of leaves) {
      if (Array.isArray(at(key))) {
        found.lists++;
        refuse(key, Object.fromEntries((at(key) as unknown[]).map((one, i) => [`a${i}`, one])));
      } else refuse(key, [at(key)]);
    }
    for (const group of new Set(leaves.map((key) => key.slice(0, Math.max(0, key.lastIndexOf('.')))).filter((key) => key !== ''))) {
      found.groups++;
      refuse(group, Object.entries(at(group) as object));
    }
    expect(found.lists).toBeGreaterThan(5);
    expect(found.groups).toBeGreaterThan(20);
  });
});

describe('SMC-2', () => {
  it('SMC-2: every setting is read from where it stands, by the program as it runs', async () => {
    const read = new Set<string>();
    const take = (more: ReadonlySet<string>): void => {
      for (const key of more) read.add(key);
    };
    // A day and a half on autopilot, with everything that trades.
    const auto = readSettings(shipped('policy.autopilot=true', 'simulated.historyDays=8'));
    const { app } = await openSimulation({ settings: auto.settings, ledgerPath: ':memory:' });
    const end = later(app.clock.now(), 36 * 3_600_000);
    while (app.clock.now() < end) app.engine.step();
    expect(app.ledger.get<{ n: number }>('select count(*) as n from trade')?.n).toBeGreaterThan(3);
    take(auto.read);
    await app.stop('enough');
    // Somebody who answers, and asks.
    const asked = readSettings(shipped('simulated.historyDays=8', 'policy.autoUpToPct=0', 'condition.sameMarketAndSide=true'));
    const second = (await openSimulation({ settings: asked.settings, ledgerPath: ':memory:' })).app;
    const dispatch = createDispatch({ app: second, commands: createRegistry(commands), report: () => undefined });
    let n = 0;
    const say = (text: string) =>
      dispatch({ platform: 'terminal', updateId: String(n++), chat: 'terminal', user: { actor: 'user:terminal', role: 'owner' }, text });
    const until = later(second.clock.now(), 24 * 3_600_000);
    while (second.clock.now() < until) {
      for (let i = 0; i < 500; i++) second.engine.step();
      for (const { id, status } of [...second.ledger.memory.conditions.values()]) if (status === 'proposed') await say(`/approve ${id}`);
    }
    for (const line of ['/health', '/status', '/risk', '/coins']) await say(line);
    take(asked.read);
    await second.stop('enough');
    // Somebody on Telegram and Discord, who is told and answers there.
    take(await settingsReadInChat());
    // A replay.
    const replayed = readSettings(shipped());
    await replay({
      path: join(folder, 'candles.csv'),
      market: 'BTC/USDT',
      approve: 'none',
      settings: replayed.settings,
      ledgerPath: ':memory:',
      nowMs: () => 0,
    });
    take(replayed.read);
    // What is learned with goes through the ledger: it is what scoring reads from there.
    const learning = noting(shipped().values.learning as ScoreSettings, 'learning', read);
    let stats = emptyStats();
    for (let i = 0; i < 40; i++) {
      stats = addTrade(stats, i % 9 === 0 ? 0.5 : -1, learning);
      gradeOf(stats, 0, learning);
    }
    for (const grade of ['favored', 'normal', 'reduced', 'benched', 'unknown'] as const) sizeFactorOfGrade(grade, learning);
    // The other profile is read by the same lines.
    for (const key of [...read]) if (key.startsWith('smc.profiles.intraday.')) read.add(key.replace('intraday', 'swing'));
    // The shell, and a second idea for a market that has one: read by whole name.
    for (const key of ['ledger.path', 'log.level', 'feed.source', 'simulated.speed', 'condition.sameMarketAndSide']) {
      if (places(sources(), new RegExp(`settings\\.(?:values\\.)?${key.replace('.', '\\.')}\\b`)).length > 0) read.add(key);
    }
    // The ledger's learning settings, with a bench that ends, are looked at in scores.
    if (places(sources('src/ledger'), /settings\.benchDays\b/).length > 0) read.add('learning.benchDays');
    expect(leaves.filter((key) => !read.has(key))).toEqual([]);
  });

  it('SMC-2: what is set for exits reaches the exits: break-even, trail and time limit do what the settings say', async () => {
    const planned = async (...sets: string[]) => {
      const { app } = await openSimulation({
        settings: shipped('policy.autopilot=true', 'simulated.historyDays=8', ...sets),
        ledgerPath: ':memory:',
      });
      while (app.ledger.memory.conditions.size === 0) app.engine.step();
      const [condition] = [...app.ledger.memory.conditions.values()];
      await app.stop('seen');
      return condition?.exits;
    };
    const usual = await planned();
    expect(usual?.breakEvenAfter).toBe(1);
    const other = await planned(
      'smc.exits.breakEvenAfter=2',
      'smc.profiles.intraday.timeLimit.candles=7',
      'smc.exits.trail=[{"fromR":2,"atr":1.1}]',
    );
    expect(other?.breakEvenAfter).toBe(2);
    expect(other?.timeLimitMs).toBe(7 * 5 * 60_000);
    expect(other?.trail).toContainEqual({ fromR: 2, atr: 1.1 });
    expect(usual?.timeLimitMs).toBe(20 * 5 * 60_000);
  });
});

describe('SMC-3', () => {
  it('SMC-3: a check that exists is asked: every guard is in the list that review goes through, every invariant in the list of the audit', () => {
    const files = (path: string, except: readonly string[]): string[] =>
      readdirSync(join(HOUSE, path))
        .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|\.tmp\.ts$/.test(name) && !except.includes(name))
        .map((name) => name.slice(0, -3))
        .sort();
    const guards = files('src/guards', ['guard.ts', 'index.ts', 'lasting.ts', 'review.ts', 'bound.ts', 'figure.ts', 'sample.ts']);
    expect(GUARDS.map(({ name }) => name).sort()).toEqual(guards);
    expect(
      places(
        sources('src/audit/invariants').filter(({ path }) => !path.endsWith('index.ts')),
        /export const \w+: Invariant\b/,
      ),
    ).toHaveLength(INVARIANTS.length);
    expect(files('commands', ['index.ts'])).toEqual(commands.map(({ name }) => name).sort());
  });

  it('SMC-3: every exit, score and shock check is used: nothing in src is exported for nobody', () => {
    const all = sources();
    const code = all.map((one) => one.code).join('\n');
    for (const name of [
      'findSealBreaks',
      'schemaFaults',
      'fileFaults',
      'pruneTraces',
      'pruneJobRuns',
      'faultOfDraft',
      'faultOfQuote',
      'faultOfAmount',
      'settingsNobodyReads',
      'shockOf',
    ]) {
      expect([...code.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].length, name).toBeGreaterThan(1);
    }
  });
});

describe('SMC-4', () => {
  it('SMC-4: every job of the list runs in a day, and is on record', async () => {
    await using world = await livedDay();
    await world.silence(25 * 60);
    const ran = new Map(
      world.ledger.all<{ job: string; n: number }>('select job, count(*) as n from job_run group by job').map(({ job, n }) => [job, n]),
    );
    expect([...ran.keys()].sort()).toEqual(world.app.jobs.map(({ name }) => name).sort());
    for (const { name, everyMs } of world.app.jobs)
      expect(ran.get(name), name).toBeGreaterThanOrEqual(Math.floor((24 * 3_600_000) / everyMs));
  });

  it('SMC-4: a job that did not run, ran too long ago, or failed is a finding', async () => {
    await using world = await openWorld();
    await world.price('BTC/USDT', 63_800);
    await world.silence(3 * 60);
    const check = async (...more: { name: string; everyMs: number }[]) => {
      const { app } = world;
      const { findings } = await auditApp(
        {
          ledger: app.ledger,
          clock: app.clock,
          quotes: app.quotes,
          venue: app.venue,
          startedAt: app.startedAt,
          jobs: [...app.jobs, ...more],
        },
        () => 0,
      );
      return findings.filter(({ invariant }) => invariant === 'JOBS').map(({ row, found }) => `${row}: ${found}`);
    };
    expect(await check()).toEqual([]);
    expect(await check({ name: 'backup', everyMs: 3_600_000 })).toEqual(['job backup: no run at all']);
    expect(await check({ name: 'backup', everyMs: 6 * 3_600_000 })).toEqual([]); // not due yet
    const { recordJobRun } = await import('#src/ledger/jobs.ts');
    world.ledger.transact((tx) => recordJobRun(tx, 'backup', later(world.now, -3 * 3_600_000), 'good', 'x'));
    expect(await check({ name: 'backup', everyMs: 3_600_000 })).toEqual([expect.stringMatching(/^job backup: the last one at 2026/)]);
    world.ledger.transact((tx) => recordJobRun(tx, 'backup', world.now, 'failed', 'no disk'));
    expect(await check({ name: 'backup', everyMs: 3_600_000 })).toEqual([
      expect.stringMatching(/^job backup \(run \d+\): failed: no disk$/),
    ]);
  });
});

describe('SMC-5', () => {
  it('SMC-5: no setting is there for nobody, and one that were would be named', () => {
    expect(settingsNobodyReads(HOUSE)).toEqual([]);
    const house = mkdtempSync(join(folder, 'house-'));
    for (const name of ['src', 'commands']) mkdirSync(join(house, name));
    writeFileSync(join(house, 'src', 'x.ts'), 'export const x = (s) => s.guards.riskPct; // s.guards.spreadBps\n');
    const unread = settingsNobodyReads(house);
    expect(unread).not.toContain('guards.riskPct');
    expect(unread).toContain('guards.spreadBps');
  });

  it('SMC-5: the audit of a running Heron says so', async () => {
    await using world = await openWorld();
    const { checked } = await world.audit();
    expect(checked.some(({ invariant }) => invariant === 'SETTINGS')).toBe(true);
  });
});

describe('SMC-6', () => {
  it('SMC-6: there is one engine and one sniper, made in one place, whatever Heron runs on', () => {
    const all = sources();
    for (const name of ['Engine', 'Sniper', 'Proposer']) {
      expect(
        places(all, new RegExp(`new ${name}\\(`)).map((place) => place.split(':')[0]),
        name,
      ).toEqual(['src/app.ts']);
    }
    // Besides those who run it: what follows a condition without money, and what replays a change with and without it.
    expect(
      places(all, /\bcreateApp\(\{|await createApp\(/)
        .map((place) => place.split(':')[0])
        .sort(),
    ).toEqual([
      'src/shadow/follower.ts',
      'src/shell/liveMarket.ts',
      'src/shell/realMarket.ts',
      'src/shell/replay.ts',
      'src/shell/simulated.ts',
      'src/trial/side.ts',
    ]);
  });

  it('SMC-6: a replay does what a Heron that lives through the same candles does, fill by fill', async () => {
    const path = join(folder, 'candles.csv');
    const file = join(folder, 'replay.db');
    const settings = shipped('policy.autopilot=true', 'desk.markets=["BTC/USDT"]');
    const report = await replay({ path, market: 'BTC/USDT', approve: 'auto', settings, ledgerPath: file, nowMs: () => 0 });
    expect(report.trades).toBeGreaterThan(1);
    const replayed = new Ledger({ path: file, clock: new VirtualClock(0 as never), readonly: true });
    const { candles } = readCandleFile(path);
    const market = replayed.memory.markets.get('BTC/USDT');
    const clock = new VirtualClock(candles[0]?.openedAt ?? (0 as never));
    const ledger = new Ledger({ path: ':memory:', clock });
    const { spreadBps, participationPct, seed } = settings.values.replay;
    const { drawnOrder } = await import('#src/feed/candlePath.ts');
    const feed = fileFeed({
      market: market as never,
      candles,
      spreadBps,
      participationPct,
      lowFirst: seed === 0 ? undefined : drawnOrder(seed),
    });
    // Live: every transaction is committed by itself, jobs run, somebody is told.
    const app = await createApp({
      settings,
      ledger,
      clock,
      feed,
      strategist: (deps) => strategistOf(deps.settings, deps),
      kind: 'paper',
      source: 'candles',
      ledgerId: 'live',
      announce: () => undefined,
    });
    while (app.engine.nextAt() !== undefined) app.engine.step();
    const fills =
      'select id, order_id, trade_id, market, purpose, side, amount, price, fee, fee_asset, fee_value, liquidity, quote, at from fill order by seq';
    const trades = 'select id, market, side, pnl, fees, funding, planned_risk, exit_reason, opened_at, closed_at from trade order by seq';
    for (const sql of [fills, trades]) expect(ledger.all(sql)).toEqual(replayed.all(sql));
    expect(pnlBetween(ledger, undefined, undefined)).toEqual(pnlBetween(replayed, undefined, undefined));
    expect(String(equityOf(ledger.memory, app.quotes, 'paper').equity)).toBe(report.equity);
    replayed.close();
    await app.stop('compared');
  });

  it('SMC-6: the equity that the guards look at is the equity that people see', () => {
    fc.assert(
      fc.property(history, (trips) => {
        let valuation: Valuation | undefined;
        let looks = 0;
        const { ledger } = writeHistory(trips, 1, (written) => {
          valuation ??= new Valuation(written.ledger, written.quotes, 'paper');
          const exact = toNumber(equityOf(written.ledger.memory, written.quotes, 'paper').equity);
          looks++;
          expect(Math.abs(valuation.equity() - exact)).toBeLessThan(1e-6);
        });
        expect(looks).toBeGreaterThan(0);
        ledger.close();
      }),
      { numRuns: 60 },
    );
  });
});
