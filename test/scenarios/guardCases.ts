import { expect } from 'vitest';
import { loadSettings } from '#src/config/load.ts';
import { decimal } from '#src/domain/decimal.ts';
import { openWorld, type World } from '#test/harness.ts';
import type { Idea } from '#test/scriptedStrategist.ts';
import { Vandal } from '#test/vandal.ts';
import { arms, BTC, closed, ETH, enters, ethIdea, idea, PERP, perpIdea } from './acts.ts';

const PRICES = { [BTC]: 63_900, [ETH]: 3_180, [PERP]: 63_900 };

/** A plan that leaves a position alone. */
const quiet = { trail: [], breakEvenAfter: 0, timeLimitMs: 0, atr: '1000' };

export interface Case {
  readonly sets?: readonly string[];
  /** Everything up to and including the quote that triggers the newest condition. */
  readonly play: (world: World, armed?: () => Promise<void>) => Promise<void>;
  /** What is different where the guard lets it pass: other settings, or another course of events. */
  readonly passes: { readonly sets?: readonly string[]; readonly play?: (world: World) => Promise<void> };
  /** The figure that decided, as the event carries it. */
  readonly figure: string | RegExp;
}

/** `armed`: what happens between the yes and the trigger. */
export const triggers = async (world: World, what: Idea = idea(), armed?: () => Promise<void>): Promise<void> => {
  await arms(world, what);
  await armed?.();
  const level = what.entry as number;
  await world.price(what.market ?? BTC, level + level / 6_400);
};

/** A trade that loses about 45 of 10,000. */
export const loses = async (world: World, different: Idea = {}): Promise<void> => {
  await world.price(BTC, 63_900);
  const trade = await enters(world, idea(different));
  await world.price(BTC, 62_990);
  closed(world, trade);
  await world.price(BTC, 63_900);
};

export const roomy = ['guards.lossStreak.tight=99', 'guards.lossStreak.wide=99', 'guards.marketLosses.count=99'];

/** One for each guard, in their order. */
export const CASES: Readonly<Record<string, Case>> = {
  halted: {
    async play(world) {
      await arms(world);
      await world.says('/halt storm');
      await world.price(BTC, 64_010);
    },
    passes: {
      async play(world) {
        await arms(world);
        await world.says('/halt storm');
        await world.says('/resume "resume trading"');
        await world.price(BTC, 64_010);
      },
    },
    figure: 'halted',
  },
  accountMode: {
    async play(world) {
      await arms(world);
      // Nothing inside Heron can do this: somebody with a database tool can.
      world.auditsAtEnd = false;
      await world.restart();
      await world.app.stop('for the vandal');
      {
        using vandal = new Vandal(world.path);
        vandal.db.exec("update account set mode = 'live'");
      }
      await world.open(world.now, world.feed.seen());
      await world.price(BTC, 63_900);
      await world.price(BTC, 64_010);
    },
    passes: { play: (world) => triggers(world) },
    figure: 'live',
  },
  deskStatus: {
    async play(world) {
      await arms(world);
      await world.says('/pause');
      await world.price(BTC, 64_010);
    },
    passes: {
      async play(world) {
        await arms(world);
        await world.says('/pause');
        await world.says('/unpause');
        await world.price(BTC, 64_010);
      },
    },
    figure: 'paused',
  },
  errorBreaker: {
    sets: ['guards.errorsPerHour=1'],
    async play(world) {
      // The venue holds less than the ledger says for a moment, so it refuses.
      world.app.paper?.deposit('USDT', decimal('-9990'));
      await triggers(world);
      world.app.paper?.deposit('USDT', decimal('9990'));
      expect(world.events('order.rejected').map(({ data }) => data.reason)).toEqual(['insufficient funds']);
      await triggers(world, ethIdea());
    },
    passes: { sets: ['guards.errorsPerHour=2'] },
    figure: '1',
  },
  orderRate: {
    sets: ['guards.ordersPerMinute=2'],
    async play(world) {
      await triggers(world);
      await triggers(world, ethIdea());
    },
    passes: {
      async play(world) {
        await triggers(world);
        await world.minutes(1.2);
        await triggers(world, ethIdea());
      },
    },
    figure: '2',
  },
  dailyLoss: {
    sets: ['guards.dailyLossPct=0.4'],
    async play(world) {
      await loses(world);
      await world.minutes(2);
      await triggers(world);
    },
    passes: {
      async play(world) {
        await loses(world);
        await world.minutes(960); // past midnight
        await triggers(world);
      },
    },
    figure: /^0\.4\d* %$/,
  },
  drawdown: {
    sets: ['guards.dailyLossPct=0.39', 'guards.drawdownDegradedPct=0.3', 'guards.drawdownHaltPct=0.4', ...roomy],
    async play(world) {
      await loses(world);
      await world.minutes(960); // another day: today has lost nothing, the highest equity is still higher
      if (world.ledger.memory.halt !== undefined) await world.says('/resume "resume trading"');
      await world.minutes(3);
      await triggers(world);
    },
    passes: { sets: ['guards.dailyLossPct=0.39', 'guards.drawdownDegradedPct=0.3', 'guards.drawdownHaltPct=0.5', ...roomy] },
    figure: /^0\.4\d* %$/,
  },
  shock: {
    async play(world) {
      await world.minutes(5, { [BTC]: 62_300 });
      await world.minutes(1);
      await triggers(world);
    },
    passes: {
      async play(world) {
        await world.minutes(5, { [BTC]: 62_300 });
        await world.minutes(5, { [BTC]: 63_950 });
        await triggers(world);
      },
    },
    figure: '2.74 %',
  },
  symbolList: {
    sets: [`guards.symbols=["${ETH}"]`],
    play: (world, armed) => triggers(world, idea(), armed),
    passes: { sets: [`guards.symbols=["${BTC}"]`] },
    figure: BTC,
  },
  staleQuote: {
    async play(world) {
      await arms(
        world,
        idea({ entry: { type: 'candle', timeframe: '5m', closes: 'above', level: '63000' }, stop: 62_500, targets: [[66_000, 100]] }),
      );
      await world.price(BTC, 63_910);
      await world.silence(5);
    },
    passes: {
      async play(world) {
        await arms(
          world,
          idea({ entry: { type: 'candle', timeframe: '5m', closes: 'above', level: '63000' }, stop: 62_500, targets: [[66_000, 100]] }),
        );
        await world.minutes(5);
      },
    },
    figure: /^\d+ s$/,
  },
  lossStreak: {
    sets: ['guards.lossStreak.wide=2'],
    async play(world) {
      await loses(world);
      await loses(world);
      await triggers(world);
    },
    passes: {
      async play(world) {
        await loses(world);
        await loses(world);
        await world.minutes(90);
        await triggers(world);
      },
    },
    figure: '2 in a row',
  },
  marketCooldown: {
    sets: ['guards.marketLosses.count=1'],
    async play(world) {
      await loses(world);
      await triggers(world);
    },
    passes: {
      async play(world) {
        await loses(world);
        await triggers(world, ethIdea());
      },
    },
    figure: '1 losses',
  },
  openPositions: {
    sets: ['guards.openPositions=1'],
    async play(world) {
      await triggers(world);
      await triggers(world, ethIdea());
    },
    passes: { sets: ['guards.openPositions=2'] },
    figure: '1',
  },
  onePerMarket: {
    sets: ['condition.sameMarketAndSide=true'],
    async play(world) {
      await triggers(world, idea({ riskPct: 0.3 }));
      await triggers(world, idea({ entry: 64_200, stop: 63_100, targets: [[66_000, 100]], riskPct: 0.3 }));
    },
    passes: { sets: ['condition.sameMarketAndSide=true', 'guards.positionsPerMarket=2'] },
    figure: '1',
  },
  minVolume: {
    sets: ['guards.minVolume24h=1000000000'],
    async play(world, armed) {
      await world.minutes(61);
      await triggers(world, idea(), armed);
    },
    passes: { sets: ['guards.minVolume24h=100000000'] },
    figure: /^\d{3},\d{3},\d{3}/,
  },
  spread: {
    async play(world) {
      await arms(world);
      await world.price(BTC, 64_010, { spreadBps: 26 });
    },
    passes: {
      async play(world) {
        await arms(world);
        await world.price(BTC, 64_010, { spreadBps: 24 });
      },
    },
    figure: /^26\.\d+ bps$|^26 bps$/,
  },
  basis: {
    async play(world) {
      await world.price(PERP, 64_300);
      await triggers(world, perpIdea({ entry: 64_400, stop: 63_400, targets: [[66_000, 100]] }));
    },
    passes: {
      async play(world) {
        await world.price(PERP, 64_300);
        await world.price(BTC, 64_250);
        await triggers(world, perpIdea({ entry: 64_400, stop: 63_400, targets: [[66_000, 100]] }));
      },
    },
    figure: '0.8 %',
  },
  riskPerTrade: {
    sets: ['guards.marketExposurePct=200', 'guards.venueExposurePct=200'],
    play: (world, armed) => triggers(world, idea({ riskPct: 1.5 }), armed),
    passes: { sets: ['guards.marketExposurePct=200', 'guards.venueExposurePct=200', 'guards.riskPct=2'] },
    figure: '1.5 %',
  },
  leverage: { play: (world, armed) => triggers(world, perpIdea(), armed), passes: {}, figure: '12 ×' },
  marketExposure: {
    sets: ['condition.sameMarketAndSide=true', 'guards.positionsPerMarket=2'],
    async play(world) {
      await triggers(world, idea({ targets: [[69_000, 100]], exits: quiet }));
      await world.minutes(10, { [BTC]: 66_500 }); // what is open has become worth more than the limit by itself
      await triggers(world, idea({ entry: 66_600, stop: 65_600, targets: [[68_500, 100]], exits: quiet }));
    },
    passes: {
      sets: [
        'condition.sameMarketAndSide=true',
        'guards.positionsPerMarket=2',
        'guards.marketExposurePct=60',
        'guards.venueExposurePct=90',
      ],
    },
    figure: /^25\.\d+ %$/,
  },
  venueExposure: {
    sets: ['guards.venueExposurePct=25'],
    async play(world) {
      await triggers(world, idea({ targets: [[69_000, 100]], exits: quiet }));
      await world.minutes(10, { [BTC]: 66_500 });
      await triggers(world, ethIdea());
    },
    passes: { sets: ['guards.venueExposurePct=60'] },
    figure: /^25\.\d+ %$/,
  },
  grossExposure: {
    sets: ['guards.grossExposurePct=25'],
    async play(world) {
      await triggers(world, idea({ targets: [[69_000, 100]], exits: quiet }));
      await world.minutes(10, { [BTC]: 66_500 });
      await triggers(world, ethIdea());
    },
    passes: { sets: ['guards.grossExposurePct=60'] },
    figure: /^25\.\d+ %$/,
  },
  personDay: {
    sets: ['guards.personDayPct=50'],
    async play(world) {
      await arms(world);
      await arms(world, ethIdea());
      // Both were within the limit when they were approved; since then somebody has taken out a fifth of the money.
      world.app.paper?.deposit('USDT', decimal('-2000'));
      const data = { account_id: 'paper', desk_id: 'main', asset: 'USDT', amount: '-2000', value: '-2000', reason: 'a withdrawal' };
      world.ledger.transact((tx) => tx.append({ kind: 'capital.moved', subject: 'paper|w1', actor: 'user:terminal', data }));
      await world.price(ETH, 3_201);
    },
    passes: { sets: ['guards.personDayPct=60'] },
    figure: /^5[4-6](\.\d+)? %$/,
  },
  liquidationBuffer: {
    sets: ['desk.leverage=10'],
    play: (world, armed) => triggers(world, perpIdea({ stop: 59_500, targets: [[69_500, 100]] }), armed),
    passes: { sets: ['desk.leverage=5'] },
    figure: /^2\d(\.\d+)? %$/,
  },
  feeEdge: {
    sets: ['guards.feeEdge=20'],
    play: (world, armed) => triggers(world, idea(), armed),
    passes: { sets: ['guards.feeEdge=2'] },
    figure: /^2\.3\d? %$/,
  },
  wideCost: {
    play: (world, armed) => triggers(world, idea({ stop: 63_430 }), armed),
    passes: { sets: ['guards.wideCostPctOfRisk=30'] },
    figure: /^1\d\.\d+ %$/,
  },
};

/** A world; with a leverage that the settings themselves would refuse when one is given. */
export async function openGeared(sets: readonly string[] = [], leverage?: number): Promise<World> {
  const world = await openWorld({ prices: PRICES, sets });
  if (leverage !== undefined) await resets(world, sets, leverage);
  return world;
}

/** Heron starts again with other settings. The settings themselves refuse a leverage beyond the limit; the guard stands behind them. */
export async function resets(world: World, sets: readonly string[], leverage?: number): Promise<void> {
  const settings = loadSettings({ env: {}, folder: '/nowhere', sets });
  const { desk } = settings.values;
  Object.assign(world, { settings: { ...settings, values: { ...settings.values, desk: { ...desk, ...(leverage && { leverage }) } } } });
  await world.restart();
}
