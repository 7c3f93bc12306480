import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { toIso } from '#src/domain/clock.ts';
import { canonicalJson, type Json } from '#src/domain/hash.ts';
import { openWorld, type World } from '#test/harness.ts';
import { HOUSE, places, sources } from '#test/never-again/sources.ts';

/**
 * Who may speak, and what a platform, a group or a stolen token can do: rule → the tests that prove it. Those without a file are below. That a test is
 * where the table says is itself a test.
 *
 * SEC-17 and SEC-18 are rules about a webhook server and a Mini App. Heron has neither, and this file fails when one is added without them.
 */
const PROOFS: Readonly<Record<string, readonly (readonly [file: string, title: string])[]>> = {
  'SEC-10': [
    ['src/chat/codes.test.ts', 'are void after ten minutes'],
    ['src/chat/codes.test.ts', 'are void after five wrong tries, whoever made them'],
    ['test/scenarios/frontDoor.test.ts', 'lets in whoever says the code of the machine, in their private chat, once'],
    ['test/scenarios/frontDoor.test.ts', 'shows the code on the machine and writes it nowhere'],
  ],
  'SEC-11': [
    ['test/scenarios/frontDoor.test.ts', 'are asked for their role at every word: whoever is removed is a stranger at once'],
    ['test/scenarios/frontDoor.test.ts', 'without a number are nobody, whatever they are called'],
    ['src/chat/telegram/receive.test.ts', 'by nobody in particular is said by nobody'],
    ['src/chat/telegram/receive.test.ts', 'but edited, posted in a channel, forwarded or meant for another bot is no command'],
    [
      'src/chat/telegram/connection.test.ts',
      'it polls, asks for nothing that it does not handle, and never sets a webhook (SEC-11, SEC-17)',
    ],
  ],
  'SEC-12': [
    ['src/chat/telegram/endToEnd.test.ts', 'stays in a group that an owner brought it into, and leaves any other (SEC-12)'],
    ['src/chat/telegram/groups.test.ts', 'are left again unless somebody who may brought Heron in'],
    ['test/scenarios/frontDoor.test.ts', 'needs two persons: the same one twice does not count'],
    ['src/shell/doctorChat.test.ts', 'finds Telegram in order, without polling'],
  ],
  'SEC-13': [
    ['src/chat/taps.test.ts', 'have tokens of 22 characters that are all different and say nothing'],
    ['test/scenarios/frontDoor.test.ts', 'works only in its own message, and belongs to the first one where nobody could say which it is'],
    ['test/scenarios/frontDoor.test.ts', 'on what is used up, or expired by the clock of the people, says so'],
    ['test/scenarios/frontDoor.test.ts', 'asks again at another price, and only the new button says yes to that price'],
    ['test/scenarios/frontDoor.test.ts', 'change nothing, leave every button, and are all recorded'],
    ['test/scenarios/frontDoor.test.ts', 'comes after too many forged taps, is one event, keeps recording, lets a halt through, and ends'],
  ],
  'SEC-14': [
    [
      'src/chat/taps.test.ts',
      'are written before they are shown, live as long as the proposal that they answer, and are bound to its parameters',
    ],
    ['test/scenarios/frontDoor.test.ts', 'on parameters that were changed under the card is refused'],
    ['test/scenarios/approval.test.ts', 'is bound to exact parameters: a row that was changed since is not armed'],
    ['test/scenarios/edit.test.ts', 'asks again, also where the policy would have approved that little by itself'],
  ],
  'SEC-15': [
    ['test/scenarios/frontDoor.test.ts', 'is asked of an owner in private: the code stands on the machine alone'],
    ['test/scenarios/frontDoor.test.ts', 'is not open to another owner, to a group, or after five minutes'],
    ['test/scenarios/frontDoor.test.ts', 'is voided by five wrong codes, which lock out'],
  ],
  'SEC-16': [
    ['src/chat/discord/admit.test.ts', 'lets whoever is known stop everything from anywhere (SEC-16)'],
    ['src/chat/discord/wholeHeron.test.ts', 'halts at the word of whoever is known, anywhere'],
    ['src/chat/telegram/receive.test.ts', 'is answered in order within a chat, but a halt waits for nobody'],
  ],
  'SEC-17': [
    [
      'src/chat/telegram/connection.test.ts',
      'a webhook that somebody set is removed and reported, and nothing that waits is dropped (SEC-21)',
    ],
  ],
  'SEC-18': [],
  'SEC-19': [
    [
      'src/chat/discord/discord.test.ts',
      'is read from each interaction: another server, a missing role, private chats of anybody but owners',
    ],
    ['src/chat/discord/admit.test.ts', 'lets owners alone command in private, and strangers pair there'],
    [
      'test/golden/commands.test.ts',
      'are those of test/golden/slash.json on Discord, in the server and in private, and Discord takes them',
    ],
  ],
  'SEC-20': [
    ['src/chat/telegram/render.test.ts', 'mentions nobody, links nothing and offers no command, whatever data says (SEC-20)'],
    ['src/chat/telegram/send.test.ts', 'becomes one on Telegram, silent or not, without link previews'],
    [
      'src/chat/discord/discord.test.ts',
      'of 5,000 characters full of markup and mentions are delivered whole, and ping nobody (case 8, SEC-20)',
    ],
    ['src/chat/discord/escape.test.ts', 'leaves nothing that a client would take for markup, a mention or a link'],
  ],
  'SEC-21': [
    ['src/chat/telegram/connection.test.ts', 'a revoked token is said, and a restored one is used by itself (SEC-21)'],
    ['src/chat/telegram/connection.test.ts', 'a second program on the same token is said in words, and the process goes on (case 12)'],
    ['src/chat/cards.test.ts', 'tells of a platform that is down on the others and at the terminal'],
    ['src/shell/doctorChat.test.ts', 'sees what was set, and names a webhook without its address'],
    ['src/chat/suspicion.test.ts', 'freezes approvals from its platform, lets a halt through, and ends by itself (SEC-21)'],
  ],
  'SEC-28': [
    ['test/scenarios/approval.test.ts', 'is refused when five wait for an answer'],
    ['src/chat/card.test.ts', 'says when the risk is not like that of the last ones (SEC-28)'],
    ['test/scenarios/approval.test.ts', 'is replaced by a newer one for the same market and side, and merged with one that is the same'],
  ],
  'SEC-36': [
    ['test/scenarios/frontDoor.test.ts', 'of strangers, 100 messages a second, leaves the database as it was after the first few'],
    ['test/scenarios/frontDoor.test.ts', 'of many strangers at once passes twenty in a second'],
    ['test/scenarios/frontDoor.test.ts', 'of somebody known is held to one a second, but every halt is heard'],
    ['src/chat/flood.test.ts', 'costs for the last of many what it costs for the first'],
  ],
};

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

describe('the table of proofs', () => {
  it.each(Object.entries(PROOFS).flatMap(([rule, proofs]) => proofs.map((proof) => [rule, ...proof] as const)))(
    '%s: %s has "%s"',
    (_, file, title) => {
      expect(readFileSync(join(HOUSE, file), 'utf8')).toContain(`'${title}'`);
    },
  );
});

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
