import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createApp, type RunningApp } from './app.ts';
import { loadSettings } from './config/load.ts';
import type { Change } from './domain/adaptation.ts';
import { later, systemClock, toIso, VirtualClock } from './domain/clock.ts';
import { fileFeeds } from './feed/file.ts';
import { simulatedMarket } from './feed/simulated/markets.ts';
import { Ledger } from './ledger/ledger.ts';
import { reproposer } from './trial/reproposer.ts';
import { BAD_HOUR, candlesOf, conditionsOf, SETS, START } from './trial/sample.ts';
import { Trials } from './trial.ts';

const DAYS = 12;
const END = later(START, DAYS * 86_400_000);
const settings = loadSettings({ env: {}, folder: '/nowhere', sets: [...SETS, 'policy.autopilot=true'] });
const bench: Change = { kind: 'rule', when: { hour: BAD_HOUR }, action: 'no_trade' };

/** A Heron that has lived through some days, and kept their candles. */
async function lived(): Promise<RunningApp> {
  const clock = new VirtualClock(START);
  const ledger = new Ledger({ path: ':memory:', clock, batch: 500 });
  const { spreadBps, participationPct } = settings.values.replay;
  const app = await createApp({
    settings,
    ledger,
    clock,
    feed: fileFeeds([{ market: simulatedMarket('BTC/USDT'), candles: candlesOf(DAYS), spreadBps, participationPct }]),
    strategist: reproposer(conditionsOf(DAYS)),
    kind: 'replay',
    source: 'days of a test',
    ledgerId: 'lived',
    withJobs: false,
    withShadows: true,
  });
  while (app.engine.nextAt() !== undefined) app.engine.step();
  return app;
}

const HANGS = new URL('data:text/javascript,setInterval(() => undefined, 1000)');
const FAILS = new URL('data:text/javascript,throw new Error("no more memory")');

let app: RunningApp;
beforeAll(async () => {
  app = await lived();
});
afterAll(() => app.stop('the test is over'));

let open: Trials | undefined;
afterEach(() => open?.close());

const trialsOf = (more: Partial<ConstructorParameters<typeof Trials>[0]> = {}): Trials => {
  open = new Trials({ ledger: app.ledger as Ledger, settings, clock: systemClock(), ...more });
  return open;
};
const ask = (trials: Trials): ReturnType<Trials['run']> => trials.run(bench, 'main', toIso(START), toIso(END));

describe('a trial in a thread', () => {
  it('replays what the ledger has kept, while everything else has its turn', async () => {
    const before = app.ledger.get<{ n: number }>('select count(*) as n from trade')?.n;
    let turns = 0;
    let longestMs = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      turns++;
      longestMs = Math.max(longestMs, performance.now() - last);
      last = performance.now();
    }, 5);
    const startedMs = performance.now();
    const head = app.ledger.get('select max(seq) as seq from event');
    const trial = await ask(trialsOf());
    const tookMs = performance.now() - startedMs;
    clearInterval(timer);
    expect(trial.verdict).toBe('helps');
    expect(trial.candles).toBe(DAYS * 1_440);
    // The days themselves, once more: what was traded in them is traded without the change.
    expect(trial.without.trades).toBe(before);
    expect(trial.with.trades).toBe((before ?? 0) - DAYS);
    expect(app.ledger.get('select max(seq) as seq from event')).toEqual(head);
    expect(turns).toBeGreaterThan(20);
    expect(longestMs).toBeLessThan(tookMs / 2);
  });

  it('comes one after the other', async () => {
    const trials = trialsOf();
    const order: string[] = [];
    const first = ask(trials).then((trial) => order.push(`first ${trial.verdict}`));
    const second = trials.run({ kind: 'market', market: 'BTC/USDT', action: 'bench' }, 'main', toIso(START), toIso(END)).then((trial) => {
      order.push(`second ${trial.verdict}`);
    });
    await Promise.all([first, second]);
    expect(order).toEqual(['first helps', 'second harms']);
  });

  it('that is not done in time is given up, and the next one has its turn', async () => {
    const trials = trialsOf({ thread: HANGS, deadlineMs: 300 });
    await expect(ask(trials)).rejects.toThrow('it was not done within 0.3 s');
    await expect(ask(trials)).rejects.toThrow('it was not done within 0.3 s');
  });

  it('whose thread dies says so, and nothing else happens', async () => {
    await expect(ask(trialsOf({ thread: FAILS }))).rejects.toMatchObject({
      code: 'trial-failed',
      message: expect.stringContaining('no more memory'),
    });
  });

  it('ends when Heron stops', async () => {
    const trials = trialsOf({ thread: HANGS, deadlineMs: 60_000 });
    const waiting = expect(ask(trials)).rejects.toThrow('could not be replayed');
    setTimeout(() => void trials.close(), 200);
    await waiting;
    await expect(ask(trials)).rejects.toThrow('Heron is stopping');
  });

  it('takes no secret along', async () => {
    const secret = loadSettings({
      env: {},
      folder: '/nowhere',
      sets: [...SETS, 'model.name=some', 'model.token=sk-very-secret', 'telegram.token=1:a-secret'],
    });
    const tells = new URL(
      `data:text/javascript,import { parentPort, workerData } from 'node:worker_threads'; parentPort.postMessage({ failed: JSON.stringify([workerData.settings, process.env]) })`,
    );
    const told = await ask(trialsOf({ settings: secret, thread: tells })).catch((error: Error) => error.message);
    expect(told).toContain('"spreadBps"');
    expect(told).not.toContain('secret');
    expect(told).toMatch(/,\{\}\]/);
  });
});
