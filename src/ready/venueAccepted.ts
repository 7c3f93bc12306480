import { lastEvent } from '#src/ledger/events.ts';
import type { ReadyCheck } from './check.ts';

/** What was accepted was this profile with this library; with others it has to be tried out again. */
export const venueAccepted: ReadyCheck = {
  name: 'venue profile',
  look({ ledger, profile, settings }) {
    const hint = 'Try the venue out with its smallest order: heron ready --probe.';
    if (profile === undefined) return { ok: false, figure: `no profile of ${settings.feed.source}`, hint: 'Set feed.source to a venue.' };
    const accepted = lastEvent(ledger, 'venue.accepted', settings.feed.source)?.data;
    const now = `${profile.hash.slice(0, 8)} with ccxt ${profile.ccxt}`;
    if (accepted === undefined) return { ok: false, figure: `${now} was never accepted`, hint };
    const ok = accepted.profile === profile.hash && accepted.ccxt === profile.ccxt && accepted.testnet === settings.venue.testnet;
    const then = `${accepted.profile.slice(0, 8)} with ccxt ${accepted.ccxt}${accepted.testnet ? ' on the testnet' : ''}`;
    return { ok, figure: ok ? `${now}, ${accepted.cases.length} cases` : `${now}; accepted was ${then}`, hint };
  },
};
