import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { loadSettings } from '#src/config/load.ts';
import { instant, later, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { decimal, toText } from '#src/domain/decimal.ts';
import { OutsideError } from '#src/domain/errors.ts';
import type { Cleared, Order } from '#src/domain/order.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { createLog } from '#src/shell/log.ts';
import { startPace } from '#src/shell/pace.ts';
import { replay } from '#src/shell/replay.ts';
import { run as runVerb } from '#src/shell/run.ts';
import { openSimulation, type Simulation } from '#src/shell/simulated.ts';
import { benchCandles } from '#test/bench/candles.ts';
import { openWorld, World, type WorldOptions } from '#test/harness.ts';
import { draftOf, type Idea } from '#test/scriptedStrategist.ts';
import { arms, BTC, ETH, enters, ethIdea, idea, openTradeOf, PERP, perpIdea, restingStops } from './acts.ts';
import { CASES, openGeared, triggers } from './guardCases.ts';

/** Something that happens under given settings, and what came of it, as plain data. */
export type Scene = (sets: readonly string[]) => Promise<unknown>;

const PRICES = { [BTC]: 63_900, [ETH]: 3_180, 'SOL/USDT': 150, [PERP]: 63_900, 'ETH/USDT:USDT': 3_180 };

/** A scene in the real app with prices that the scene says. */
export const inWorld =
  (play: (world: World) => Promise<unknown>, options: Omit<WorldOptions, 'sets'> = {}): Scene =>
  async (sets) => {
    await using world = await openWorld({ prices: PRICES, ...options, sets });
    return await play(world);
  };

/** The course of events of a guard's scenario: denied by whom, or entered. */
export const guard = (name: string): Scene => {
  const found = CASES[name];
  if (found === undefined) throw new Error(`there is no scenario for ${name}`);
  return inWorld(async (world) => {
    const refused = await found.play(world).then(() => undefined, refusalOf);
    return refused ?? outcomeOf(world);
  });
};

/** A draft that a guard would never let pass is not even proposed. */
function refusalOf(error: unknown): unknown {
  const [, guard] = error instanceof Error ? (/^not proposed: refused: the guard (\w+) /.exec(error.message) ?? []) : [];
  if (guard === undefined) throw error;
  return { refusedBy: guard };
}

/** What became of the newest condition. */
function outcomeOf(world: World): unknown {
  const { subject = '' } = world.events('condition.proposed').at(-1) ?? {};
  const denied = world.events('condition.denied').find((event) => event.subject === subject);
  return denied === undefined
    ? { entered: world.events('condition.triggered').some((event) => event.subject === subject) }
    : { deniedBy: denied.data.guard };
}

export const statuses = (world: World): unknown => world.ledger.all('select id, status from condition order by id');
const sizes = (world: World): string[] =>
  world
    .events('order.submitted')
    .filter(({ data }) => data.purpose === 'entry')
    .map(({ data }) => data.amount);
const fills = (world: World): unknown =>
  world.events('fill.recorded').map(({ data: { amount, price, fee, purpose } }) => ({ amount, price, fee, purpose }));

/** What Heron makes of one idea of the strategist. */
export const suggestion = (what: Idea): Scene => inWorld(async (world) => ({ ...(await world.suggests(what)), statuses: statuses(world) }));

export const entry = (what: Idea = idea()): Scene =>
  inWorld(async (world) => {
    await triggers(world, what);
    return { fills: fills(world), sizes: sizes(world), stops: restingStops(world, openTradeOf(world, what.market ?? BTC)) };
  });

/** A strategist that sizes by what the desk tells it. */
export const deskRisk: Scene = async (sets) => {
  const world = new World({ sets });
  const { forMarket } = world.strategist;
  world.strategist.forMarket = (market) => {
    const own = forMarket.call(world.strategist, market);
    return {
      ...own,
      decide: (context) => ({
        outcome: 'proposed',
        reasons: [],
        drafts: [draftOf({ riskPct: context.riskPct }, context.price, context.now)],
      }),
    };
  };
  await world.open(parseInstant('2026-01-05T08:00:00Z'), new Map());
  world.feed.say(BTC, 63_900, world.now);
  await world.minutes(1);
  world.app.proposer.now(BTC);
  const risks = world.events('condition.proposed').map(({ data }) => [data.risk_pct, data.risk_amount]);
  await world.end();
  return risks;
};

export const flood: Scene = inWorld(async (world) => {
  const markets = Object.keys(PRICES);
  for (const market of markets) {
    const price = world.feed.last(market) as number;
    world.strategist.drafts = [1.001, 1.004, 1.009, 1.016].map((factor, i) => {
      const at = Number((price * factor).toPrecision(6));
      return draftOf(
        { market, entry: at, stop: Number((at * (0.98 - i / 100)).toPrecision(6)), riskPct: 1, pattern: `p${i}` },
        price,
        world.now,
      );
    });
    world.app.proposer.now(market);
  }
  return { proposed: world.events('condition.proposed').length, superseded: world.events('condition.superseded').length };
});

export const manyWait: Scene = inWorld(async (world) => {
  const ideas = [idea(), perpIdea(), ethIdea(), ethIdea({ market: 'ETH/USDT:USDT' })];
  const outcomes = [];
  for (const one of ideas) outcomes.push((await world.suggests(one)).outcome);
  return outcomes;
});

export const twoOfOneSide: Scene = inWorld(async (world) => {
  await arms(world);
  return (await world.suggests(idea({ stop: 62_850 }))).outcome;
});

export const driftedAnswer =
  (price: number, minutesBetween: number): Scene =>
  (sets) =>
    inWorld(async (world) => {
      const id = await world.proposes(idea());
      await world.price(BTC, price);
      await world.says(`/approve ${id}`);
      const first = statuses(world);
      await world.minutes(minutesBetween);
      await world.says(`/approve ${id}`);
      return [first, statuses(world)];
    })(sets);

/** A trade that loses its stop, then time, then the next attempt. */
export const afterLosses =
  (losses: number, waitMinutes: number, what: Idea): Scene =>
  (sets) =>
    inWorld(async (world) => {
      for (let i = 0; i < losses; i++) {
        await world.minutes(3, { [BTC]: 63_900 });
        await enters(world, idea(what));
        await world.minutes(3, { [BTC]: 62_950 });
      }
      await world.minutes(3, { [BTC]: 63_900 });
      if (waitMinutes > 60) await world.silence(waitMinutes - 2);
      await world.minutes(waitMinutes > 60 ? 2 : waitMinutes);
      await triggers(world, idea(what));
      return outcomeOf(world);
    })(sets);

/** The same, with the losses so many hours apart. */
export const lossesApart = (hours: number): Scene =>
  inWorld(async (world) => {
    for (let i = 0; i < 2; i++) {
      await world.minutes(3, { [BTC]: 63_900 });
      await enters(world, idea());
      await world.minutes(3, { [BTC]: 62_950 });
      if (i === 0) await world.silence(hours * 60);
    }
    await world.minutes(3, { [BTC]: 63_900 });
    await triggers(world);
    return outcomeOf(world);
  });

/** Prices that leap by so many percent within a minute, then minutes of rest, then a trigger. */
export const leap = (percents: Readonly<Record<string, number>>, restMinutes: number): Scene =>
  inWorld(async (world) => {
    for (const [market, percent] of Object.entries(percents))
      await world.price(market, (world.feed.last(market) as number) * (1 + percent / 100));
    await world.minutes(restMinutes);
    const price = world.feed.last(PERP) as number;
    await triggers(world, perpIdea({ entry: price + 64, stop: price - 1_000, targets: [[price + 1_800, 100]] }));
    return outcomeOf(world);
  });

export const drawdownStates: Scene = inWorld(async (world) => {
  await enters(world);
  await world.minutes(3, { [BTC]: 62_950 });
  await world.minutes(3);
  return [world.events('risk.changed').map(({ data }) => data.state), world.events('halt.set').length];
});

export const dayInZone: Scene = inWorld(async (world) => {
  await enters(world);
  await world.minutes(3, { [BTC]: 62_950 });
  await world.minutes(3, { [BTC]: 63_900 });
  await world.silence(420); // 15:07 in UTC, past midnight in Tokyo
  await world.minutes(3);
  await triggers(world);
  return outcomeOf(world);
});

/** A limit order that rests and is filled: Heron itself sends none yet, the venue takes them all the same. */
export const makerFill: Scene = inWorld(async (world) => {
  world.auditsAtEnd = false;
  const order = {
    clientOrderId: 'a'.repeat(32),
    market: BTC,
    side: 'buy',
    type: 'limit',
    amount: decimal('0.01'),
    price: decimal('63000'),
    reduceOnly: false,
    leverage: 1,
  };
  world.app.venue.submit({ ...order, deadline: later(world.now, 60_000) } as unknown as Cleared<Order>);
  await world.price(BTC, 62_900);
  const [fill] = await world.app.venue.fillsSince(later(world.now, -60_000));
  return fill && [fill.liquidity, toText(fill.fee)];
});

export const funded: Scene = inWorld(async (world) => {
  world.funding(PERP, 0.01);
  await enters(world, perpIdea());
  await world.minutes(190);
  return world.events('funding.recorded').map(({ data }) => data.at);
});

export const thinBook: Scene = inWorld(async (world) => {
  await arms(world);
  await world.price(BTC, 64_010, { askSize: 0.05 });
  return fills(world);
});

/** Five trades of mixed result, and what the scores made of them. */
export const graded =
  (results: readonly (number | 'stop')[], what: Idea = {}): Scene =>
  (sets) =>
    inWorld(
      async (world) => {
        for (const end of results) {
          await world.minutes(3, { [BTC]: 63_900 });
          await enters(world, idea({ targets: [[end === 'stop' ? 66_000 : end, 100]], riskPct: 0.2, ...what }));
          await world.minutes(3, { [BTC]: end === 'stop' ? 62_950 : end + 20 });
        }
        await world.minutes(3, { [BTC]: 63_900 });
        const { scores } = world.ledger.memory;
        const score = scores.get(`main|market|${BTC}`);
        await world.suggests(idea({ riskPct: 0.2 }));
        await world.price(BTC, 64_010);
        return {
          weight: score?.stats.weight,
          grade: score?.grade,
          benchedUntil: score?.benched_until,
          size: sizes(world).at(-1),
          outcome: outcomeOf(world),
        };
      },
      { prices: { [BTC]: 63_900 } },
    )(['guards.lossStreak.wide=99', 'guards.marketLosses.count=99', ...sets]);

/** A pattern that loses and one that wins: what is thought of the one depends on how much the desk's mean weighs. */
export const twoPatterns: Scene = (sets) =>
  inWorld(
    async (world) => {
      for (const [pattern, end] of [
        ['gap_fill', 62_950],
        ['support_bounce', 65_520],
        ['gap_fill', 62_950],
        ['support_bounce', 65_520],
        ['gap_fill', 62_950],
        ['support_bounce', 65_520],
      ] as const) {
        await world.minutes(3, { [BTC]: 63_900 });
        await enters(world, idea({ targets: [[65_500, 100]], riskPct: 0.2, pattern }));
        await world.minutes(3, { [BTC]: end });
      }
      return world.ledger.memory.scores.get('main|pattern|gap_fill')?.grade;
    },
    { prices: { [BTC]: 63_900 } },
  )(['guards.lossStreak.wide=99', 'guards.marketLosses.count=99', ...sets]);

/** An order of a perpetual at a leverage that the settings alone would not let through. */
export const geared =
  (leverage: number): Scene =>
  async (sets) => {
    await using world = await openGeared(sets, leverage);
    const refused = await triggers(world, perpIdea()).then(() => undefined, refusalOf);
    return refused ?? outcomeOf(world);
  };

/** So much time with nothing but quotes, and what the jobs did. */
export const hours = (count: number): Scene =>
  inWorld(
    async (world) => {
      for (let i = 0; i < count; i++) {
        world.strategist.reasons = [`nothing stands at the price in hour ${i}`];
        await world.silence(60);
      }
      return {
        marks: world.events('equity.marked').length,
        runs: world.ledger.all('select job, count(*) as n from job_run group by job order by job'),
        traces: world.ledger.get('select count(*) as n from trace'),
      };
    },
    { prices: { [BTC]: 63_900 } },
  );

export const glitch: Scene = inWorld(async (world) => {
  await world.price(BTC, 63_900 * 1.15);
  return [world.app.quotes.get(BTC)?.last, world.app.engine.dropped];
});

export const healthAfterSilence: Scene = inWorld(async (world) => {
  await world.silence(0.75);
  return (await world.says('/health')).split('\n')[0];
});

export const balance: Scene = inWorld(async (world) => toText(equityOf(world.ledger.memory, world.app.quotes, 'paper').equity));

export const listed: Scene = inWorld(async (world) => [...world.ledger.memory.markets.keys()], { prices: { [BTC]: 63_900 } });

/** What a start on these settings says; for settings that today can have one value only, or one that fits the others. */
export const starts: Scene = async (sets) => {
  try {
    return loadSettings({ env: {}, folder: '/nowhere', sets }).values !== undefined;
  } catch (error) {
    if (error instanceof OutsideError) return error.message;
    throw error;
  }
};

/** The first minutes of the simulated market under the real shell's composition. */
export const simulated =
  (see: (simulation: Simulation) => unknown): Scene =>
  async (sets) => {
    const folder = mkdtempSync(join(tmpdir(), 'heron-setting-'));
    const settings = loadSettings({ env: {}, folder: '/nowhere', sets });
    const simulation = await openSimulation({ settings, ledgerPath: join(folder, 'heron.db') });
    try {
      return await see(simulation);
    } finally {
      await simulation.app.stop('seen');
      rmSync(folder, { recursive: true });
    }
  };

/** Quotes of the first minute and a half, and the newest hours before it. */
export const seen = ({ app }: Simulation): unknown => {
  const quotes: unknown[] = [];
  for (let i = 0; i < 45; i++) {
    app.engine.step();
    quotes.push([...app.quotes.all()]);
  }
  return { quotes, hours: app.candles.of(BTC, '1h').slice(-600) };
};

/** How far the market gets in ten seconds of real time. */
export const pace = ({ app, from }: Simulation): unknown => {
  const real = new VirtualClock(app.clock.now());
  const { speed } = app.settings.values.simulated;
  startPace(app.engine, from, speed, real, (error) => {
    throw error;
  });
  for (let i = 0; i < 500; i++) real.advanceTo(later(real.now(), 20));
  return app.clock.now();
};

/** What reaches the log at a level. */
export const logged: Scene = async (sets) => {
  const lines: string[] = [];
  const output = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const log = createLog(loadSettings({ env: {}, folder: '/nowhere', sets }).values.log.level, output);
  log.info('all is well');
  log.error('something is wrong');
  return lines.length;
};

/** Where a verb of the shell looks for the ledger. */
export const doctor: Scene = async (sets) => {
  const said: string[] = [];
  const output = { write: (text: string) => said.push(text) > 0 };
  const io = { stdin: process.stdin, stdout: output, stderr: output, env: {}, nowMs: () => 0 } as unknown as Parameters<typeof runVerb>[1];
  await runVerb(['doctor', '--json', ...sets.flatMap((one) => ['--set', one])], io);
  return said.join('').match(/"name":"folder".*?"found":"[^"]*"/)?.[0];
};

/** A replay over eight days of candles: what came of it, and when. */
export const replayed: Scene = async (sets) => {
  const folder = mkdtempSync(join(tmpdir(), 'heron-setting-'));
  const path = join(folder, 'candles.csv');
  const rows = benchCandles(12_000, 7).map(({ openedAt, open, high, low, close, volume }) =>
    [openedAt, open, high, low, close, volume].join(','),
  );
  writeFileSync(path, `timestamp,open,high,low,close,volume\n${rows.join('\n')}\n`);
  try {
    const settings = loadSettings({ env: {}, folder: '/nowhere', sets });
    const ledgerPath = join(folder, 'replay.db');
    const report = await replay({ path, market: 'BTC/USDT', approve: 'auto', settings, ledgerPath, nowMs: () => 0 });
    const ledger = new Ledger({ path: ledgerPath, clock: new VirtualClock(instant(0)), readonly: true });
    const times = ledger.all('select at from fill order by seq');
    ledger.close();
    return { trades: report.trades, pnl: report.pnl, times };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
