import { CannotStart } from '#src/domain/errors.ts';

/**
 * ccxt repeats any failed call, createOrder too, when `maxRetriesOnFailure` is above 0 anywhere in its options: an order could be placed twice.
 * Throws CannotStart('retries') (FI-27).
 */
export function refuseRetries(options: unknown): void {
  if (typeof options !== 'object' || options === null) return;
  for (const [name, value] of Object.entries(options)) {
    if (name === 'maxRetriesOnFailure' && value !== undefined && Number(value) !== 0)
      throw new CannotStart(
        'retries',
        'The exchange library is set to repeat calls that fail, so an order could be placed twice.',
        'Take maxRetriesOnFailure out of the options of the venue.',
      );
    refuseRetries(value);
  }
}
