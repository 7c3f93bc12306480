import type { Clock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import type { KeyAnswer } from '#src/vault/judgeKey.ts';
import type { KeyFields } from '#src/vault/keyState.ts';
import { type Provider, serverOf } from '#src/vault/providers.ts';
import type { NetworkVenue } from '#src/venue/port.ts';
import type { TestKey } from './keyDesk.ts';

/** What a test needs of a venue. */
type AskedVenue = Pick<NetworkVenue, 'open' | 'close' | 'balances' | 'permissions'>;

/** Makes a venue with these keys; nothing is sent before it is opened. `onRefused` hears when the venue does not accept the key. */
export type VenueWith = (
  provider: Provider,
  fields: KeyFields,
  isTestnet: boolean,
  onRefused: (text: string) => void,
) => Promise<AskedVenue>;

/** Tests a key where it belongs: an exchange's by reading the account and the permissions, a model's by a page that needs the key. */
export function testKeyOf(venueWith: VenueWith, wall: Clock): TestKey {
  return async (provider, fields, isTestnet) => {
    if (provider.kind === 'model') return testModel(provider, fields, wall);
    let refused: string | undefined;
    const onRefused = (text: string): void => {
      refused = text;
    };
    try {
      return await testExchange(provider, await venueWith(provider, fields, isTestnet, onRefused), isTestnet);
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      return refused === undefined ? { result: 'unclear', text: error.message } : { result: 'refused', text: refused };
    }
  };
}

async function testExchange({ title }: Provider, venue: AskedVenue, isTestnet: boolean): Promise<KeyAnswer> {
  try {
    await venue.open();
    // Permissions alone prove nothing: where the venue does not tell them, no call with the key was made.
    await venue.balances();
    // A testnet has no money to withdraw, and mostly no such page.
    const permissions = isTestnet ? undefined : await venue.permissions();
    return { result: 'accepted', text: `${title} accepts the key.`, permissions };
  } finally {
    await venue.close();
  }
}

async function testModel(provider: Provider, fields: KeyFields, wall: Clock): Promise<KeyAnswer> {
  const { tryModelKey } = await import('#src/model/keyTrial.ts');
  return tryModelKey({ token: fields.apiKey ?? '', baseUrl: serverOf(provider, fields), page: provider.probe, wall });
}
