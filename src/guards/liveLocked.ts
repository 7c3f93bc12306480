import type { Guard } from './guard.ts';

const name = 'liveLocked';

/** E9. Exits pass: who closes Heron for new risk still wants to get out of the old one. */
export const liveLocked: Guard = {
  name,
  describe: () =>
    'Live, nothing new is opened before an owner has said /live, and not with another venue or other limits than at that time.',
  check({ mode, liveUnlocked }) {
    // Anything but a plain answer counts as locked, on paper too.
    if (liveUnlocked === true || (liveUnlocked === false && mode === 'paper')) return undefined;
    return {
      guard: name,
      figure: 'locked',
      limit: 'unlocked by /live',
      text: 'Live trading is locked: nothing new is opened until an owner says /live. Open positions keep their exits.',
    };
  },
};
