import type { ReadyCheck } from './check.ts';

/** SEC-33. */
export const egressTest: ReadyCheck = {
  name: 'egress',
  async look({ egress }) {
    const found = await egress?.();
    return {
      ok: found?.ok === true,
      figure: found?.figure ?? 'not tried',
      hint: 'Take proxies out of the environment; only the venue, the chat platforms and the model may be reached.',
    };
  },
};
