import type { App } from '#src/app.ts';

/** What a reader must know about every price and result that stands beside it: `PAPER · SIMULATED`. */
export const badgeOf = ({ mode, feed }: Pick<App, 'mode' | 'feed'>): string =>
  `${mode === 'live' ? 'LIVE' : 'PAPER'}${feed.simulated ? ' · SIMULATED' : ''}`;

/** A title with its badge. */
export const badged = (title: string, app: Pick<App, 'mode' | 'feed'>): string => `${title} · ${badgeOf(app)}`;
