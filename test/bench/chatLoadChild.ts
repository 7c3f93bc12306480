import { systemClock } from '#src/domain/clock.ts';
import { startDiscord } from '#test/fakes/discord/fakeDiscord.ts';
import type { FakeUser } from '#test/fakes/discord/people.ts';
import { type FakePerson, FakeTelegram } from '#test/fakes/telegram/fakeTelegram.ts';
import type { Asked, FromChild, ToChild } from './chatLoad.ts';

/** What people say: reading commands of every kind, from the cheapest to the sums over all trades. */
const LINES = [
  '/positions',
  '/trades',
  '/pnl month',
  '/balance',
  '/performance weekday',
  '/risk',
  '/conditions',
  '/why t1',
  '/logs 20',
  '/help',
  '/version',
];
/** Somebody known may say one thing a second. */
const EVERY_MS = 1_050;
const people = Number(process.argv[2]);

const clock = systemClock();
const sleep = (ms: number): Promise<void> => new Promise((wake) => void clock.after(ms, wake));
const tell = (message: FromChild): void => void process.send?.(message);

/** The servers and the people of the benchmark, away from the process that is measured. */
const telegram = await FakeTelegram.open({ limits: false });
const discord = await startDiscord({ posts: { count: 1_000_000, windowMs: 1_000 }, perSecond: 1_000_000 });
const onTelegram = Array.from({ length: people }, (_, i) => telegram.person({ id: 1_000 + i, first_name: `T${i}` }));
const onDiscord = Array.from({ length: people }, (_, i) => discord.person(`D${i}`, [discord.role.id]));
let isBusy = false;
let asked: Asked[] = [];

/** Answers of a chat so far: looks only at calls that came since it was asked last. */
const answers = new Map<number, number>();
let looked = 0;
function answersIn(chat: number): number {
  for (; looked < telegram.calls.length; looked++) {
    const { method, payload, status } = telegram.calls[looked] as (typeof telegram.calls)[number];
    const id = Number(payload.chat_id);
    if (status === 200 && /^(?:send|edit)Message/.test(method)) answers.set(id, (answers.get(id) ?? 0) + 1);
  }
  return answers.get(chat) ?? 0;
}

async function asks(platform: Asked['platform'], line: string, ask: () => Promise<unknown>): Promise<void> {
  const startedAt = clock.mono();
  try {
    await ask();
    asked.push({ platform, line, ms: clock.mono() - startedAt });
  } catch {
    asked.push({ platform, line, ms: Number.POSITIVE_INFINITY });
  }
}

async function talks(platform: Asked['platform'], index: number, ask: (line: string) => Promise<unknown>): Promise<never> {
  await sleep((index * EVERY_MS) / people);
  for (let i = index; ; i++) {
    const line = LINES[i % LINES.length] as string;
    const [waited] = await Promise.all([sleep(EVERY_MS), isBusy ? asks(platform, line, () => ask(line)) : undefined]);
    void waited;
  }
}

const askTelegram = (person: FakePerson) => async (line: string) => {
  const before = answersIn(person.id);
  telegram.says(person, line);
  await telegram.until(() => answersIn(person.id) > before, 5_000);
};
const askDiscord = (user: FakeUser) => (line: string) => discord.slash(user, line).answer();

process.on('message', (message: ToChild) => {
  if (message === 'begin') {
    for (const [i, person] of onTelegram.entries()) void talks('telegram', i, askTelegram(person));
    for (const [i, user] of onDiscord.entries()) void talks('discord', i, askDiscord(user));
  }
  if (message === 'busy') isBusy = true;
  if (message === 'quiet') {
    isBusy = false;
    tell({ asked });
    asked = [];
  }
});
process.on('disconnect', () => process.exit());
tell({
  telegram: { token: telegram.token, apiRoot: telegram.root },
  discord: { token: discord.token, api: discord.api, guild: discord.guild.id, channel: discord.home.id, role: discord.role.id },
  people: { telegram: onTelegram.map(({ id }) => String(id)), discord: onDiscord.map(({ id }) => id) },
});
