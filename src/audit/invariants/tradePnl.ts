import { Faults, type Invariant } from '#src/audit/invariant.ts';
import { type Decimal, isEqual, isMore, isNegative, toText } from '#src/domain/decimal.ts';
import { pnlOf } from '#src/domain/trade.ts';
import { positionOf } from '#src/ledger/fills.ts';
import { postedPnl } from '#src/ledger/pnl.ts';
import { tradesInOrder } from '#src/ledger/trades.ts';

export const tradePnl: Invariant = {
  id: 'PNL',
  says: 'A trade’s amount, fees, funding and PnL are those of its fills and funding payments, and the books say the same.',
  start: ({ ledger, rebuilt }) => ({
    finish() {
      const faults = new Faults();
      const posted = postedPnl(ledger);
      const source = { get: ledger.get.bind(ledger), all: ledger.all.bind(ledger), memory: rebuilt.memory };
      for (const { seq, trade } of tradesInOrder(ledger)) {
        faults.look();
        const row = `trade ${trade.id} (event ${seq})`;
        const position = positionOf(source, trade.id);
        if (position === undefined) {
          faults.add(row, 'fills', 'none');
          continue;
        }
        const same = (what: string, expected: Decimal, found: Decimal): void => {
          if (!isEqual(expected, found)) faults.add(row, `${what} ${toText(expected)}`, `${what} ${toText(found)}`);
        };
        same('PnL', pnlOf(position), trade.pnl);
        same('fees', position.fees, trade.fees);
        same('funding', position.funding, trade.funding);
        same('amount', position.enteredAmount, trade.amount);
        same('dust', position.amount, trade.dust);
        const booked = posted.get(trade.id);
        if (booked === undefined) {
          if (!isEqual(trade.pnl, trade.fees)) faults.add(row, 'postings', 'none');
        } else if (!isEqual(booked, trade.pnl)) faults.add(row, `PnL ${toText(booked)} in the books`, `PnL ${toText(trade.pnl)}`);
        if (isNegative(trade.plannedRisk) || isMore(position.exitedAmount, position.enteredAmount)) {
          faults.add(
            row,
            'no negative risk and no more sold than bought',
            `risk ${toText(trade.plannedRisk)}, ${toText(position.exitedAmount)} of ${toText(position.enteredAmount)}`,
          );
        }
      }
      return faults;
    },
  }),
};
