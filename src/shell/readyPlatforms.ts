import type { Settings } from '#src/config/settings.ts';

/** The chat platforms that have a token. */
export const platformsOf = ({ telegram, discord }: Settings): string[] =>
  Object.entries({ telegram, discord }).flatMap(([name, { token }]) => (token === '' ? [] : [name]));
