import { decimal, toText } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { Core } from './core.ts';
import type { LedgerEvent } from './event.ts';
import { insertSql } from './table.ts';

export interface MarketRow {
  readonly venue: string;
  readonly symbol: string;
  readonly kind: string;
  readonly base: string;
  readonly quote: string;
  readonly tick: string;
  readonly step: string;
  readonly min_amount: string;
  readonly min_notional: string;
  readonly contract_size: string;
  readonly max_leverage: number;
}

const COLUMNS = [
  'venue',
  'symbol',
  'kind',
  'base',
  'quote',
  'tick',
  'step',
  'min_amount',
  'min_notional',
  'contract_size',
  'max_leverage',
] as const;
const INSERT = insertSql('market', [...COLUMNS, 'seq']).replace('insert', 'insert or replace');

export const marketRow = (market: Market): MarketRow => ({
  venue: market.venue,
  symbol: market.symbol,
  kind: market.kind,
  base: market.base,
  quote: market.quote,
  tick: toText(market.tick),
  step: toText(market.step),
  min_amount: toText(market.minAmount),
  min_notional: toText(market.minNotional),
  contract_size: toText(market.contractSize),
  max_leverage: market.maxLeverage,
});

export const marketOf = (row: MarketRow): Market => ({
  venue: row.venue,
  symbol: row.symbol,
  kind: row.kind === 'perpetual' ? 'perpetual' : 'spot',
  base: row.base,
  quote: row.quote,
  tick: decimal(row.tick),
  step: decimal(row.step),
  minAmount: decimal(row.min_amount),
  minNotional: decimal(row.min_notional),
  contractSize: decimal(row.contract_size),
  maxLeverage: row.max_leverage,
});

/** A market's metadata, and again whenever the venue changes it. */
export function projectMarket(core: Core, event: LedgerEvent<'market.listed'>): void {
  core.run(INSERT, ...COLUMNS.map((column) => event.data[column]), event.seq);
  core.memory.markets.set(event.data.symbol, marketOf(event.data));
}

export const loadMarkets = (core: Core): Market[] =>
  core.all<MarketRow>(`select ${COLUMNS.join(', ')} from market order by venue, symbol`).map(marketOf);
