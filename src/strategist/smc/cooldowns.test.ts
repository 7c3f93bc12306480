import { describe, expect, it } from 'vitest';
import { SAMPLE_START } from '#src/analysis/smc/sample.ts';
import { later } from '#src/domain/clock.ts';
import { Cooldowns } from './cooldowns.ts';
import { SAMPLE_SETTINGS } from './sample.ts';
import type { Evidence } from './setups.ts';

const minutesIn = (minutes: number) => later(SAMPLE_START, minutes * 60_000);
const fresh = (different: Partial<typeof SAMPLE_SETTINGS.cooldown> = {}) => new Cooldowns({ ...SAMPLE_SETTINGS.cooldown, ...different });
const BLOCK: Evidence = { kind: 'ob', timeframe: '1h', openedAt: SAMPLE_START };
const GAP: Evidence = { kind: 'fvg', timeframe: '1h', openedAt: SAMPLE_START };

describe('Cooldowns', () => {
  it('let a market rest for an hour after a proposal', () => {
    const cooldowns = fresh();
    expect(cooldowns.market(minutesIn(0), undefined)).toBeUndefined();
    cooldowns.proposed(BLOCK, minutesIn(0));
    expect(cooldowns.market(minutesIn(37), undefined)).toBe('cooldown of the market, 60 min after a proposal: 23 min left');
    expect(cooldowns.market(minutesIn(60), undefined)).toBeUndefined();
  });

  it('let it rest for 15 minutes after a win and for 120 after a loss', () => {
    const won = { closedAt: minutesIn(0), won: true };
    const lost = { closedAt: minutesIn(0), won: false };
    expect(fresh().market(minutesIn(14), won)).toBe('cooldown of the market, 15 min after a win: 1 min left');
    expect(fresh().market(minutesIn(15), won)).toBeUndefined();
    expect(fresh().market(minutesIn(119), lost)).toBe('cooldown of the market, 120 min after a loss: 1 min left');
    expect(fresh().market(minutesIn(120), lost)).toBeUndefined();
  });

  it('let it rest for the longer of two pauses', () => {
    const cooldowns = fresh();
    cooldowns.proposed(BLOCK, minutesIn(0));
    expect(cooldowns.market(minutesIn(55), { closedAt: minutesIn(50), won: true })).toMatch('after a win: 10 min left');
    expect(cooldowns.market(minutesIn(30), { closedAt: minutesIn(10), won: true })).toMatch('after a proposal: 30 min left');
  });

  it('keep a structure from coming again for 45 minutes, and no other', () => {
    const cooldowns = fresh({ marketMinutes: 0 });
    cooldowns.proposed(BLOCK, minutesIn(0));
    expect(cooldowns.structure(BLOCK, minutesIn(44))).toBe('ob:1h:2026-01-05T00:00 was proposed less than 45 min ago: 1 min left');
    expect(cooldowns.structure(GAP, minutesIn(44))).toBeUndefined();
    expect(cooldowns.structure(BLOCK, minutesIn(45))).toBeUndefined();
  });

  it('forget structures whose pause is over', () => {
    const cooldowns = fresh();
    for (let i = 0; i < 1000; i++) {
      cooldowns.market(minutesIn(i), undefined);
      cooldowns.proposed({ ...BLOCK, openedAt: minutesIn(i) }, minutesIn(i));
    }
    expect(cooldowns.retained).toBeLessThanOrEqual(46);
  });
});
