import type { EventKind } from '#src/ledger/event.ts';
import type { Ledger, NewEvent } from '#src/ledger/ledger.ts';

/** Each payment of funding is written twice, the second time under another id: as a replay of old answers did elsewhere. */
export function doubleFunding(ledger: Ledger): void {
  const append = ledger.append.bind(ledger);
  ledger.append = <K extends EventKind>(event: NewEvent<K>): number => {
    const seq = append(event);
    const { kind } = event as NewEvent<EventKind>;
    if (kind === 'funding.recorded') append(again(event as NewEvent<EventKind> as NewEvent<'funding.recorded'>));
    return seq;
  };
}

function again(event: NewEvent<'funding.recorded'>): NewEvent<'funding.recorded'> {
  const id = `${event.data.id}again`;
  return { ...event, subject: id, data: { ...event.data, id, venue_funding_id: `${event.data.venue_funding_id}again` } };
}
