import { readFileSync, writeFileSync } from 'node:fs';
import { Api } from 'grammy';
import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { ROLES } from '#src/chat/command.ts';
import { complete } from '#src/chat/complete.ts';
import { createApi } from '#src/chat/discord/api.ts';
import { slashJson } from '#src/chat/discord/menu.ts';
import { isRegistered, register } from '#src/chat/discord/register.ts';
import { menuFor } from '#src/chat/menu.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { Menus } from '#src/chat/telegram/menu.ts';
import { startDiscord } from '#test/fakes/discord/fakeDiscord.ts';
import { FakeTelegram } from '#test/fakes/telegram/fakeTelegram.ts';
import { openWorld } from '#test/harness.ts';

const registry = createRegistry(commands);
const NAMES = commands.map(({ name }) => name);
const WITH_ALIASES = commands.flatMap(({ name, aliases }) => [name, ...Object.keys(aliases ?? {})]);

/** Compares with a file here; UPDATE_GOLDEN=1 writes it. */
function expectGolden(name: string, value: unknown): void {
  const path = new URL(name, import.meta.url);
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

/** The menus that people see, as a strict Bot API took them. */
async function telegramMenus() {
  await using fake = await FakeTelegram.open({ limits: false });
  const people = new Map(ROLES.map((role, index) => [role, fake.person({ id: 111 + index, first_name: role })]));
  const stranger = fake.person({ id: 666, first_name: 'Stranger' });
  const menus = new Menus({
    api: new Api(fake.token, { apiRoot: fake.root }),
    menu: (role) => menuFor(registry, role),
    people: () => [...people.values()].map(({ id }) => String(id)),
    roleOf: (id) => ROLES.find((role) => String(people.get(role)?.id) === id),
  });
  await menus.refresh();
  return { stranger: fake.menuOf(stranger), ...Object.fromEntries([...people].map(([role, who]) => [role, fake.menuOf(who)])) };
}

describe('menus made from the registry', () => {
  it('are those of test/golden/menus.json on Telegram, for each role', async () => {
    expectGolden('menus.json', await telegramMenus());
  });

  it('are those of test/golden/slash.json on Discord, in the server and in private, and Discord takes them', async () => {
    expectGolden('slash.json', { guild: slashJson(commands, 'guild'), private: slashJson(commands, 'private') });
    await using fake = await startDiscord();
    const api = createApi(fake);
    const registration = { applicationId: fake.state.bot.id, guild: fake.guild.id, commands };
    expect(await register(api, registration)).toBe(2);
    expect(await isRegistered(api, registration)).toBe(true);
    api.close();
  });
});

describe('every command', () => {
  it('exists on all three platforms: registry, help, Telegram, Discord and README name the same ones', async () => {
    const { owner } = (await telegramMenus()) as Record<string, readonly { readonly command: string }[]>;
    expect(owner?.map(({ command }) => command)).toEqual(NAMES);
    for (const scope of ['guild', 'private'] as const) expect(slashJson(commands, scope).map(({ name }) => name)).toEqual(WITH_ALIASES);
    await using world = await openWorld();
    const help = await world.says('/help');
    expect([...help.matchAll(/^\/(\w+)/gm)].map(([, name]) => name).sort()).toEqual([...NAMES].sort());
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    expect([...readme.matchAll(/^\| `\/(\w+)/gm)].map(([, name]) => name).sort()).toEqual([...NAMES].sort());
    // The prompt completes what the other two offer in a menu.
    for (const name of NAMES) expect(complete(`/${name}`, world.app, registry).hits.map((hit) => hit.trim())).toContain(`/${name}`);
  });
});
