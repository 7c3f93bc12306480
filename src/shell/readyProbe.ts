import type { Settings } from '#src/config/settings.ts';
import type { Clock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { ledgerIdOf } from '#src/found.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { probeOrder, probeVenue, worthOf } from '#src/ready/probe.ts';
import type { NetworkVenue } from '#src/venue/port.ts';
import type { Io } from './io.ts';
import { keyInputOf } from './keyInput.ts';
import { stampOf } from './readyVenue.ts';

const PHRASE = 'place one order';

export interface ProbeOrderParts {
  readonly settings: Settings;
  readonly ledger: Ledger;
  readonly venue: NetworkVenue | undefined;
  readonly clock: Clock;
  readonly io: Io;
  readonly priceOf?: (settings: Settings, market: string) => Promise<number>;
}

/** Asks for the phrase, then tries the venue out with its smallest order; says what came of each step. Rejects with OutsideError when it was not wanted. */
export async function probe({ settings, ledger, venue, clock, io, priceOf = lastPrice }: ProbeOrderParts): Promise<void> {
  const profile = stampOf(settings);
  if (venue === undefined || profile === undefined)
    throw new OutsideError('no-venue', 'There is no venue to try out.', 'Set mode: live and feed.source, and add its key: heron keys add.');
  const [symbol] = settings.desk.markets;
  const market = venue.markets().find((one) => one.symbol === symbol);
  if (market === undefined)
    throw new OutsideError('no-market', `${venue.name} does not list ${symbol}.`, 'desk.markets has to name markets of the venue.');
  const price = await priceOf(settings, market.symbol);
  const ledgerId = ledgerIdOf(ledger) ?? '';
  const order = probeOrder({ market, price, ledgerId, clock });
  const worth = `${worthOf(order, market).toFixed(2)} ${market.quote}`;
  const where = settings.venue.testnet ? `the testnet of ${venue.name}` : `${venue.name}, with REAL money`;
  const why = `One order is placed at ${where}: buy ${market.symbol} for ${worth}, 4 % below the price. It is canceled within seconds.`;
  io.stderr.write(`${why}\n`);
  if (!(await keyInputOf(io).phrase('Go on?', PHRASE))) throw new OutsideError('stopped', 'Nothing was sent.', `Type exactly: ${PHRASE}`);
  const parts = { venue, ledger, ledgerId, market, price, clock, profile, testnet: settings.venue.testnet, actor: 'user:shell' };
  const { ok, cases, order: what } = await probeVenue(parts);
  for (const one of cases) io.stderr.write(`${one.ok ? 'good' : 'BAD '}  ${one.name}: ${one.figure}\n`);
  if (!ok) io.stderr.write(`Look at ${venue.name} whether this order is gone, and cancel it by hand if it is not: ${what}.\n`);
}

/** Of the market, without keys. */
async function lastPrice(settings: Settings, symbol: string): Promise<number> {
  const { publicPrice } = await import('./publicPrice.ts');
  return publicPrice(settings, symbol);
}
