import { parseSymbol } from '#src/domain/market.ts';
import type { ListRoute, MarketKind } from './profile.ts';

export const kindOf = (symbol: string): MarketKind => parseSymbol(symbol)?.kind ?? 'spot';

export interface ListAsk extends ListRoute {
  /** Undefined: the whole account. */
  readonly symbol: string | undefined;
}

/** One ask per call that is needed to see the account: per market where the venue wants it so. */
export function routesFor(routes: readonly ListRoute[], symbols: readonly string[]): ListAsk[] {
  return routes.flatMap((route): ListAsk[] => {
    const { kind, perMarket } = route;
    const meant = symbols.filter((symbol) => kind === undefined || kindOf(symbol) === kind);
    if (!perMarket) return meant.length > 0 || symbols.length === 0 ? [{ ...route, symbol: undefined }] : [];
    return meant.map((symbol) => ({ ...route, symbol }));
  });
}
