import type { VenueId } from '#src/domain/venue.ts';
import type { CcxtProfile, LookupRoute } from '#src/venue/ccxt/profile.ts';
import { CCXT_PROFILES } from '#src/venue/ccxt/profileOf.ts';
import { VALR_PROFILE } from '#src/venue/valr/profile.ts';
import { valrLookup } from './otherCases.ts';

/** What a venue can do, as its profile says it, in words for a table. */
export interface VenueFacts {
  readonly title: string;
  readonly trades: string;
  readonly testnet: string;
  readonly prices: string;
  readonly deadline: string;
  readonly lookup: string;
  readonly horizon: string;
  readonly sameId: string;
  readonly stops: string;
  readonly funding: string;
  readonly transfers: string;
  readonly deadMan: string;
  readonly permissions: string;
  readonly supervised: readonly string[];
}

export function factsOf(id: VenueId): VenueFacts {
  if (id === 'valr') return valrFacts();
  const profile = CCXT_PROFILES.get(id);
  if (profile === undefined) throw new Error(`no profile of ${id}`);
  return ccxtFacts(profile);
}

const SAME_ID: Readonly<Record<CcxtProfile['clientId']['unique'], string>> = {
  open: 'while the first is open',
  recent: 'for a while',
  unproven: 'unproven',
};

function ccxtFacts(profile: CcxtProfile): VenueFacts {
  const { kinds, testnet, stream, deadline, lookup, lookupHorizonMs, clientId, stops, funding, transfers, deadMan, permissions } = profile;
  const isPerpetual = kinds.includes('perpetual');
  return {
    title: profile.title,
    trades: kinds.join(', '),
    testnet: testnet === undefined ? 'none' : testnet === 'demo' ? 'yes (demo trading)' : 'yes',
    prices: stream?.tickers === true ? `stream; orders ${stream.account ? 'push' : 'are asked for'}` : 'asked for; orders too',
    deadline: deadline === undefined ? 'none' : `${deadline.lengthMs / 1_000} s`,
    lookup: lookup.map(routeText).join(', '),
    horizon: spanText(lookupHorizonMs),
    sameId: SAME_ID[clientId.unique],
    stops: kinds.map((kind) => (kinds.length === 1 ? yes(stops[kind] === true) : `${kind}: ${yes(stops[kind] === true)}`)).join(', '),
    funding: isPerpetual ? (funding ? 'told' : 'not told') : 'there is none',
    transfers: transfers.length === 0 ? 'not told' : 'told',
    deadMan: deadMan === undefined ? 'none' : deadMan.takesStops ? 'exists, would cancel stops too' : 'exists, leaves stops',
    permissions: permissions === undefined ? 'not told' : 'told',
    supervised: profile.supervised,
  };
}

function valrFacts(): VenueFacts {
  const { nativeStops, deadlineMs, supervised } = VALR_PROFILE;
  return {
    title: 'VALR',
    trades: 'spot',
    testnet: 'none',
    prices: 'asked for; orders too',
    deadline: deadlineMs === 0 ? 'none' : `${deadlineMs / 1_000} s`,
    lookup: valrLookup()
      .map((path) => `\`${path}\``)
      .join(', '),
    horizon: 'unproven',
    sameId: 'unproven',
    stops: yes(nativeStops),
    funding: 'there is none',
    transfers: 'told',
    deadMan: 'none',
    permissions: 'told',
    supervised,
  };
}

const yes = (is: boolean): string => (is ? 'yes' : 'no');

/** A method of ccxt, or a path; `by id` where our id is asked for and the caller need not filter a list. */
function routeText({ call, raw, params, of, kinds }: LookupRoute): string {
  const name = raw === undefined ? call : `GET ${raw.path.replace('../', '/api/')}`;
  const byId = call === 'fetchOrder' || JSON.stringify(params('OUR-ID')).includes('OUR-ID');
  const notes = [...(byId ? ['by id'] : []), ...(of === 'stop' ? ['stops'] : []), ...(kinds ?? [])];
  return `\`${name}\`${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
}

function spanText(ms: number): string {
  const hours = ms / 3_600_000;
  return hours < 48 ? `${hours} h` : `${hours / 24} days`;
}
