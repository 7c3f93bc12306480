import { profileOf } from '#src/venue/ccxt/profileOf.ts';
import type { ExchangeProfile } from '#test/fakes/venue/profile.ts';
import type { ListedMarket } from '#test/fakes/venue/record.ts';

/** A venue of the simulation: its real profile in Heron, and how its books behave. */
export interface SimVenueKind {
  readonly id: string;
  readonly market: ListedMarket;
  readonly books: Partial<ExchangeProfile>;
  /** Orders that wait for a price live apart from the others, under ids of their own until they are set off. */
  readonly stopsApart: boolean;
}

const rules = { contractSize: '1', maxLeverage: 1, status: 'trading' } as const;

const KINDS: readonly SimVenueKind[] = [
  {
    id: 'binance',
    market: {
      symbol: 'BTC/USDT',
      kind: 'spot',
      base: 'BTC',
      quote: 'USDT',
      tick: '0.01',
      step: '0.00001',
      minAmount: '0.00001',
      minNotional: '5',
      ...rules,
    },
    books: { clientIds: 'open', idsPerMarket: true, feeIn: 'received', reduceOnlyEnd: 'expired' },
    stopsApart: false,
  },
  {
    id: 'kraken',
    market: {
      symbol: 'BTC/USD',
      kind: 'spot',
      base: 'BTC',
      quote: 'USD',
      tick: '0.1',
      step: '0.00000001',
      minAmount: '0.00005',
      minNotional: '0.5',
      ...rules,
    },
    books: {
      clientIds: 'open',
      makerFee: '0.0004',
      takerFee: '0.0008',
      feeIn: 'quote',
      feePlaces: 5,
      refusesLateStops: false,
      reduceOnlyEnd: 'canceled',
    },
    stopsApart: false,
  },
  {
    id: 'binanceusdm',
    market: {
      symbol: 'BTC/USDT:USDT',
      kind: 'perpetual',
      base: 'BTC',
      quote: 'USDT',
      tick: '0.1',
      step: '0.001',
      minAmount: '0.001',
      minNotional: '5',
      ...rules,
      maxLeverage: 125,
    },
    books: { clientIds: 'open', idsPerMarket: true, makerFee: '0.0002', takerFee: '0.0005', feeIn: 'quote', reduceOnlyEnd: 'expired' },
    stopsApart: true,
  },
  {
    id: 'hyperliquid',
    market: {
      symbol: 'BTC/USDC:USDC',
      kind: 'perpetual',
      base: 'BTC',
      quote: 'USDC',
      tick: '0.1',
      step: '0.00001',
      minAmount: '0.00001',
      minNotional: '10',
      ...rules,
      maxLeverage: 40,
    },
    books: { clientIds: 'none', makerFee: '0.00015', takerFee: '0.00045', feeIn: 'quote', reduceOnlyEnd: 'canceled' },
    stopsApart: false,
  },
];

export function venueKind(id: string): SimVenueKind {
  const kind = KINDS.find((one) => one.id === id);
  if (kind === undefined) throw new Error(`the simulation has no venue ${id}`);
  return kind;
}

export const venueProfile = profileOf;
