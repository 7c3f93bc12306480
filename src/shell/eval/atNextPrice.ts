import type { Trigger } from '#src/triggers/trigger.ts';

/** True at the next price that is not exactly this one: an entry that waits for nothing, sized as if it came here. */
export const atNextPrice = (price: string): Trigger => ({
  type: 'any',
  of: [
    { type: 'price', is: 'above', level: price },
    { type: 'price', is: 'below', level: price },
  ],
});
