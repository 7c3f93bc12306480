import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Instant, later } from '#src/domain/clock.ts';
import type { Quote } from '#src/domain/quote.ts';
import type { Guard, GuardContext, GuardLimits } from './guard.ts';
import { GUARDS } from './index.ts';
import { ask, review } from './review.ts';
import { SAMPLE_CONDITION, SAMPLE_INTENT, SAMPLE_LIMITS, SAMPLE_MARKET, SAMPLE_NOW, sampleContext } from './sample.ts';

type Changes = Partial<GuardContext>;

interface Row {
  readonly guard: string;
  readonly within: Changes;
  readonly beyond: Changes;
  readonly figure: string;
  readonly limit: string;
  readonly text: string;
  /** The figure that the guard needs is not there. Other guards may need it, too. */
  readonly missing: Changes;
  readonly says: string;
  readonly limits?: Partial<GuardLimits>;
}

const BTC = SAMPLE_MARKET.symbol;
const sample = sampleContext();
const quote = (changes: Partial<Quote>): Changes => ({ quote: { ...(sample.quote as Quote), ...changes } });
const intent = (changes: Partial<GuardContext['intent']>): Changes => ({ intent: { ...SAMPLE_INTENT, ...changes } });
const exposure = (changes: Partial<GuardContext['exposure']>): Changes => ({ exposure: { ...sample.exposure, ...changes } });
const costs = (changes: Partial<GuardContext['costs']>): Changes => ({ costs: { ...sample.costs, ...changes } });
const moves = (...each: [string, number][]): Changes => ({ minuteMovesPct: new Map([[BTC, 0.1], ...each]) });
const ago = (minutes: number): Instant => later(SAMPLE_NOW, -minutes * 60_000);
const losses = (regime: string, market: string, ...minutesAgo: number[]): Changes => ({
  recentTrades: minutesAgo.map((minutes) => ({ market, regime, pnl: -1, closedAt: ago(minutes) })),
});
const tight: Changes = { condition: { ...SAMPLE_CONDITION, regime: 'tight_smc' } };
/** For what the types rule out and a broken program could still hand over. */
const broken = (changes: Record<string, unknown>): Changes => changes as Changes;

const ROWS: readonly Row[] = [
  {
    guard: 'halted',
    within: { halted: false },
    beyond: { halted: true },
    figure: 'halted',
    limit: 'not halted',
    text: 'Trading is halted: nothing new is opened until an owner resumes.',
    missing: broken({ halted: undefined }),
    says: 'Trading is halted: nothing new is opened until an owner resumes.',
  },
  {
    guard: 'accountMode',
    within: { mode: 'live', accountMode: 'live', liveUnlocked: true },
    beyond: { mode: 'paper', accountMode: 'live' },
    figure: 'live',
    limit: 'paper',
    text: 'Heron trades paper here, but the order names a live account.',
    missing: broken({ mode: undefined, accountMode: undefined }),
    says: 'Denied to be safe: the mode is not known.',
  },
  {
    guard: 'liveLocked',
    within: { mode: 'live', accountMode: 'live', liveUnlocked: true },
    beyond: { mode: 'live', accountMode: 'live', liveUnlocked: false },
    figure: 'locked',
    limit: 'unlocked by /live',
    text: 'Live trading is locked: nothing new is opened until an owner says /live. Open positions keep their exits.',
    missing: broken({ mode: 'live', accountMode: 'live', liveUnlocked: undefined }),
    says: 'Live trading is locked: nothing new is opened until an owner says /live. Open positions keep their exits.',
  },
  {
    guard: 'deskStatus',
    within: { deskStatus: 'training' },
    beyond: { deskStatus: 'training_failed' },
    figure: 'training_failed',
    limit: 'active or training',
    text: 'Desk main is training failed: it opens nothing new.',
    missing: broken({ deskStatus: undefined }),
    says: 'Desk main is unknown: it opens nothing new.',
  },
  {
    guard: 'deskStatus',
    within: { deskStatus: 'active', mode: 'live', accountMode: 'live', liveUnlocked: true },
    beyond: { deskStatus: 'training', mode: 'live', accountMode: 'live', liveUnlocked: true },
    figure: 'training, live',
    limit: 'training on paper',
    text: 'Desk main is in training, and that is on paper only.',
    missing: broken({ deskStatus: null }),
    says: 'Desk main is unknown: it opens nothing new.',
  },
  {
    guard: 'errorBreaker',
    within: { errorsLastHour: 9 },
    beyond: { errorsLastHour: 10 },
    figure: '10',
    limit: '10',
    text: '10 errors within the last hour opened the breaker; entries wait until there are fewer than 10.',
    missing: { errorsLastHour: Number.NaN },
    says: 'Denied to be safe: the number of errors within the last hour is not known.',
  },
  {
    guard: 'orderRate',
    within: { ordersLastMinute: 59 },
    beyond: { ordersLastMinute: 60 },
    figure: '60',
    limit: '60',
    text: '60 orders sent within the last minute; at most 60 allowed.',
    missing: { ordersLastMinute: Number.NaN },
    says: 'Denied to be safe: the number of orders within the last minute is not known.',
  },
  {
    guard: 'orderRate',
    within: { ordersTodayDesk: 49 },
    beyond: { ordersTodayDesk: 50 },
    figure: '50',
    limit: '50',
    text: '50 orders sent today by desk main; at most 50 allowed.',
    missing: { ordersTodayDesk: Number.NaN },
    says: 'Denied to be safe: the number of orders today by desk main is not known.',
  },
  {
    guard: 'orderRate',
    within: { ordersTodayVenue: 499 },
    beyond: { ordersTodayVenue: 500 },
    figure: '500',
    limit: '500',
    text: '500 orders sent today to paper; at most 500 allowed.',
    missing: { ordersTodayVenue: Number.NaN },
    says: 'Denied to be safe: the number of orders today to paper is not known.',
  },
  {
    guard: 'dailyLoss',
    within: { dayLossPct: 4.99 },
    beyond: { dayLossPct: 5 },
    figure: '5 %',
    limit: '5 %',
    text: 'Today has lost 5 % of equity; from 5 % on nothing new is opened until tomorrow.',
    missing: { dayLossPct: undefined },
    says: "Denied to be safe: today's loss is not known.",
  },
  {
    guard: 'drawdown',
    within: { drawdownPct: 14.99 },
    beyond: { drawdownPct: 15 },
    figure: '15 %',
    limit: '15 %',
    text: 'Equity is 15 % below its highest; from 15 % on nothing new is opened.',
    missing: { drawdownPct: undefined },
    says: 'Denied to be safe: the drawdown is not known.',
  },
  {
    guard: 'shock',
    within: moves(['SOL/USDT', 2.5], ['ETH/USDT', 1.6], ['XRP/USDT', 1.5]),
    beyond: moves(['SOL/USDT', 2.51]),
    figure: '2.51 %',
    limit: '2.5 %',
    text: 'SOL/USDT moved 2.51 % within a minute: entries pause for 30 min.',
    missing: { minuteMovesPct: new Map() },
    says: `Denied to be safe: the last minute's move of ${BTC} is not known.`,
  },
  {
    guard: 'shock',
    within: moves(['SOL/USDT', 1.6], ['ETH/USDT', 1.6], ['XRP/USDT', 1.5]),
    beyond: moves(['SOL/USDT', 1.6], ['ETH/USDT', 1.6], ['XRP/USDT', -1.51]),
    figure: '3 markets',
    limit: '3 markets',
    text: '3 markets moved more than 1.5 % within a minute: entries pause for 30 min.',
    missing: moves(['SOL/USDT', Number.NaN]),
    says: "Denied to be safe: the last minute's move of SOL/USDT is not known.",
  },
  {
    guard: 'shock',
    within: { shockUntil: SAMPLE_NOW },
    beyond: { shockUntil: later(SAMPLE_NOW, 60_000) },
    figure: 'paused until 2026-01-05 12:01 UTC',
    limit: 'no pause',
    text: 'Prices jumped; entries pause until 2026-01-05 12:01 UTC.',
    missing: { shockUntil: Number.NaN as Instant },
    says: 'Denied to be safe: the end of the pause after a shock is not known.',
  },
  {
    guard: 'symbolList',
    within: { deskMarkets: ['ETH/USDT', BTC] },
    beyond: { deskMarkets: ['ETH/USDT'] },
    figure: BTC,
    limit: 'ETH/USDT',
    text: `${BTC} is not a market of desk main.`,
    missing: broken({ deskMarkets: undefined }),
    says: 'Denied to be safe: the guard symbolList could not decide.',
  },
  {
    guard: 'symbolList',
    limits: { symbols: [BTC, 'SOL/USDT'] },
    within: {},
    beyond: {
      deskMarkets: ['ETH/USDT'],
      ...intent({ market: 'ETH/USDT' }),
      market: { ...SAMPLE_MARKET, symbol: 'ETH/USDT' },
      ...quote({ market: 'ETH/USDT' }),
      ...moves(['ETH/USDT', 0]),
    },
    figure: 'ETH/USDT',
    limit: `${BTC}, SOL/USDT`,
    text: 'ETH/USDT is not in the list of markets that may be traded.',
    missing: { deskMarkets: [] },
    says: `${BTC} is not a market of desk main.`,
  },
  {
    guard: 'staleQuote',
    within: quote({ at: later(SAMPLE_NOW, -5_000) }),
    beyond: quote({ at: later(SAMPLE_NOW, -5_001) }),
    figure: '5.001 s',
    limit: '5 s',
    text: `The last quote of ${BTC} is 5.001 s old; at most 5 s is allowed.`,
    missing: { quote: undefined },
    says: `Denied to be safe: the quote of ${BTC} is not known.`,
  },
  {
    guard: 'staleQuote',
    within: quote({ at: later(SAMPLE_NOW, 2_000) }),
    beyond: quote({ at: later(SAMPLE_NOW, 2_001) }),
    figure: 'the quote is from the future',
    limit: 'a quote that can be true',
    text: `The quote of ${BTC} cannot be used: the quote is from the future.`,
    missing: quote({ market: 'ETH/USDT' }),
    says: `Denied to be safe: the quote of ${BTC} is not known.`,
  },
  {
    guard: 'lossStreak',
    within: { ...tight, ...losses('tight_smc', 'ETH/USDT', 120, 130, 140) },
    beyond: { ...tight, ...losses('tight_smc', 'ETH/USDT', 119, 130, 140) },
    figure: '3 in a row',
    limit: '3 in a row',
    text: 'The last 3 tight trades lost; entries like them wait until 2026-01-05 12:01 UTC.',
    missing: { ...tight, recentTrades: [{ market: 'ETH/USDT', regime: 'tight_smc', pnl: Number.NaN, closedAt: ago(10) }] },
    says: 'Denied to be safe: the result of a recent trade is not known.',
  },
  {
    guard: 'lossStreak',
    within: losses('wide_structure', 'ETH/USDT', 90, 91, 92, 93, 94),
    beyond: losses('wide_structure', 'ETH/USDT', 89, 91, 92, 93, 94),
    figure: '5 in a row',
    limit: '5 in a row',
    text: 'The last 5 wide trades lost; entries like them wait until 2026-01-05 12:01 UTC.',
    missing: { recentTrades: [{ market: 'ETH/USDT', regime: 'wide_structure', pnl: -1, closedAt: Number.NaN as Instant }] },
    says: 'Denied to be safe: the result of a recent trade is not known.',
  },
  {
    guard: 'marketCooldown',
    within: losses('tight_smc', BTC, 60, 120, 60 + 24 * 60 + 1),
    beyond: losses('tight_smc', BTC, 60, 120, 60 + 24 * 60),
    figure: '3 losses',
    limit: '3 within 24 h',
    text: `${BTC} lost 3 trades within 24 h; entries there wait until 2026-01-05 23:00 UTC.`,
    missing: { recentTrades: [{ market: BTC, regime: 'tight_smc', pnl: Number.NaN, closedAt: ago(10) }] },
    says: `Denied to be safe: the result of a recent trade in ${BTC} is not known.`,
  },
  {
    guard: 'marketCooldown',
    within: losses('tight_smc', BTC, 12 * 60, 13 * 60, 14 * 60),
    beyond: losses('tight_smc', BTC, 12 * 60 - 1, 13 * 60, 14 * 60),
    figure: '3 losses',
    limit: '3 within 24 h',
    text: `${BTC} lost 3 trades within 24 h; entries there wait until 2026-01-05 12:01 UTC.`,
    missing: { recentTrades: [{ market: BTC, regime: 'tight_smc', pnl: -1, closedAt: Number.NaN as Instant }] },
    says: `Denied to be safe: the result of a recent trade in ${BTC} is not known.`,
  },
  {
    guard: 'openPositions',
    within: { openPositions: 4 },
    beyond: { openPositions: 5 },
    figure: '5',
    limit: '5',
    text: '5 positions open already; at most 5 allowed.',
    missing: { openPositions: Number.NaN },
    says: 'Denied to be safe: the number of open positions is not known.',
  },
  {
    guard: 'onePerMarket',
    within: { positionsInMarket: 0 },
    beyond: { positionsInMarket: 1 },
    figure: '1',
    limit: '1',
    text: `1 position open in ${BTC} already; at most 1 allowed.`,
    missing: { positionsInMarket: Number.NaN },
    says: `Denied to be safe: the number of open positions in ${BTC} is not known.`,
  },
  {
    guard: 'minVolume',
    within: { volume24h: 1_000_000 },
    beyond: { volume24h: 999_999.9 },
    figure: '999,999.9',
    limit: '1,000,000',
    text: `${BTC} traded 999,999.9 USDT within 24 h; at least 1,000,000 is needed.`,
    missing: { volume24h: undefined },
    says: `Denied to be safe: the volume of ${BTC} is not known.`,
  },
  {
    guard: 'spread',
    within: quote({ bid: 39_950, ask: 40_050 }),
    beyond: quote({ bid: 39_948, ask: 40_052 }),
    figure: '26 bps',
    limit: '25 bps',
    text: `Ask and bid of ${BTC} are 26 bps apart; at most 25 bps is allowed.`,
    missing: { quote: undefined },
    says: `Denied to be safe: the spread of ${BTC} is not known.`,
  },
  {
    guard: 'basis',
    within: { basisPct: -0.75 },
    beyond: { basisPct: -0.76 },
    figure: '0.76 %',
    limit: '0.75 %',
    text: `${BTC} is 0.76 % away from its index; at most 0.75 % is allowed.`,
    missing: { basisPct: undefined },
    says: `Denied to be safe: the distance of ${BTC} from its index is not known.`,
  },
  {
    guard: 'riskPerTrade',
    within: { riskAmount: 100 },
    beyond: { riskAmount: 100.001 },
    figure: '1.00001 %',
    limit: '1 %',
    text: 'This trade would risk 1.00001 % of equity; at most 1 % is allowed.',
    missing: { riskAmount: undefined },
    says: 'Denied to be safe: the money at risk in percent of equity is not known.',
  },
  {
    guard: 'leverage',
    within: intent({ leverage: 10 }),
    beyond: intent({ leverage: 11 }),
    figure: '11 ×',
    limit: '10 ×',
    text: `Leverage of 11 × is asked for; at most 10 × is allowed in ${BTC}.`,
    missing: intent({ leverage: Number.NaN }),
    says: 'Denied to be safe: the leverage is not known.',
  },
  {
    guard: 'leverage',
    within: { market: { ...SAMPLE_MARKET, maxLeverage: 3 } },
    beyond: { market: { ...SAMPLE_MARKET, maxLeverage: 2 } },
    figure: '3 ×',
    limit: '2 ×',
    text: `Leverage of 3 × is asked for; at most 2 × is allowed in ${BTC}.`,
    missing: { market: { ...SAMPLE_MARKET, maxLeverage: Number.NaN } },
    says: 'Denied to be safe: the limit of leverage is not known.',
  },
  {
    guard: 'marketExposure',
    within: exposure({ market: 700 }),
    beyond: exposure({ market: 701 }),
    figure: '25.01 %',
    limit: '25 %',
    text: `With this order the exposure in ${BTC} would be 25.01 % of equity; at most 25 % is allowed.`,
    missing: exposure({ market: Number.NaN }),
    says: `Denied to be safe: the exposure in ${BTC} is not known.`,
  },
  {
    guard: 'venueExposure',
    within: exposure({ venue: 4_200 }),
    beyond: exposure({ venue: 4_201 }),
    figure: '60.01 %',
    limit: '60 %',
    text: 'With this order the exposure in paper would be 60.01 % of equity; at most 60 % is allowed.',
    missing: { equity: undefined },
    says: 'Denied to be safe: the exposure in paper is not known.',
  },
  {
    guard: 'grossExposure',
    within: exposure({ gross: 18_200 }),
    beyond: exposure({ gross: 18_201 }),
    figure: '200.01 %',
    limit: '200 %',
    text: 'With this order the exposure in all markets together would be 200.01 % of equity; at most 200 % is allowed.',
    missing: { notional: Number.NaN },
    says: 'Denied to be safe: the exposure in all markets together is not known.',
  },
  {
    guard: 'personDay',
    within: { approvedByPerson: 28_200 },
    beyond: { approvedByPerson: 28_201 },
    figure: '300.01 %',
    limit: '300 %',
    text: 'With this one the same person would have approved 300.01 % of equity within 24 h; at most 300 % is allowed.',
    missing: { approvedByPerson: undefined },
    says: 'Denied to be safe: what the same person approved within 24 h is not known.',
  },
  {
    guard: 'liquidationBuffer',
    within: { stopPrice: 47_000 },
    beyond: { stopPrice: 46_998 },
    figure: '34.99 %',
    limit: '35 %',
    text: 'From the stop to the liquidation price it is 34.99 % of the way from the entry; at least 35 % is needed. Less leverage helps.',
    missing: { liquidationPrice: undefined },
    says: 'Denied to be safe: the distance from the stop to the liquidation price is not known.',
  },
  {
    guard: 'liquidationBuffer',
    within: { ...intent({ side: 'sell' }), firstTarget: 58_000, liquidationPrice: 80_000, stopPrice: 73_000 },
    beyond: { ...intent({ side: 'sell' }), firstTarget: 58_000, liquidationPrice: 80_000, stopPrice: 73_002 },
    figure: '34.99 %',
    limit: '35 %',
    text: 'From the stop to the liquidation price it is 34.99 % of the way from the entry; at least 35 % is needed. Less leverage helps.',
    missing: { liquidationPrice: 70_000 },
    says: 'Denied to be safe: the distance from the stop to the liquidation price is not known.',
  },
  {
    // Limit: 1.2 × (2 × 0.05 + 0.05 + 0.01) = 0.192 % = 115.2 away.
    guard: 'feeEdge',
    within: { firstTarget: 60_115.2 },
    beyond: { firstTarget: 60_115.1 },
    figure: '0.1918 %',
    limit: '0.192 %',
    text: 'The first target is 0.1918 % away; after fees, slippage and funding it takes at least 0.192 % to be worth it.',
    missing: { firstTarget: undefined },
    says: 'Denied to be safe: the distance to the first target is not known.',
  },
  {
    guard: 'feeEdge',
    within: { ...intent({ side: 'sell' }), liquidationPrice: 80_000, stopPrice: 61_500, firstTarget: 59_884.8 },
    beyond: { ...intent({ side: 'sell' }), liquidationPrice: 80_000, stopPrice: 61_500, firstTarget: 60_120 },
    figure: '-0.2 %',
    limit: '0.19 %',
    text: 'The first target is -0.2 % away; after fees, slippage and funding it takes at least 0.19 % to be worth it.',
    missing: broken({ costs: { takerFeePct: 0.05, slippageBps: 5, fundingPct: undefined } }),
    says: 'Denied to be safe: the limit of feeEdge is not known.',
  },
  {
    // 1,800 × (2 × taker + funding) % of 50 at risk: 15 % is 7.5 of cost, so 0.41666 % of notional.
    guard: 'wideCost',
    within: costs({ takerFeePct: 0.2, fundingPct: 1 / 60 }),
    beyond: costs({ takerFeePct: 0.2, fundingPct: 0.017 }),
    figure: '15.01 %',
    limit: '15 %',
    text: 'Funding and fees would be 15.01 % of the money at risk; in a wide regime at most 15 % is allowed.',
    missing: { riskAmount: undefined },
    says: 'Denied to be safe: the cost in percent of the money at risk is not known.',
  },
];

const guardNamed = (name: string): Guard => GUARDS.find((guard) => guard.name === name) as Guard;

describe('each guard decides', () => {
  it.each(ROWS)('$guard: $text', ({ guard, within, beyond, figure, limit, text, missing, says, limits }) => {
    const set = { ...SAMPLE_LIMITS, ...limits };
    const noes = (changes: Changes) => GUARDS.map((one) => ask(one, sampleContext(changes), set)).filter((no) => no !== undefined);

    expect(noes(within)).toEqual([]);
    expect(noes(beyond)).toEqual([{ guard, figure, limit, text }]);
    const safe = ask(guardNamed(guard), sampleContext(missing), set);
    expect(safe).toMatchObject({ guard, text: says });
  });

  it('lets the sample pass, whole', () => {
    expect(review(SAMPLE_INTENT, sampleContext(), SAMPLE_LIMITS)).toEqual({ cleared: SAMPLE_INTENT });
  });

  it('LRN-3: lets a size pass that floats left a hair above the limit it was clamped to', () => {
    expect(ask(guardNamed('riskPerTrade'), sampleContext({ riskAmount: 100 * (1 + 1e-12) }), SAMPLE_LIMITS)).toBeUndefined();
    expect(ask(guardNamed('riskPerTrade'), sampleContext({ riskAmount: 100 * (1 + 1e-8) }), SAMPLE_LIMITS)).toMatchObject({
      figure: '1.00000001 %',
    });
    // 1.2 × 0.16 is 0.19199999999999998 or 0.192, as the machine likes: 115.2 of 60,000 is enough either way.
    expect(ask(guardNamed('feeEdge'), sampleContext({ firstTarget: 60_115.2 - 1e-9 }), SAMPLE_LIMITS)).toBeUndefined();
  });

  it('passes a figure of exactly its limit, zero too', () => {
    expect(ask(guardNamed('basis'), sampleContext({ basisPct: 0 }), { ...SAMPLE_LIMITS, basisPct: 0 })).toBeUndefined();
    const free = { takerFeePct: 0, slippageBps: 0, fundingPct: 0 };
    expect(ask(guardNamed('feeEdge'), sampleContext({ costs: free, firstTarget: 60_000 }), SAMPLE_LIMITS)).toBeUndefined();
  });

  it('does not count on funding that would be received', () => {
    const costs = { takerFeePct: 0.2, slippageBps: 0, fundingPct: -0.4 };
    expect(ask(guardNamed('feeEdge'), sampleContext({ costs, firstTarget: 60_287 }), SAMPLE_LIMITS)?.limit).toBe('0.48 %');
    expect(ask(guardNamed('wideCost'), sampleContext({ costs, riskAmount: 45 }), SAMPLE_LIMITS)?.figure).toBe('16 %');
  });

  it('takes a fee that is paid to us for no cost, not for an unknown one', () => {
    const costs = { takerFeePct: -0.01, slippageBps: 5, fundingPct: 0 };
    expect(review(SAMPLE_INTENT, sampleContext({ costs }), SAMPLE_LIMITS)).toHaveProperty('cleared');
  });

  it('asks neither a spot market for a liquidation price, nor tight regimes for their cost, nor for volume when none is asked for', () => {
    const market = { ...SAMPLE_MARKET, kind: 'spot' as const };
    expect(ask(guardNamed('liquidationBuffer'), sampleContext({ market, liquidationPrice: undefined }), SAMPLE_LIMITS)).toBeUndefined();
    const costs = { takerFeePct: 2, slippageBps: 0, fundingPct: 1 };
    expect(ask(guardNamed('wideCost'), sampleContext({ ...tight, costs }), SAMPLE_LIMITS)).toBeUndefined();
    const limits = { ...SAMPLE_LIMITS, minVolume24h: 0 };
    expect(ask(guardNamed('minVolume'), sampleContext({ volume24h: undefined }), limits)).toBeUndefined();
  });

  it('takes figures that could not be true for missing ones', () => {
    const impossible: [string, Changes][] = [
      ['riskPerTrade', { riskAmount: 0 }],
      ['riskPerTrade', { riskAmount: -1 }],
      ['riskPerTrade', { equity: 0 }],
      ['riskPerTrade', { equity: -10_000 }],
      ['marketExposure', { notional: -1_800 }],
      ['marketExposure', exposure({ market: -1 })],
      ['grossExposure', { equity: Number.POSITIVE_INFINITY }],
      ['leverage', intent({ leverage: 0 })],
      ['spread', quote({ bid: 60_001, ask: 60_000 })],
      ['feeEdge', { entryPrice: 0 }],
      ['wideCost', { riskAmount: 0 }],
    ];
    for (const [guard, changes] of impossible)
      expect(ask(guardNamed(guard), sampleContext(changes), SAMPLE_LIMITS)?.figure, `${guard} ${Object.keys(changes)}`).toBe('unknown');
  });

  it('denies when any one limit is not a number', () => {
    // These two shape sizes and pauses, they decide no answer.
    const silent = ['drawdownDegradedPct', 'shock.pauseMinutes'];
    const paths = Object.entries(SAMPLE_LIMITS).flatMap(([key, value]) =>
      typeof value === 'number' ? [[key]] : Array.isArray(value) ? [] : Object.keys(value).map((inner) => [key, inner]),
    );
    expect(paths).toHaveLength(33);
    for (const [key, inner] of paths as [keyof GuardLimits, string | undefined][]) {
      const bad = inner === undefined ? Number.NaN : { ...(SAMPLE_LIMITS[key] as object), [inner]: Number.NaN };
      const limits = { ...SAMPLE_LIMITS, [key]: bad };
      const path = inner === undefined ? key : `${key}.${inner}`;
      const answers = [sampleContext(), sampleContext(tight)].flatMap((context) => GUARDS.map((guard) => ask(guard, context, limits)));
      const texts = answers.filter((one) => one !== undefined).map((one) => one.text);
      if (silent.includes(path)) expect(texts, path).toEqual([]);
      else expect(texts[0], path).toMatch(/^Denied to be safe: the limit of .+ is not known\.$/);
    }
  });
});

describe('GUARDS', () => {
  const rooms = ['bound', 'figure', 'guard', 'index', 'lasting', 'review', 'sample'];
  const files = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .filter((file) => !rooms.includes(file));

  it('contains the guard of every file of the folder, under the name of the file', async () => {
    expect(GUARDS.map((guard) => guard.name).sort()).toEqual([...files].sort());
    for (const file of files) {
      const module: Record<string, unknown> = await import(/* @vite-ignore */ `./${file}.ts`);
      expect(GUARDS).toContain(module[file]);
    }
  });

  it('asks whether trading is halted first', () => {
    expect(GUARDS[0]?.name).toBe('halted');
  });

  it('has a row in the table above for every guard', () => {
    expect([...new Set(ROWS.map((row) => row.guard))].sort()).toEqual([...files].sort());
  });

  it('says of each guard what it holds, with its limit in it', () => {
    const sentences = GUARDS.map((guard) => `${guard.name}: ${guard.describe(SAMPLE_LIMITS)}`);
    expect(sentences).toMatchInlineSnapshot(`
      [
        "halted: While Heron is halted nothing new is opened; exits go on.",
        "accountMode: An order never names an account of the other mode: paper orders go to paper accounts, live orders to live ones.",
        "liveLocked: Live, nothing new is opened before an owner has said /live, and not with another venue or other limits than at that time.",
        "deskStatus: Only an active desk opens positions, or one in training on paper.",
        "errorBreaker: 10 errors within an hour open the breaker: nothing new is opened until there are fewer.",
        "orderRate: At most 60 orders a minute, 50 a day for a desk and 500 a day for a venue.",
        "dailyLoss: After a loss of 5 % within a day nothing new is opened until the next day.",
        "drawdown: From 10 % below the highest equity positions are half as large, from 15 % nothing new is opened.",
        "shock: After a move of more than 2.5 % within a minute, or of more than 1.5 % in 3 markets, entries pause for 30 min.",
        "symbolList: Only markets of the desk are traded.",
        "staleQuote: The quote of the market is at most 5 s old.",
        "lossStreak: After 3 losses in a row tight regimes pause for 120 min, after 5 wide ones for 90 min.",
        "marketCooldown: After 3 losses within 24 h a market pauses for 12 h.",
        "openPositions: At most 5 positions at once.",
        "onePerMarket: At most 1 position in one market at once.",
        "minVolume: A market has traded at least 1,000,000 of its quote asset within 24 h.",
        "spread: Ask and bid are at most 25 bps apart.",
        "basis: A perpetual is at most 0.75 % away from its index.",
        "riskPerTrade: A trade risks at most 1 % of equity, costs included.",
        "leverage: Leverage is at most 10 ×, and never above what the market allows.",
        "marketExposure: Exposure in one market is at most 25 % of equity.",
        "venueExposure: Exposure in one venue is at most 60 % of equity.",
        "grossExposure: Exposure in all markets together is at most 200 % of equity.",
        "personDay: What one person approves within 24 h is worth at most 300 % of equity; the policy counts as a person.",
        "liquidationBuffer: From stop to liquidation price it is at least 35 % of the way from entry to liquidation price.",
        "feeEdge: The first target is at least 1.2 × the cost of the round trip away.",
        "wideCost: In a wide regime funding and fees are at most 15 % of the money at risk.",
      ]
    `);
  });

  it('lets every limit show in a description', () => {
    // A sentence that does not move with its limit would show /risk something that is not held.
    const shifted = (value: unknown): unknown =>
      typeof value === 'number'
        ? value + 7
        : Array.isArray(value)
          ? [...value, 'NEW/USDT']
          : Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, shifted(inner)]));
    const all = (limits: GuardLimits) => GUARDS.map((guard) => guard.describe(limits)).join('\n');
    for (const [key, value] of Object.entries(SAMPLE_LIMITS)) {
      expect(all({ ...SAMPLE_LIMITS, [key]: shifted(value) }), key).not.toBe(all(SAMPLE_LIMITS));
    }
  });
});
