import { later, toIso } from '#src/domain/clock.ts';
import { wasDelivered, wasTapped } from '#src/ledger/readiness.ts';
import { DAY_MS, type ReadyCheck } from './check.ts';
import { historiesOf } from './histories.ts';

const PATHS = ['telegram', 'discord'];

/** Two ways to reach a person, each of which worked in both directions within a day: a message arrived, and a button under one was tapped. */
export const notifications: ReadyCheck = {
  name: 'both ways of notice',
  look(parts) {
    const since = toIso(later(parts.clock.now(), -DAY_MS));
    const ledgers = historiesOf(parts);
    const states = PATHS.map((platform) => {
      if (!parts.platforms.includes(platform)) return { platform, missing: 'off' };
      if (!ledgers.some((ledger) => wasDelivered(ledger, platform, since))) return { platform, missing: 'nothing delivered' };
      return { platform, missing: ledgers.some((ledger) => wasTapped(ledger, platform, since)) ? undefined : 'nothing tapped' };
    });
    return {
      ok: states.every(({ missing }) => missing === undefined),
      figure: states.map(({ platform, missing }) => `${platform} ${missing ?? 'delivered and tapped'}`).join(', '),
      hint: 'Connect both with /platforms, and tap a button of a message on each within the last 24 hours.',
    };
  },
};
