import { createApp } from '#src/app.ts';
import type { Settings } from '#src/config/settings.ts';
import { instant, parseInstant, systemClock, VirtualClock } from '#src/domain/clock.ts';
import { toText } from '#src/domain/decimal.ts';
import { CannotStart } from '#src/domain/errors.ts';
import { sha256 } from '#src/domain/hash.ts';
import { ledgerIdOf, type Opening } from '#src/found.ts';
import { recentEvents } from '#src/ledger/events.ts';
import { passForLive } from '#src/ledger/gate.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { boundOf } from '#src/live.ts';
import { refusalAtEgress } from '#src/sniper/egress.ts';
import { strategistOf } from '#src/strategists.ts';
import { Trials } from '#src/trial.ts';
import type { KeyFields, KeyView } from '#src/vault/keyState.ts';
import { keyName, providerOf } from '#src/vault/providers.ts';
import type { NetworkVenue } from '#src/venue/port.ts';
import { domainsOf, guardEgress } from './egress.ts';
import { startLivePace } from './livePace.ts';
import { readyOf } from './liveReady.ts';
import { openNetworkVenue } from './networkVenue.ts';
import type { Pace } from './pace.ts';
import { paperBefore } from './paperBefore.ts';
import { pricesOf } from './pricesOf.ts';
import { openPublicSource } from './publicSource.ts';
import { openRealFeed } from './realFeed.ts';
import type { RealMarket } from './realMarket.ts';
import type { SimulationOptions } from './simulated.ts';
import { thinkingOf } from './thinking.ts';
import type { VaultSecrets } from './vaultSecrets.ts';

export interface LiveMarketOptions extends SimulationOptions {
  /** Undefined where the vault was not opened. */
  readonly keys: VaultSecrets | undefined;
}

/**
 * Opens a live Heron: the vault's key, the venue, the prices, the ledger, in this order, and reconciles before it returns. It trades nothing new before
 * an owner has said /live. Throws CannotStart with nothing left open.
 */
export async function openLiveMarket(options: LiveMarketOptions): Promise<RealMarket> {
  const { settings, ledgerPath, announce, monoMs, backup, wall = systemClock(), report = () => undefined, keys } = options;
  const { values } = settings;
  const { fields, view } = keyOf(values, keys);
  const endGuard = guardEgress(domainsOf(values));
  /** What is open and ends with this market, and how; the newest first. */
  const opened = new Map<string, () => Promise<void> | void>([['guard', endGuard]]);
  const close = async (): Promise<void> => {
    const ends = [...opened.values()].reverse();
    opened.clear();
    for (const end of ends) await Promise.resolve(end()).catch(report);
  };
  try {
    const clock = new VirtualClock(instant(0));
    const ledger = new Ledger({ path: ledgerPath, clock, report });
    opened.set('ledger', () => ledger.close());
    passForLive(ledger);
    const venue = await openNetworkVenue({
      settings: values,
      fields,
      clock: wall,
      noRisk: (order) => refusalAtEgress(ledger.memory, order),
      onTrouble: ({ text }) => report(new Error(text)),
    });
    opened.set('venue', () => venue.close());
    const open = await openPublicSource(values.feed.source, values, values.desk.markets, venue.name);
    opened.set('prices', () => open.source.close());
    const last = recentEvents(ledger, 1)[0];
    const notBefore = last === undefined ? instant(0) : parseInstant(last.at);
    const { feed, time } = await openRealFeed({ open, settings: values, ledger, wall, notBefore, report, note: options.note });
    opened.set('prices', () => feed.close());
    const from = time.now();
    clock.advanceTo(from);
    const source = `live: ${pricesOf(values)}`;
    const bound = boundOf(values, fields);
    const app = await createApp({
      settings,
      ledger,
      clock,
      feed,
      strategist: (deps) => strategistOf(deps.settings, deps),
      kind: 'live',
      source,
      ledgerId: ledgerIdOf(ledger) ?? sha256(`${source} ${from}`).slice(0, 12),
      live: { venue, bound, opening: last === undefined ? await openingOf(venue) : [] },
      trials: new Trials({ ledger, settings, clock: wall }),
      report,
      wall,
      ...(announce ? { announce } : {}),
      ...(monoMs ? { monoMs } : {}),
      ...(backup ? { backup } : {}),
      ...(await thinkingOf({ settings: values, ledger, clock, wall, report })),
    });
    const paper = paperBefore(ledgerPath);
    if (paper) opened.set('paper ledger', () => paper.close());
    app.ready = readyOf({ app, venue, vault: { isOpen: true, figure: 'the vault is open', key: view }, paper, env: process.env, bound });
    // From here on the app ends its ledger itself.
    opened.delete('ledger');
    const beat = (failed: (error: unknown) => void): Pace => startLivePace({ engine: app.engine, clock, time, feed, wall, failed });
    return { app, clock, from, beat, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The venue's key, and what is known of it. */
function keyOf(values: Settings, keys: VaultSecrets | undefined): { readonly fields: KeyFields; readonly view: KeyView | undefined } {
  const { source } = values.feed;
  if (keys === undefined)
    throw new CannotStart(
      'no-vault',
      'Live needs the vault, and it could not be opened: there is none, or HERON_VAULT_KEY is not set.',
      `Add the key once with heron keys add ${source}, and start with HERON_VAULT_KEY in the environment. Nothing was traded.`,
    );
  const provider = providerOf(source);
  const fields = provider && keys.secretFor(provider, 'live trading', values.venue.testnet);
  if (fields === undefined)
    throw new CannotStart(
      'no-key',
      `The vault has no key for ${source}${values.venue.testnet ? ' (testnet)' : ''}.`,
      `Add it: heron keys add ${source}${values.venue.testnet ? ' --testnet' : ''}`,
    );
  const view = keys.keys().find(({ name }) => name === keyName({ id: source }, values.venue.testnet));
  return { fields, view };
}

/** What the account holds at the first start: the opening entry of its ledger. */
async function openingOf(venue: NetworkVenue): Promise<Opening[]> {
  const held = await venue.balances();
  return [...held].map(([asset, amount]) => ({ asset, amount: toText(amount) })).filter(({ amount }) => amount !== '0');
}
