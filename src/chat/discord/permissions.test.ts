import { describe, expect, it } from 'vitest';
import { inviteUrl, missingOf, NEEDED } from './permissions.ts';

const ALL = Object.values(NEEDED).reduce((bits, bit) => bits | bit, 0n);
const standing = { guildId: '1', userId: '9', held: ['2'], roles: [{ id: '1', permissions: '0' }], overwrites: [] };
const bits = (bit: bigint): string => String(bit);

describe('inviteUrl', () => {
  it('asks for the commands and for what Heron needs, no more', () => {
    const url = new URL(inviteUrl('123456789012345678'));
    expect(url.origin + url.pathname).toBe('https://discord.com/oauth2/authorize');
    expect(url.searchParams.get('client_id')).toBe('123456789012345678');
    expect(url.searchParams.get('scope')).toBe('bot applications.commands');
    // View Channels 10, Send Messages 11, Embed Links 14, Attach Files 15, Read Message History 16, Create Public Threads 35, Send in Threads 38.
    const wanted = [10n, 11n, 14n, 15n, 16n, 35n, 38n].reduce((sum, at) => sum | (1n << at), 0n);
    expect(url.searchParams.get('permissions')).toBe(String(wanted));
  });
});

describe('missingOf', () => {
  it('adds what everybody may and what the own roles may', () => {
    expect(missingOf(standing)).toHaveLength(7);
    const roles = [
      { id: '1', permissions: bits(ALL & ~NEEDED['Attach Files']) },
      { id: '2', permissions: bits(NEEDED['Attach Files']) },
      { id: '3', permissions: bits(ALL) },
    ];
    expect(missingOf({ ...standing, roles })).toEqual([]);
    expect(missingOf({ ...standing, roles, held: [] })).toEqual(['Attach Files']);
  });

  it('lets the channel take away and give: everybody, then roles, then the bot itself', () => {
    const roles = [{ id: '1', permissions: bits(ALL) }];
    const of = (...overwrites: Parameters<typeof missingOf>[0]['overwrites']): string[] => missingOf({ ...standing, roles, overwrites });
    const send = bits(NEEDED['Send Messages']);
    expect(of({ id: '1', type: 0, allow: '0', deny: send })).toEqual(['Send Messages']);
    expect(of({ id: '1', type: 0, allow: '0', deny: send }, { id: '2', type: 0, allow: send, deny: '0' })).toEqual([]);
    expect(of({ id: '2', type: 0, allow: send, deny: '0' }, { id: '9', type: 1, allow: '0', deny: send })).toEqual(['Send Messages']);
    expect(of({ id: '7', type: 0, allow: '0', deny: send }, { id: '8', type: 1, allow: '0', deny: send })).toEqual([]);
  });

  it('finds nothing missing for an administrator', () => {
    const overwrites = [{ id: '1', type: 0, allow: '0', deny: bits(ALL) }];
    expect(missingOf({ ...standing, roles: [{ id: '2', permissions: '8' }], overwrites })).toEqual([]);
  });
});
