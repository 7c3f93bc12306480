import { expect, it } from 'vitest';
import { seededRng } from '#src/domain/rng.ts';
import { type BothPlatforms, openBoth, outside } from '#test/bothPlatforms.ts';
import type { FakeMessage as DiscordMessage } from '#test/fakes/discord/message.ts';
import type { FakeMessage as TelegramMessage } from '#test/fakes/telegram/fakeTelegram.ts';
import type { World } from '#test/harness.ts';

const PRESSES = 1_000;
const SETS = ['policy.autoUpToPct=0', 'chat.lockAfterRefusals=1000000'];
const PRICES = { 'BTC/USDT': 63_800, 'ETH/USDT': 3_200, 'SOL/USDT': 150 };

/** Everything that trading and answers hang on. */
const stateOf = ({ ledger }: World): unknown => ({
  conditions: ledger.all('select * from condition order by id'),
  approvals: ledger.all('select * from approval order by id'),
  orders: ledger.all('select * from "order" order by id'),
  postings: ledger.get('select count(*) as n from posting'),
  people: ledger.all('select * from person order by id'),
  chats: ledger.all('select * from chat order by id'),
  halts: ledger.all('select * from halt order by seq'),
  // Quiet hours of a market, its marks and what was refused are events too.
  kinds: ledger.all(
    "select kind, count(*) as n from event where kind not in ('tap.refused', 'equity.marked', 'feed.died', 'feed.recovered', 'feed.saved') group by kind order by kind",
  ),
  buttons: ledger.all(
    "select token, used_at, message_ref from button where subject in (select id from condition where status = 'proposed') order by token",
  ),
});

/** Forged, replayed, foreign, expired presses and those of strangers, on both platforms; each returns whether it was answered. */
function attacks(both: BothPlatforms, cards: Cards): readonly (() => () => boolean)[] {
  const { telegramFake, discordFake, ann, bob } = both;
  const rng = seededRng(11);
  const token = (): string => Buffer.from(Uint8Array.from({ length: 16 }, () => Math.floor(rng.next() * 256))).toString('base64url');
  const mallory = telegramFake.person({ id: 666, first_name: 'Mallory: owner' });
  const eve = discordFake.person('Eve', [discordFake.role.id]);
  const outsider = discordFake.person('Oskar', []);
  const live = dataOf(cards.telegram.waiting, 'Approve');
  const onDiscord = cards.discord.waiting.customIdOf('Approve') as string;
  const telegram = (data: string, message = cards.telegram.waiting, person = ann) => {
    const tap = telegramFake.taps(person, message, 'Approve', { data });
    return () => tap.toast !== undefined;
  };
  const discord = (customId: string, message = cards.discord.waiting, person = bob, channel = discordFake.home) => {
    const tap = discordFake.forges(person, message, customId, channel);
    return () => tap.followUps.length > 0;
  };
  return [
    // Forged: made up, nearly right, not even one.
    () => telegram(token()),
    () => discord(token()),
    () => telegram(`${live.slice(0, -1)}${live.endsWith('A') ? 'Q' : 'A'}`),
    () => discord(`${onDiscord.slice(0, -1)}${onDiscord.endsWith('A') ? 'Q' : 'A'}`),
    () => telegram("'; drop table button; --"),
    () => discord('approve c1'.repeat(10)),
    // Replayed: was pressed and done.
    () => telegram(cards.used.telegram),
    () => discord(cards.used.discord),
    // Foreign: of another message, of another platform.
    () => telegram(live, cards.telegram.done),
    () => discord(onDiscord, cards.discord.done),
    () => telegram(onDiscord),
    () => discord(live),
    // Expired.
    () => telegram(cards.expired.telegram, cards.telegram.expired),
    () => discord(cards.expired.discord, cards.discord.expired),
    // Strangers with what is right.
    () => telegram(live, cards.telegram.waiting, mallory),
    () => discord(onDiscord, cards.discord.waiting, eve),
    () => discord(onDiscord, cards.discord.waiting, outsider),
    () => discord(onDiscord, cards.discord.waiting, bob, discordFake.dm(bob)),
  ];
}

interface Cards {
  readonly telegram: Readonly<Record<'waiting' | 'done' | 'expired', TelegramMessage>>;
  readonly discord: Readonly<Record<'waiting' | 'done' | 'expired', DiscordMessage>>;
  readonly used: Readonly<Record<'telegram' | 'discord', string>>;
  readonly expired: Readonly<Record<'telegram' | 'discord', string>>;
}

const dataOf = (message: TelegramMessage, label: string): string =>
  message.keyboard?.flat().find(({ text }) => text === label)?.data as string;

it('a thousand presses that are forged, replayed, foreign, expired or those of strangers change nothing, leave every button, and are all recorded', {
  timeout: 120_000,
}, async () => {
  const loose = { posts: { count: 100_000, windowMs: 1_000 }, perSecond: 100_000 };
  await using both = await openBoth({ prices: PRICES, sets: SETS, discord: loose, telegramLimits: false });
  const { world, telegramFake, discordFake, ann, bob } = both;
  const onTelegram = (id: string): TelegramMessage => telegramFake.said(111).find(({ text }) => text.includes(id)) as TelegramMessage;
  const onDiscord = (id: string): DiscordMessage => discordFake.home.messages.find(({ title }) => title.includes(id)) as DiscordMessage;
  /** Proposes, and gives back what its button says on each platform. */
  const proposed = async (market: string, hours: number) => {
    const id = await world.proposes({ market, hours });
    for (let i = 0; i < 60 && (onTelegram(id) === undefined || onDiscord(id) === undefined); i++) await world.minutes(1 / 60);
    return { id, telegram: dataOf(onTelegram(id), 'Approve'), discord: onDiscord(id).customIdOf('Approve') as string };
  };
  const expired = await proposed('ETH/USDT', 1);
  await world.minutes(61);
  const done = await proposed('BTC/USDT', 72);
  const used = telegramFake.taps(ann, onTelegram(done.id), 'Approve');
  await outside(() => used.toast !== undefined);
  await world.minutes(1);
  const waiting = await proposed('SOL/USDT', 72);
  expect([expired, done, waiting].map(({ id }) => world.condition(id)?.status)).toEqual([undefined, 'armed', 'proposed']);
  await world.minutes(1);

  const cards: Cards = {
    telegram: { waiting: onTelegram(waiting.id), done: onTelegram(done.id), expired: onTelegram(expired.id) },
    discord: { waiting: onDiscord(waiting.id), done: onDiscord(done.id), expired: onDiscord(expired.id) },
    used: done,
    expired,
  };
  const all = attacks(both, cards);
  const inbox = (): { outcome: string | null }[] => world.ledger.all('select outcome from inbox order by id');
  const seen = () => [...telegramFake.said(111), ...discordFake.home.messages.filter(({ onlyFor }) => onlyFor === undefined)].map(lookOf);
  const [before, shown, rows] = [stateOf(world), seen(), inbox().length];

  for (let i = 0; i < PRESSES; i++) {
    // Slowly enough that no press is dropped as a flood: strangers may say five things a minute.
    await world.silence(4 / 60);
    const isAnswered = (all[i % all.length] as (typeof all)[number])();
    await outside(isAnswered);
  }

  expect(stateOf(world)).toEqual(before);
  expect(inbox()).toHaveLength(rows + PRESSES);
  expect(inbox().filter(({ outcome }) => outcome === null)).toEqual([]);
  // What was there looks as before; an owner is told of the refusals besides.
  expect(seen().filter(([id]) => shown.some(([known]) => known === id))).toEqual(shown);
  expect(new Set(world.events('tap.refused').map(({ data }) => data.platform))).toEqual(new Set(['telegram', 'discord']));
  // The buttons still work, for whom they are meant.
  await world.price('SOL/USDT', 150);
  const tap = discordFake.taps(bob, onDiscord(waiting.id), 'Approve');
  await tap.toast();
  expect(world.condition(waiting.id)?.status).toBe('armed');
});

const lookOf = (
  message: TelegramMessage | DiscordMessage,
): readonly [id: number | string, text: string, buttons: unknown, edits: number] =>
  'keyboard' in message
    ? [message.id, message.text, message.keyboard, message.history.length]
    : [message.id, message.text, message.buttons, message.history.length];
