import type { EventKind } from '#src/ledger/event.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { storageFault } from './storage.ts';

/** A disk that fails the first so many times that this is to be written, in every life of the process together. */
export function failsAt(kind: EventKind, times: number): (ledger: Ledger) => void {
  let left = times;
  return (ledger) => {
    const append = ledger.append.bind(ledger);
    ledger.append = (event) => {
      if (event.kind === kind && left-- > 0) throw storageFault(0.5);
      return append(event);
    };
  };
}
