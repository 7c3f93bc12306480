import { describe, expect, it } from 'vitest';
import { runLanes } from './lanes.ts';

/** `npm run crash` kills as often as one likes. */
const KILLS = 6;
const PATIENCE_MS = 600_000;

describe('kill -9 at a hook', () => {
  it(
    'of a live Heron, again and again: each start takes up what is there, nothing is lost and nothing happens twice',
    async () => {
      const { tally, plan } = await runLanes({ kills: KILLS, seed: 7 });
      expect(tally.wrong).toEqual([]);
      expect(tally.kills).toBeGreaterThanOrEqual(KILLS);
      expect(plan.names.length).toBeGreaterThanOrEqual(KILLS);
      expect(tally.readyMs.length).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
