import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pairPerson } from '#src/chat/people.ts';
import type { PlatformState } from '#src/chat/platform.ts';
import { loadSettings, type Sourced } from '#src/config/load.ts';
import { type Running, startRunning } from '#src/shell/running.ts';
import { type FakeDiscord, startDiscord } from './fakes/discord/fakeDiscord.ts';
import type { FakeUser } from './fakes/discord/people.ts';
import { until } from './fakes/discord/until.ts';
import { type FakePerson, FakeTelegram } from './fakes/telegram/fakeTelegram.ts';

/** In the form of a real one; it opens nothing. */
export const TELEGRAM_TOKEN = `8123456789:AA${'Heron'.repeat(6)}xyz`;
const NO_HURRY = { posts: { count: 1_000, windowMs: 5_000 }, perSecond: 1_000 };
const IN_TIME_MS = 20_000;

/** Settings that lead to the fakes. */
export const ON_TELEGRAM = ['telegram.token', 'telegram.apiRoot'] as const;
export const ON_DISCORD = ['discord.token', 'discord.api', 'discord.guild', 'discord.channel', 'discord.role'] as const;
export type FakeSetting = (typeof ON_TELEGRAM | typeof ON_DISCORD)[number];

export interface RunningOnFakesOptions {
  /** Which settings of the fakes are given; the others stay as shipped. */
  readonly given: readonly FakeSetting[];
  /** Over those of the fakes. */
  readonly sets: readonly string[];
  /** What runs on instead of the settings themselves. */
  readonly watched?: (settings: Sourced) => Sourced;
}

/**
 * Heron as the shell starts it, on the simulated market, with grammY and discord.js against servers on this machine. Nobody moves the market but
 * `running.app.engine`; people and platforms live in the machine's time.
 */
export class RunningOnFakes implements AsyncDisposable {
  readonly running: Running;
  readonly telegram: FakeTelegram;
  readonly discord: FakeDiscord;
  readonly #folder: string;

  constructor(running: Running, telegram: FakeTelegram, discord: FakeDiscord, folder: string) {
    this.running = running;
    this.telegram = telegram;
    this.discord = discord;
    this.#folder = folder;
  }

  /** How each platform that there is stands, once none is on its way. */
  async standing(): Promise<Readonly<Record<string, string>>> {
    const states = (): readonly PlatformState[] => this.running.app.platforms?.() ?? [];
    await until(() => states().every(({ state }) => state === 'up' || state === 'down'), 'every platform to be up or down', IN_TIME_MS);
    return Object.fromEntries(states().map(({ name, state }) => [name, state]));
  }

  /** Ann, let in on Telegram with her private chat open. */
  ann(role: 'trader' | 'owner'): FakePerson {
    const ann = this.telegram.person({ id: 111, first_name: 'Ann' });
    const who = { platform: 'telegram', userId: '111', name: 'Ann', role, channel: 'telegram:111', chatTitle: 'Ann' } as const;
    pairPerson(this.running.app.ledger, who);
    return ann;
  }

  /** Bob, a trader on Discord with these roles in its server. */
  bob(...roles: readonly string[]): FakeUser {
    const bob = this.discord.person('Bob', roles);
    const channel = `discord:${this.discord.dm(bob).id}`;
    pairPerson(this.running.app.ledger, { platform: 'discord', userId: bob.id, name: 'Bob', role: 'trader', channel, chatTitle: 'Bob' });
    return bob;
  }

  /** What is typed at the machine. */
  async says(text: string): Promise<void> {
    const user = { actor: 'user:terminal', role: 'owner' } as const;
    await this.running.dispatch({ platform: 'terminal', updateId: text, chat: 'terminal', user, text });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.running.stop('the test is over');
    await this.telegram[Symbol.asyncDispose]();
    await this.discord.goDown();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Opens both fakes and starts Heron with the settings that lead to them. Waits for no platform. */
export async function runOnFakes({ given, sets, watched = (same) => same }: RunningOnFakesOptions): Promise<RunningOnFakes> {
  const telegram = await FakeTelegram.open({ token: TELEGRAM_TOKEN, limits: false });
  const discord = await startDiscord(NO_HURRY);
  const all: Readonly<Record<FakeSetting, string>> = {
    'telegram.token': TELEGRAM_TOKEN,
    'telegram.apiRoot': telegram.root,
    'discord.token': discord.token,
    'discord.api': discord.api,
    'discord.guild': discord.guild.id,
    'discord.channel': discord.home.id,
    'discord.role': discord.role.id,
  };
  const settings = loadSettings({
    env: {},
    folder: '/nowhere',
    sets: ['simulated.historyDays=2', ...given.map((key) => `${key}=${JSON.stringify(all[key])}`), ...sets],
  });
  const folder = mkdtempSync(join(tmpdir(), 'heron-running-'));
  const running = await startRunning({
    settings: watched(settings),
    ledgerPath: join(folder, 'heron.db'),
    channels: [],
    log: { info: () => undefined, error: () => undefined },
    nowMs: () => 0,
    withSocket: false,
  });
  return new RunningOnFakes(running, telegram, discord, folder);
}
