/** Whoever types at the machine is one person without a number, at whichever of its prompts. */
export const AT_MACHINE = 'machine';

/** Who an actor (`user:telegram:111:Ann`, `user:terminal`) is: their number, the same on two platforms. */
export const personOf = (actor: string): string => actor.split(':')[2] ?? AT_MACHINE;
