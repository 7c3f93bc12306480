import { describe, expect, it } from 'vitest';
import type { ChatRow } from '#src/ledger/chats.ts';
import { by, channelOf, personIdOf, platformName } from './who.ts';

const chat = (id: string, person_id: string | null): [string, ChatRow] => [id, { id, person_id } as ChatRow];
const memory = { chats: new Map([chat('telegram:-5', null), chat('telegram:111', 'telegram:111')]) };

describe('who did something', () => {
  it('is said at the end of a sentence', () => {
    const said = [
      'user:terminal',
      'user:telegram:111:Ann',
      'user:discord:222:Bo B',
      'policy',
      'sniper',
      'strategist:smc',
      'venue:paper',
      'audit',
    ];
    expect(said.map(by)).toEqual([
      'at the terminal',
      'by Ann on Telegram',
      'by Bo B on Discord',
      'by the policy',
      'by the sniper',
      'by smc',
      'by the venue (paper)',
      'by audit',
    ]);
  });

  it('is known by number on a platform, and has the answer at the terminal or in a private chat', () => {
    expect(personIdOf('user:telegram:111:Ann')).toBe('telegram:111');
    expect(personIdOf('user:terminal')).toBeUndefined();
    expect(personIdOf('strategist:smc:x')).toBeUndefined();
    expect(channelOf('user:telegram:111:Ann', memory)).toBe('telegram:111');
    expect(channelOf('user:telegram:999:Eve', memory)).toBeUndefined();
    expect(channelOf('user:terminal', memory)).toBe('terminal');
    expect(channelOf('sniper', memory)).toBeUndefined();
    expect(platformName('discord:12')).toBe('Discord');
  });
});
