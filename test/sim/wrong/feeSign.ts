import { decimal, negate, toText } from '#src/domain/decimal.ts';
import type { EventKind } from '#src/ledger/event.ts';
import type { Ledger, NewEvent } from '#src/ledger/ledger.ts';

/** A fee is money that came. The fact itself is wrong, and everything that follows fits it. */
export function feeSign(ledger: Ledger): void {
  const append = ledger.append.bind(ledger);
  ledger.append = <K extends EventKind>(event: NewEvent<K>): number => append(turned(event as NewEvent<EventKind>) as NewEvent<K>);
}

function turned(event: NewEvent<EventKind>): NewEvent<EventKind> {
  if (event.kind !== 'fill.recorded') return event;
  const { data } = event as NewEvent<'fill.recorded'>;
  return { ...event, data: { ...data, fee: other(data.fee), fee_value: other(data.fee_value) } };
}

const other = (text: string): string => toText(negate(decimal(text)));
