import { ChannelType, Client, DiscordAPIError, GatewayIntentBits, MessageFlags, RateLimitError, REST, Routes } from 'discord.js';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeDiscord, startDiscord } from './fakeDiscord.ts';
import { BITS } from './guild.ts';
import type { Limits } from './limits.ts';
import { until } from './until.ts';

const clients: Client[] = [];
const fakes: FakeDiscord[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.destroy();
  for (const fake of fakes.splice(0)) await fake.goDown();
});

async function started(limits: Partial<Limits> = {}): Promise<{ fake: FakeDiscord; rest: REST }> {
  const fake = await startDiscord({ posts: { count: 1_000, windowMs: 5_000 }, perSecond: 1_000, ...limits });
  fakes.push(fake);
  return { fake, rest: new REST({ api: fake.api, retries: 0 }).setToken(fake.token) };
}

/** The real client, logged in. */
async function loggedIn(fake: FakeDiscord, intents: readonly GatewayIntentBits[] = [GatewayIntentBits.Guilds]): Promise<Client<true>> {
  const client = new Client({ intents: [...intents], rest: { api: fake.api, retries: 0 } });
  clients.push(client);
  const ready = new Promise((resolve) => client.once('clientReady', resolve));
  await client.login(fake.token);
  await ready;
  return client as Client<true>;
}

/** What the server refused: its code, and the fields that were wrong. */
async function refusal(asked: Promise<unknown>): Promise<{ code: number; message: string }> {
  const error: unknown = await asked.then(
    () => new Error('nothing was refused'),
    (failure: unknown) => failure,
  );
  if (!(error instanceof DiscordAPIError)) throw error;
  return { code: Number(error.code), message: error.message };
}

describe('the gateway of the fake', () => {
  it('takes the real client in, with its guild', async () => {
    const { fake } = await started();
    const client = await loggedIn(fake);
    expect(client.user.username).toBe('heron');
    expect(client.guilds.cache.get(fake.guild.id)?.name).toBe('Desk');
    expect(client.channels.cache.get(fake.home.id)?.type).toBe(ChannelType.GuildText);
  });

  it('closes with 4004 on a wrong token and with 4014 on intents that were not granted', async () => {
    const { fake } = await started();
    await expect(loggedIn(fake, [GatewayIntentBits.Guilds, GatewayIntentBits.MessageContent])).rejects.toThrow('disallowed intents');
    fake.restoreToken();
    const client = new Client({ intents: [], rest: { api: fake.api } });
    clients.push(client);
    await expect(client.login('wrong')).rejects.toThrow('invalid token');
  });

  it('lets a client resume after a cut, and repeats what it missed', async () => {
    const { fake } = await started();
    const client = await loggedIn(fake);
    await client.rest.put(Routes.applicationCommands(fake.state.bot.id), { body: [{ name: 'status', description: 'd' }] });
    const heard: string[] = [];
    client.on('interactionCreate', ({ id }) => heard.push(id));
    const ann = fake.person('Ann');
    fake.dropGateway();
    const asked = fake.slash(ann, '/status');
    await until(() => heard.length > 0, 'the interaction that was missed');
    expect(heard).toEqual([asked.id]);
    expect([fake.gateway.identified, fake.gateway.resumed]).toEqual([1, 1]);
  });

  it('makes a client begin anew when its session is invalid', async () => {
    const { fake } = await started();
    const client = await loggedIn(fake);
    const again = new Promise((resolve) => client.once('shardReady', resolve));
    fake.invalidateSession();
    await again;
    expect([fake.gateway.identified, fake.gateway.connected]).toEqual([2, 1]);
    expect(fake.gateway.resumed).toBe(0);
  });

  it('acknowledges heartbeats; a client whose heartbeats stay without an answer resumes', async () => {
    const { fake } = await started({ heartbeatMs: 60 });
    await loggedIn(fake);
    await until(() => fake.gateway.heartbeats > 2, 'heartbeats');
    fake.gateway.acknowledges = false;
    await until(() => fake.gateway.resumed > 0, 'a resumed session');
  });

  it('answers on the same port after it was down', async () => {
    const { fake, rest } = await started();
    await fake.goDown();
    await expect(rest.get(Routes.user())).rejects.toThrow();
    await fake.comeBack();
    expect(await rest.get(Routes.user())).toMatchObject({ username: 'heron' });
  });
});

describe('what the fake refuses', () => {
  const cases: [string, object, RegExp][] = [
    ['2,001 characters', { content: 'x'.repeat(2_001) }, /content.*between 0 and 2000/],
    ['a title of 257 characters', { embeds: [{ title: 'x'.repeat(257) }] }, /title.*256/],
    ['a description of 4,097 characters', { embeds: [{ description: 'x'.repeat(4_097) }] }, /description.*4096/],
    ['26 fields', { embeds: [{ fields: Array.from({ length: 26 }, () => ({ name: 'a', value: 'b' })) }] }, /fields.*25/],
    ['an empty field', { embeds: [{ fields: [{ name: 'a', value: '' }] }] }, /value.*between 1/],
    ['6,001 characters in all embeds', { embeds: [{ description: 'x'.repeat(4_000) }, { description: 'x'.repeat(2_001) }] }, /6000/],
    ['an embed that shows nothing', { embeds: [{ color: 1 }] }, /required/],
    ['a picture that is not attached', { embeds: [{ title: 'a', image: { url: 'attachment://chart.png' } }] }, /no attachment/],
    ['six buttons in a row', { content: 'a', components: [row(6)] }, /5 or fewer/],
    ['six rows', { content: 'a', components: Array.from({ length: 6 }, (_, index) => row(1, String(index))) }, /5 or fewer/],
    ['a label of 81 characters', { content: 'a', components: [row(1, '', 'x'.repeat(81))] }, /label.*80/],
    ['a custom id of 101 characters', { content: 'a', components: [row(1, 'x'.repeat(101))] }, /custom_id.*100/],
    ['a custom id twice', { content: 'a', components: [row(1, 'same'), row(1, 'same')] }, /duplicated/],
    ['a nonce of 26 characters', { content: 'a', nonce: 'x'.repeat(26) }, /nonce.*25/],
    ['a message that only one person sees', { content: 'a', flags: MessageFlags.Ephemeral }, /flags/],
  ];
  for (const [name, body, message] of cases)
    it(name, async () => {
      const { fake, rest } = await started();
      const said = await refusal(rest.post(Routes.channelMessages(fake.home.id), { body }));
      expect(said.code).toBe(50_035);
      expect(said.message).toMatch(message);
      expect(fake.home.messages).toEqual([]);
    });

  it('an empty message, an unknown channel, an unknown message, somebody else’s message', async () => {
    const { fake, rest } = await started();
    const other = fake.posts(fake.person('Ann'), 'hello');
    const body = { content: 'a' };
    expect((await refusal(rest.post(Routes.channelMessages(fake.home.id), { body: {} }))).code).toBe(50_006);
    expect((await refusal(rest.post(Routes.channelMessages('123456789012345678'), { body }))).code).toBe(10_003);
    expect((await refusal(rest.patch(Routes.channelMessage(fake.home.id, '123456789012345678'), { body }))).code).toBe(10_008);
    expect((await refusal(rest.patch(Routes.channelMessage(fake.home.id, other.id), { body }))).code).toBe(50_005);
  });

  it('what the bot may not do in a channel', async () => {
    const { fake, rest } = await started();
    const post = (): Promise<unknown> => rest.post(Routes.channelMessages(fake.home.id), { body: { content: 'a' } });
    fake.home.overwrites.push({ id: fake.guild.id, type: 'role', allow: 0n, deny: BITS.sendMessages });
    expect((await refusal(post())).code).toBe(50_013);
    fake.home.overwrites.push({ id: fake.state.bot.id, type: 'member', allow: BITS.sendMessages, deny: BITS.viewChannel });
    expect((await refusal(post())).code).toBe(50_001);
    fake.guild.everyone.permissions = BITS.administrator;
    await post();
  });

  it('commands that break the rules', async () => {
    const { fake, rest } = await started();
    const put = async (commands: readonly object[]): Promise<string> =>
      (await refusal(rest.put(Routes.applicationCommands(fake.state.bot.id), { body: commands }))).message;
    const one = { name: 'a', description: 'd' };
    expect(await put([{ ...one, name: 'Status' }])).toMatch(/regex/);
    expect(await put([{ ...one, description: '' }])).toMatch(/between 1 and 100/);
    expect(await put(Array.from({ length: 101 }, (_, index) => ({ ...one, name: `c${index}` })))).toMatch(/100 or fewer/);
    const option = { type: 3, name: 'o', description: 'd' };
    expect(await put([{ ...one, options: [option, { ...option, name: 'p', required: true }] }])).toMatch(/Required options/);
    expect(await put([{ ...one, options: Array.from({ length: 26 }, (_, index) => ({ ...option, name: `o${index}` })) }])).toMatch(/25/);
    const choices = Array.from({ length: 26 }, (_, index) => ({ name: `n${index}`, value: `v${index}` }));
    expect(await put([{ ...one, options: [{ ...option, choices }] }])).toMatch(/25/);
    expect(await put([one, one])).toMatch(/unique/);
  });
});

describe('messages of the fake', () => {
  it('keep files as bytes, and go back through all their edits', async () => {
    const { fake, rest } = await started();
    const files = [{ name: 'chart.png', data: Buffer.from([1, 2, 3]), contentType: 'image/png' }];
    const body = {
      embeds: [{ title: 'A', image: { url: 'attachment://chart.png' } }],
      attachments: [{ id: 0, filename: 'chart.png', description: 'alt' }],
    };
    const sent = (await rest.post(Routes.channelMessages(fake.home.id), { body, files })) as { id: string; attachments: { id: string }[] };
    expect(fake.home.last.now.files).toMatchObject([
      { filename: 'chart.png', description: 'alt', contentType: 'image/png', bytes: new Uint8Array([1, 2, 3]) },
    ]);
    const route = Routes.channelMessage(fake.home.id, sent.id);
    await rest.patch(route, { body: { embeds: [{ title: 'B' }], attachments: [{ id: sent.attachments[0]?.id }] } });
    expect(fake.home.last.now.files).toHaveLength(1);
    await rest.patch(route, { body: { attachments: [] } });
    expect(fake.home.last.now.files).toHaveLength(0);
    expect(fake.home.last.history.map(({ embeds, files: all }) => [embeds[0]?.title, all.length])).toEqual([
      ['A', 1],
      ['B', 1],
    ]);
  });

  it('are posted once for each nonce that is enforced', async () => {
    const { fake, rest } = await started();
    const body = { content: 'a', nonce: 'n1', enforce_nonce: true };
    const [first, second] = await Promise.all([1, 2].map(() => rest.post(Routes.channelMessages(fake.home.id), { body })));
    expect((first as { id: string }).id).toBe((second as { id: string }).id);
    await rest.post(Routes.channelMessages(fake.home.id), { body: { ...body, nonce: 'n2' } });
    await rest.post(Routes.channelMessages(fake.home.id), { body: { ...body, enforce_nonce: false } });
    expect(fake.home.messages).toHaveLength(3);
  });

  it('ping whom they name, unless nobody may be pinged', async () => {
    const { fake, rest } = await started();
    const content = '@everyone <@1> <@&2>';
    await rest.post(Routes.channelMessages(fake.home.id), { body: { content } });
    expect(fake.home.last.pings).toEqual(['@everyone', '<@1>', '<@&2>']);
    await rest.post(Routes.channelMessages(fake.home.id), { body: { content, allowed_mentions: { parse: [] } } });
    expect(fake.home.last.pings).toEqual([]);
  });

  it('have one thread each, which can be archived', async () => {
    const { fake, rest } = await started();
    await rest.post(Routes.channelMessages(fake.home.id), { body: { content: 'card' } });
    const card = fake.home.last;
    const start = (): Promise<unknown> => rest.post(Routes.threads(fake.home.id, card.id), { body: { name: 'c1' } });
    await start();
    expect((await refusal(start())).code).toBe(160_004);
    const thread = fake.threadOf(card);
    expect([thread?.id, thread?.name]).toEqual([card.id, 'c1']);
    (thread as { archived: boolean }).archived = true;
    const post = (): Promise<unknown> => rest.post(Routes.channelMessages(card.id), { body: { content: 'more' } });
    expect((await refusal(post())).code).toBe(50_083);
    await rest.patch(Routes.channel(card.id), { body: { archived: false } });
    await post();
    expect(thread?.messages).toHaveLength(1);
    const dm = (await rest.post(Routes.userChannels(), { body: { recipient_id: fake.person('Ann').id } })) as { id: string };
    const inDm = (await rest.post(Routes.channelMessages(dm.id), { body: { content: 'a' } })) as { id: string };
    expect((await refusal(rest.post(Routes.threads(dm.id, inDm.id), { body: { name: 'c1' } }))).code).toBe(50_024);
  });
});

describe('interactions of the fake', () => {
  async function withCommand(limits: Partial<Limits> = {}) {
    const { fake, rest } = await started(limits);
    const options = [{ type: 3, name: 'id', description: 'd', autocomplete: true }];
    await rest.put(Routes.applicationCommands(fake.state.bot.id), { body: [{ name: 'why', description: 'd', options }] });
    const client = await loggedIn(fake);
    return { fake, rest, client, ann: fake.person('Ann') };
  }

  it('are answered by the real client: deferred, edited, followed up', async () => {
    const { fake, client, ann } = await withCommand();
    client.on('interactionCreate', async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await interaction.editReply(`why ${interaction.options.getString('id')}`);
      await interaction.followUp('open to all');
    });
    const asked = fake.slash(ann, '/why c1');
    expect((await asked.answer()).text).toBe('why c1');
    expect((await asked.toast()).text).toBe('open to all');
    expect(fake.whispers(ann).map(({ text }) => text)).toEqual(['why c1']);
    expect(fake.home.messages.map(({ text }) => text)).toEqual(['open to all']);
    expect(() => fake.slash(ann, '/status')).toThrow('shows no /status');
  });

  it('give what is typed to the client and take its choices', async () => {
    const { fake, client, ann } = await withCommand();
    client.on('interactionCreate', async (interaction) => {
      if (interaction.isAutocomplete()) await interaction.respond([{ name: 'c1', value: `${interaction.options.getFocused()}1` }]);
    });
    expect(await fake.types(ann, '/why', 'id', 'c')).toEqual(['c1']);
  });

  it('know a button, and refuse a second acknowledgement, a late one, and a token that is too old', async () => {
    const { fake, rest, client, ann } = await withCommand({ ackMs: 150, tokenMs: 100 });
    await rest.post(Routes.channelMessages(fake.home.id), { body: { content: 'card', components: [row(1, 'yes', 'Yes')] } });
    const codes: number[] = [];
    client.on('interactionCreate', async (interaction) => {
      if (!interaction.isButton()) return;
      const ack = (): Promise<unknown> =>
        rest.post(Routes.interactionCallback(interaction.id, interaction.token), { body: { type: 6 }, auth: false });
      if (codes.length === 0) await ack();
      else await new Promise((resolve) => setTimeout(resolve, 200));
      codes.push((await refusal(ack())).code);
      await new Promise((resolve) => setTimeout(resolve, 150));
      codes.push(
        (await refusal(rest.post(Routes.webhook(interaction.applicationId, interaction.token), { body: { content: 'a' }, auth: false })))
          .code,
      );
    });
    fake.taps(ann, fake.home.last, 'Yes');
    await until(() => codes.length === 2, 'two refusals');
    fake.taps(ann, fake.home.last, 'Yes');
    await until(() => codes.length === 4, 'two more');
    expect(codes).toEqual([40_060, 50_027, 10_062, 10_015]);
    expect(() => fake.taps(ann, fake.home.last, 'No')).toThrow('has no button');
  });

  it('lets a further message take the place of "thinking…"', async () => {
    const { fake, client, ann } = await withCommand();
    client.on('interactionCreate', async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply();
      await interaction.followUp({ content: 'meant for one', flags: MessageFlags.Ephemeral });
    });
    await fake.slash(ann, '/why c1').answer();
    expect(fake.home.messages.map(({ text }) => text)).toEqual(['meant for one']);
  });
});

describe('faults of the fake', () => {
  it('limits the posts of a channel, and says for how long', async () => {
    const { fake, rest } = await started({ posts: { count: 2, windowMs: 400 } });
    rest.options.rejectOnRateLimit = () => true;
    const post = (): Promise<unknown> => rest.post(Routes.channelMessages(fake.home.id), { body: { content: 'a' } });
    await post();
    await post();
    const error: unknown = await post().catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(RateLimitError);
    expect((error as RateLimitError).retryAfter).toBeGreaterThan(0);
    expect(fake.server.rates.exceeded).toBe(0);
    await fetch(`${fake.api}/v10${Routes.channelMessages(fake.home.id)}`, { method: 'POST' });
    expect(fake.server.rates.exceeded).toBe(1);
  });

  it('answers as planned: 429, 500, cut before and after the effect', async () => {
    const { fake, rest } = await started();
    rest.options.rejectOnRateLimit = () => true;
    const post = (content: string): Promise<unknown> => rest.post(Routes.channelMessages(fake.home.id), { body: { content } });
    fake.fails(/^POST .*\/messages$/, { kind: 'rate', seconds: 2, global: true });
    const limited: unknown = await post('limited').catch((failure: unknown) => failure);
    expect(limited).toMatchObject({ global: true });
    fake.fails(/^POST .*\/messages$/, { kind: 'status', status: 500 });
    fake.fails(/^POST .*\/messages$/, { kind: 'cut', when: 'before' });
    fake.fails(/^POST .*\/messages$/, { kind: 'cut', when: 'after' });
    const fresh = new REST({ api: fake.api, retries: 0 }).setToken(fake.token);
    for (const content of ['failed', 'never arrived', 'arrived'])
      await expect(fresh.post(Routes.channelMessages(fake.home.id), { body: { content } })).rejects.toThrow();
    expect(fake.home.messages.map(({ text }) => text)).toEqual(['arrived']);
    expect(fake.everything()).not.toContain(fake.token);
  });
});

function row(buttons: number, customId = '', label = 'Yes'): object {
  const components = Array.from({ length: buttons }, (_, index) => ({
    type: 2,
    style: 1,
    label,
    custom_id: buttons === 1 && customId !== '' ? customId : `${customId}-${index}`,
  }));
  return { type: 1, components };
}
