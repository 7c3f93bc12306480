import type { Clock } from './domain/clock.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { NetworkVenue } from './venue/port.ts';

const EVERY_MS = 20_000;
/** Kraken recommends a call every 15 to 30 seconds for 60 (docs of CancelAllOrdersAfter). */
const WITHIN_MS = 60_000;

/**
 * Has the venue cancel resting entries when Heron falls silent. A venue's switch cancels everything, protective stops too (FI-69): it is set only while
 * entries rest there and nothing protects a position, and taken off before anything else. Returns what ends it.
 */
export function keepDeadMan(
  venue: NetworkVenue,
  ledger: Ledger,
  clock: Pick<Clock, 'every'>,
  report: (error: unknown) => void,
): () => void {
  const { deadMan } = venue;
  if (deadMan === undefined) return () => undefined;
  let isSet = false;
  const turn = async (wanted: boolean): Promise<void> => {
    if (!wanted && !isSet) return;
    // Where a call fails nobody knows whether it is set: it is taken off again at the next time.
    isSet = true;
    await deadMan(wanted ? WITHIN_MS : 0);
    isSet = wanted;
  };
  const look = (): void => {
    const orders = [...ledger.memory.orders.values()].map(({ order }) => order);
    const wanted = ledger.memory.positions.size === 0 && orders.length > 0 && orders.every(({ reduceOnly }) => !reduceOnly);
    turn(wanted).catch(report);
  };
  const timer = clock.every(EVERY_MS, look);
  // With the first fill there is something to protect, and the stop is on its way: the next look would be too late.
  const stopListening = ledger.listen(({ kind }) => {
    if (kind === 'fill.recorded') look();
  });
  return () => {
    stopListening();
    timer.cancel();
  };
}
