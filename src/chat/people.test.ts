import { describe, expect, it } from 'vitest';
import { openWorld } from '#test/harness.ts';
import { personName, removePerson } from './people.ts';

describe('a name', () => {
  it('can do nothing but be read, and forges no actor', () => {
    expect(personName('Ann')).toBe('Ann');
    expect(personName('Ann\ud83d')).toBe('Ann\ufffd');
    expect(personName('Ann: user:terminal')).toBe('Ann user terminal');
    expect(personName('\u202e \n\u200b')).toBe('somebody');
    expect(personName('a\nb\u001b[31mc')).toBe('a bc');
    expect([...personName('😀'.repeat(100))]).toHaveLength(40);
  });
});

describe('people', () => {
  it('are let in with their private chat, and forgotten with it', async () => {
    await using world = await openWorld();
    const ann = world.person('telegram', '111', 'trader');
    expect(world.ledger.memory.chats.get(ann.channel)).toMatchObject({ kind: 'private', person_id: 'telegram:111', title: 'Ann' });
    removePerson(world.ledger, 'telegram:111', 'user:terminal');
    expect(world.ledger.memory.people.size).toBe(0);
    expect(world.ledger.memory.chats.size).toBe(0);
  });

  it('keep their quiet hours when they are paired again', async () => {
    await using world = await openWorld();
    const ann = world.person('telegram', '111', 'trader');
    const data = { from: '22:00', to: '07:00', zone: 'UTC' };
    world.ledger.transact((tx) => tx.append({ kind: 'quiet.set', subject: ann.channel, actor: 'user:terminal', data }));
    world.person('telegram', '111', 'owner');
    expect(world.ledger.memory.people.get('telegram:111')?.role).toBe('owner');
    expect(world.ledger.memory.chats.get(ann.channel)?.quiet_from).toBe('22:00');
  });

  it('who are no owners have no private chat on Discord: nothing works for them there', async () => {
    await using world = await openWorld();
    world.person('discord', '1', 'trader');
    world.person('discord', '2', 'owner');
    expect([...world.ledger.memory.chats.keys()]).toEqual(['discord:2']);
  });
});
