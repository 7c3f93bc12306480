import type { Guard } from './guard.ts';

const name = 'halted';

/** E8. Exits pass: a halt takes no new risk, and leaving is less risk. */
export const halted: Guard = {
  name,
  describe: () => 'While Heron is halted nothing new is opened; exits go on.',
  check(context) {
    // Anything but a plain "no" counts as halted.
    if (context.halted === false) return undefined;
    return { guard: name, figure: 'halted', limit: 'not halted', text: 'Trading is halted: nothing new is opened until an owner resumes.' };
  },
};
