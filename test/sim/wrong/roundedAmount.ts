import { decimal, fromNumber, toNumber, toText } from '#src/domain/decimal.ts';
import type { EventKind } from '#src/ledger/event.ts';
import type { Ledger, NewEvent } from '#src/ledger/ledger.ts';

const PLACES = 3;

/** What was filled is written with three decimals: a float and a good intention. The fact itself is wrong, and everything that follows fits it. */
export function roundedAmount(ledger: Ledger): void {
  const append = ledger.append.bind(ledger);
  ledger.append = <K extends EventKind>(event: NewEvent<K>): number => append(rounded(event as NewEvent<EventKind>) as NewEvent<K>);
}

function rounded(event: NewEvent<EventKind>): NewEvent<EventKind> {
  if (event.kind !== 'fill.recorded') return event;
  const { data } = event as NewEvent<'fill.recorded'>;
  const amount = toText(fromNumber(Math.floor(toNumber(decimal(data.amount)) * 10 ** PLACES) / 10 ** PLACES, PLACES));
  return { ...event, data: { ...data, amount } };
}
