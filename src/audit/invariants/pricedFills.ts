import { Faults, type Invariant } from '#src/audit/invariant.ts';
import { parseInstant } from '#src/domain/clock.ts';
import { decimal, isPositive, toNumber } from '#src/domain/decimal.ts';
import { faultOfQuote } from '#src/domain/quote.ts';
import type { FillRow } from '#src/ledger/fills.ts';

const CITATION = /^([^/@]+)\/([^/@]+)\/([^/@]+)@(.+)$/;
/** A quote may be this much ahead of the fill that it made: clocks of feed and venue differ. */
const AHEAD_MS = 2_000;

/** INV-13 and PAPER-1. */
export const pricedFills: Invariant = {
  id: 'INV-13',
  says: 'Every fill has a price and an amount above zero, and a paper fill cites a quote that it can have come from: nobody buys below the ask.',
  start(world) {
    const faults = new Faults();
    const paper = new Set<string>();
    const ticks = new Map<string, number>();
    return {
      event({ kind, seq, data }) {
        if (kind === 'account.opened' && data.mode === 'paper') paper.add(data.id);
        if (kind === 'market.listed') ticks.set(data.symbol, toNumber(decimal(data.tick)));
        if (kind !== 'fill.recorded') return;
        faults.look();
        const row = `fill ${data.id} (event ${seq})`;
        if (!isPositive(decimal(data.price))) faults.add(row, 'a price above zero', data.price);
        if (!isPositive(decimal(data.amount))) faults.add(row, 'an amount above zero', data.amount);
        decimal(data.fee);
        decimal(data.fee_value);
        if (!paper.has(data.account_id)) return;
        const fault = faultOfCitation(data, ticks.get(data.market) ?? 0);
        if (fault !== undefined) faults.add(row, fault, `a ${data.side} at ${data.price}, quote ${data.quote || 'none'}`);
      },
      finish() {
        for (const quote of world.quotes?.all() ?? []) {
          faults.look();
          const fault = faultOfQuote(quote, world.clock.now());
          if (fault !== undefined) faults.add(`quote of ${quote.market}`, 'a quote that can be true', fault);
        }
        return faults;
      },
    };
  },
};

/** What a fill's quote should have been like, or undefined when it can have made the fill. Prices are rounded to the tick, so one tick is allowed. */
function faultOfCitation({ quote, side, price, at }: FillRow, tick: number): string | undefined {
  const cited = CITATION.exec(quote);
  if (cited === null) return 'a quote bid/ask/last@time';
  const [bid = Number.NaN, ask = Number.NaN, last = Number.NaN] = cited.slice(1, 4).map(Number);
  if (!(bid > 0 && ask >= bid && last > 0) || ask === Number.POSITIVE_INFINITY) return 'a quote that can be true';
  if (parseInstant(String(cited[4])) > parseInstant(at) + AHEAD_MS) return `a quote from before ${at}`;
  const paid = Number(price);
  if (side === 'buy' && paid < ask - tick) return `a price of at least the ask, ${ask}`;
  if (side === 'sell' && paid > bid + tick) return `a price of at most the bid, ${bid}`;
  return undefined;
}
