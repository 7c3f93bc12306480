import type { Clock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';

/**
 * The answer to a call, or OutsideError('venue-timeout') after so many milliseconds: ccxt's own limit ends where an answer begins, so one that never
 * ends would be waited for for ever. The call itself goes on; what it brings is dropped.
 */
export function within<T>(clock: Clock, ms: number, call: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(ms, () =>
      reject(new OutsideError('venue-timeout', `The venue did not answer within ${ms / 1_000} seconds.`, 'Heron asks again.', true)),
    );
    call.then(
      (answer) => {
        timer.cancel();
        resolve(answer);
      },
      (error: unknown) => {
        timer.cancel();
        reject(error);
      },
    );
  });
}
