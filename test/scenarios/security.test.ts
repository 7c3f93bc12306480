import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { toIso } from '#src/domain/clock.ts';
import { canonicalJson, type Json } from '#src/domain/hash.ts';
import { openWorld, type World } from '#test/harness.ts';
import { places, sources } from '#test/never-again/sources.ts';

/**
 * Who may speak, and what a platform, a group or a stolen token can do. Every check of the security list, with the tests that show it, is in
 * test/security/checks.ts. SEC-17 and SEC-18 are rules about a webhook server and a Mini App: Heron has neither, and this file fails when one is added.
 */
const fresh = (): Promise<World> => openWorld({ prices: { 'BTC/USDT': 63_800 }, sets: ['policy.autoUpToPct=0'] });
const GROUP = 'telegram:-5';
/** Everything that somebody could want to change. */
const stateOf = (world: World): string =>
  canonicalJson({
    conditions: world.ledger.all('select id, status from condition order by id'),
    people: world.ledger.all('select id, role, status from person order by id'),
    chats: world.ledger.all('select id from chat order by id'),
    orders: world.ledger.all('select id, status from "order" order by id'),
    halt: world.ledger.memory.halt === undefined ? null : 'halted',
  } as Json);

describe('SEC-10', () => {
  it('where nobody was let in, nobody is heard on any platform, not even the first who comes', async () => {
    await using world = await fresh();
    const id = await world.proposes();
    const before = stateOf(world);
    for (const platform of ['telegram', 'discord'] as const) {
      const first = world.person(platform, '666', undefined, 'The owner');
      for (const line of ['/start', `/approve ${id}`, '/halt', '/pair owner', '/pair ABCD2345', '/users'])
        expect((await first.says(line)) ?? '', line).not.toMatch(/armed|halted|Welcome|code +[A-Z2-9]{8}/);
    }
    expect(stateOf(world)).toBe(before);
    expect(world.ledger.memory.people.size).toBe(0);
  });
});

describe('SEC-15', () => {
  it('no command of owners does anything from a group, nor in private without its second step', async () => {
    await using world = await fresh();
    await world.says('/halt');
    const ann = world.person('telegram', '111', 'owner');
    world.person('telegram', '333', 'trader', 'Cid');
    const dangerous = [
      '/resume "resume trading"',
      '/users telegram:333 remove',
      '/users telegram:333 role owner',
      '/repair d1 0123456789ab',
      '/live "trade real money"',
      '/adopt d1 0123456789ab',
    ];
    const named = new Set(dangerous.map((line) => line.slice(1).split(' ')[0]));
    // A new command of owners belongs into the list above. Letting somebody in is done at the machine, /confirm is the second step, /ready looks,
    // and /paper only takes risk away.
    expect(
      commands
        .filter(({ role, open }) => role === 'owner' && open !== true)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...named, 'confirm', 'paper', 'ready'].sort());
    const before = stateOf(world);
    for (const line of dangerous) {
      await world.silence(0.1);
      expect(await ann.says(line, { channel: GROUP }), line).toContain('in a private chat');
      expect(world.machine).toEqual([]);
    }
    for (const line of dangerous) {
      await world.silence(0.1);
      expect(await ann.says(line), line).toContain('needs a second step');
    }
    expect(await ann.says('/pair owner')).toContain('Codes are made at the machine');
    expect(stateOf(world)).toBe(before);
  });
});

describe('SEC-16', () => {
  it.each(
    (['telegram', 'discord'] as const).flatMap((platform) =>
      (['trader', 'owner'] as const).flatMap((role) => ['private chat', `${platform}:-5`].map((place) => [role, platform, place] as const)),
    ),
  )(
    'a %s halts everything on %s from a %s in one step, locked out and in a flood too, and it is hard to end',
    async (role, platform, place) => {
      await using world = await fresh();
      const ann = world.person(platform, '111', role);
      for (let i = 0; i < 5; i++) await ann.presses(`forged${i}`, 'm1');
      expect(world.events('person.locked')).toHaveLength(1);
      for (let i = 0; i < 12; i++) await ann.says('/version');
      expect(await ann.says('/halt', place === 'private chat' ? {} : { channel: place })).toContain('Heron is halted');
      expect(world.events('halt.set')).toMatchObject([{ actor: `user:${platform}:111:Ann`, at: toIso(world.now) }]);
      await world.silence(15);
      await world.restart({ crash: true });
      await ann.says('/resume');
      await ann.says('/resume "resume trading"');
      expect(world.ledger.memory.halt).toBeDefined();
    },
  );
});

describe('SEC-17', () => {
  it('there is no webhook: the only thing that listens is a local socket beside the ledger', () => {
    const all = sources('src', 'commands');
    expect(places(all, /\b(?:createServer|createSecureServer|WebSocketServer)\(/)).toEqual(['src/shell/socket.ts: createServer(']);
    expect(places(all, /node:https?\b|node:http2|'express'|'fastify'/, 'text')).toEqual([]);
    expect(places(all, /setWebhook|webhookCallback|secret_token/, 'text')).toEqual([]);
    expect(places(sources('src/shell'), /server\.listen\(path, done\)/)).toHaveLength(1);
  });
});

describe('SEC-18', () => {
  it('there is no Mini App: no button opens one, and nothing is read that one could send', () => {
    expect(places(sources('src', 'commands'), /web_app|initData|WebAppData/, 'text')).toEqual([]);
  });
});

describe('the network', () => {
  it('is reached by the rooms of the two platforms alone, and these are loaded only where there is a token', () => {
    const all = sources('src', 'commands');
    const using = (pattern: RegExp): string[] => [...new Set(places(all, pattern, 'text').map((place) => place.split(':')[0] ?? ''))];
    const libraries = using(/from '(?:grammy|@grammyjs\/[\w-]+|discord\.js)/);
    expect(libraries.length).toBeGreaterThan(5);
    expect(libraries.filter((path) => !/^src\/chat\/(?:telegram|discord)\//.test(path))).toEqual([]);
    expect(using(/node:(?:net|tls|dgram|dns|https?|http2)'|'undici'|'ws'/)).toEqual(['src/shell/egress.ts', 'src/shell/socket.ts']);
    // Venues are reached by the rooms of their adapters.
    expect(
      places(all, /\bfetch\(|new WebSocket\(/).filter((place) => !/^src\/venue\/(?:ccxt\/exchange|valr\/rest)\.ts: /.test(place)),
    ).toEqual([]);
    const outside = all.filter(({ path }) => !/^src\/chat\/(?:telegram|discord)\//.test(path));
    expect(places(outside, /from '#src\/chat\/(?:telegram|discord)\//, 'text')).toEqual([]);
    expect([
      ...new Set(places(outside, /import\('#src\/chat\/(?:telegram|discord)\//, 'text').map((place) => place.split(':')[0])),
    ]).toEqual(['src/shell/doctorChat.ts', 'src/shell/platforms.ts']);
  });
});
