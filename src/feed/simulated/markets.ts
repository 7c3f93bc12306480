import { decimal } from '#src/domain/decimal.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { type Market, parseSymbol } from '#src/domain/market.ts';

/** One thing whose price is simulated; its spot market and its perpetual both follow it. */
export interface SimulatedAsset {
  readonly base: string;
  /** Price when the simulation begins, before its history; the far-off anchor of the price ever after. */
  readonly startPrice: number;
  /** Multiple of the model's volatility. */
  readonly volatility: number;
  /** What is traded at the spot market in an average minute, in quote units. */
  readonly minuteValue: number;
}

interface Increments {
  readonly tick: string;
  readonly step: string;
}

interface Listing {
  readonly asset: SimulatedAsset;
  readonly spot: Increments;
  readonly perpetual: Increments;
}

const LISTINGS: readonly Listing[] = [
  {
    asset: { base: 'BTC', startPrice: 64_000, volatility: 1, minuteValue: 1_200_000 },
    spot: { tick: '0.01', step: '0.00001' },
    perpetual: { tick: '0.1', step: '0.001' },
  },
  {
    asset: { base: 'ETH', startPrice: 3_200, volatility: 1.15, minuteValue: 700_000 },
    spot: { tick: '0.01', step: '0.0001' },
    perpetual: { tick: '0.01', step: '0.001' },
  },
  {
    asset: { base: 'SOL', startPrice: 150, volatility: 1.3, minuteValue: 300_000 },
    spot: { tick: '0.01', step: '0.001' },
    perpetual: { tick: '0.01', step: '0.01' },
  },
];

const QUOTE = 'USDT';

/** Every market that can be simulated. */
export const SIMULATED_SYMBOLS: readonly string[] = LISTINGS.flatMap(({ asset: { base } }) => [
  `${base}/${QUOTE}`,
  `${base}/${QUOTE}:${QUOTE}`,
]);

/** What is simulated unless settings say otherwise: three spot markets, and two perpetuals, so that there is something to short. */
export const DEFAULT_SYMBOLS: readonly string[] = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'BTC/USDT:USDT', 'ETH/USDT:USDT'];

/** A market as the paper venue lists it, with increments as they are common at exchanges. Throws OutsideError for a symbol that is not simulated. */
export function simulatedMarket(symbol: string, venue = 'paper'): Market {
  const parts = parseSymbol(symbol);
  if (parts === undefined || parts.quote !== QUOTE) throw unknownMarket(symbol);
  const { tick, step } = listingOf(parts.base, symbol)[parts.kind];
  return {
    symbol,
    venue,
    ...parts,
    tick: decimal(tick),
    step: decimal(step),
    minAmount: decimal(step),
    minNotional: decimal('5'),
    contractSize: decimal('1'),
    maxLeverage: parts.kind === 'spot' ? 1 : 50,
  };
}

/** The asset that a simulated market follows. Throws OutsideError when there is none. */
export const assetOf = (market: Market): SimulatedAsset => listingOf(market.base, market.symbol).asset;

function listingOf(base: string, symbol: string): Listing {
  const listing = LISTINGS.find(({ asset }) => asset.base === base);
  if (listing === undefined) throw unknownMarket(symbol);
  return listing;
}

const unknownMarket = (symbol: string): OutsideError =>
  new OutsideError(
    'feed.unknown_market',
    `There is no simulated market ${symbol.slice(0, 40)}.`,
    `Simulated markets are ${SIMULATED_SYMBOLS.join(', ')}.`,
  );
