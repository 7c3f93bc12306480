import type { App, RunningApp } from '#src/app.ts';
import { systemClock } from '#src/domain/clock.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { VaultFacts } from '#src/ready/check.ts';
import { recordGate, runGate } from '#src/ready/gate.ts';
import type { NetworkVenue } from '#src/venue/port.ts';
import { VERSION } from '#src/version.ts';
import { domainsOf, testEgress } from './egress.ts';
import { publicPrices } from './publicPrice.ts';
import { platformsOf } from './readyPlatforms.ts';
import { stampOf } from './readyVenue.ts';

export interface LiveReadyParts {
  readonly app: Pick<RunningApp, 'ledger' | 'settings'>;
  readonly venue: NetworkVenue;
  readonly vault: VaultFacts;
  /** The ledger of the paper trading before, for reading. */
  readonly paper: Ledger | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** What a `/live` has to have been given for. */
  readonly bound: string;
}

/** The gate as a running live Heron passes it: `/ready`, and what `/live` asks for. */
export const readyOf =
  ({ app, venue, vault, paper, env, bound }: LiveReadyParts): NonNullable<App['ready']> =>
  async (actor) => {
    const settings = app.settings.values;
    const report = await runGate({
      ledger: app.ledger,
      paper,
      venue,
      vault,
      settings,
      clock: systemClock(),
      platforms: platformsOf(settings),
      profile: stampOf(settings),
      prices: (assets, quote) => publicPrices(settings, assets, quote),
      egress: () => testEgress(domainsOf(settings), env),
      version: VERSION,
      holdsLease: true,
    });
    recordGate(app.ledger, report, actor, bound);
    return report;
  };
