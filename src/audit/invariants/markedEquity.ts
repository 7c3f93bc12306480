import { Faults, type Invariant } from '#src/audit/invariant.ts';
import { instant } from '#src/domain/clock.ts';
import { decimal, isEqual, toText } from '#src/domain/decimal.ts';
import { Quotes } from '#src/domain/quotes.ts';
import { equityOf } from '#src/ledger/equity.ts';

export const markedEquity: Invariant = {
  id: 'EQUITY',
  says: 'Every recorded equity is that of the balances and positions at that moment, at the prices that it cites.',
  start({ rebuilt }) {
    const faults = new Faults();
    return {
      event({ kind, seq, data }) {
        if (kind !== 'equity.marked' || rebuilt.stopped !== undefined) return;
        faults.look();
        const deskId = rebuilt.memory.desks.has(data.desk_id) ? data.desk_id : undefined;
        const { equity } = equityOf(rebuilt.memory, quotesOf(data.prices), data.account_id, deskId);
        if (!isEqual(equity, decimal(data.equity))) faults.add(`mark of event ${seq}`, `equity ${toText(equity)}`, `equity ${data.equity}`);
      },
      finish: () => faults,
    };
  },
};

/** Quotes with nothing but last prices, from the JSON of a mark. */
function quotesOf(prices: string): Quotes {
  const quotes = new Quotes();
  for (const [market, text] of Object.entries(JSON.parse(prices) as Record<string, string>)) {
    const last = Number(text);
    quotes.put({ market, bid: last, ask: last, last, bidSize: 0, askSize: 0, at: instant(0) });
  }
  return quotes;
}
