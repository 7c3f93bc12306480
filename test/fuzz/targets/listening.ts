import type { FrontDoor, Heard } from '#src/chat/platform.ts';

/** A front door that lets everything in and does nothing about it. `isNew`: what it says of a chat that it has joined. */
export const listening = (heard: Heard[], isNew: boolean): FrontDoor => ({
  hear: async (one) => {
    heard.push(one);
    return undefined;
  },
  shown: () => undefined,
  roleOf: () => undefined,
  joined: () => isNew,
  left: () => undefined,
  moved: () => undefined,
});
