import { expect, it } from 'vitest';
import { systemClock } from '#src/domain/clock.ts';
import { type BothPlatforms, openBoth } from '#test/bothPlatforms.ts';
import { openWorld, type World } from '#test/harness.ts';
import { size } from '#test/size.ts';

const PRICES = { 'BTC/USDT': 64_000, 'ETH/USDT': 3_200, 'SOL/USDT': 150 };
const MARKETS = Object.keys(PRICES) as (keyof typeof PRICES)[];
const HOURS = size(24, 14);
const SETS = ['policy.autoUpToPct=0'];
const BREAKING = /^POST .*\/messages$/;
/** Discord counts in the machine's time, in which a second of the market takes so much less here: its window is shorter by as much. */
const HASTE = 20;
/** Kinds of events that are about chat and not about trading. */
const OF_CHAT = /^(?:person|chat|card|tap|platform|notice|pairing|step|quiet)\./;

interface Row {
  readonly id: number;
  readonly event_seq: number;
  readonly channel: string;
  readonly status: string;
  readonly action: string;
  readonly attempts: number;
  readonly priority: number;
  readonly reply: string;
  readonly message_ref: string | null;
  readonly merged_into: number | null;
}

/** Hours of the market: each hour something is proposed, mostly approved, and the price goes one way or the other. */
async function lives(world: World): Promise<void> {
  for (let hour = 0; hour < HOURS; hour++) {
    const market = MARKETS[hour % MARKETS.length] as keyof typeof PRICES;
    const price = world.feed.last(market) as number;
    const { outcome } = await world.suggests({ market, hours: 2 });
    const id = world.events('condition.proposed').at(-1)?.subject;
    if (outcome === 'proposed') await world.says(hour % 5 === 4 ? `/reject ${id} not today` : `/approve ${id}`);
    if (hour === 11) await world.says('/pause');
    if (hour === 12) await world.says('/unpause');
    await world.minutes(20, { [market]: price * 1.008 });
    await world.minutes(40, { [market]: price * (hour % 3 === 0 ? 0.97 : 1.04) });
  }
}

const tradingOf = ({ ledger }: World): string[] =>
  ledger
    .all<{ kind: string; at: string; subject: string; actor: string; data: string }>(
      'select kind, at, subject, actor, data from event order by seq',
    )
    .filter(({ kind }) => !OF_CHAT.test(kind))
    .map(({ kind, at, subject, actor, data }) => `${at} ${kind} ${subject} by ${actor}: ${withoutSeal(data)}`);

/**
 * A summary says the hash of the newest event and its number: those of chat count there. It also says when the last audit was done, which runs beside
 * the market in the machine's time.
 */
const withoutSeal = (data: string): string =>
  data
    .replace(/"head_hash":"\w+"|"head_seq":\d+/g, '')
    .replace(/#\d+ [0-9a-f]{16}|\\"anchor\\":\{[^}]*\}/g, '')
    .replace(/nothing found, last [^"\\]*/g, '');

const rowsOf = ({ world }: BothPlatforms, channel: string): Row[] =>
  world.ledger.all<Row>('select * from outbox where channel = ? order by id', channel);

const titleOf = ({ reply }: Row): string => (JSON.parse(reply) as { title: string }).title;

it('a day with both platforms down trades as a day without chat; then all is told, in order, at their pace, and on Discord once', {
  timeout: 240_000,
}, async () => {
  await using alone = await openWorld({ prices: PRICES, sets: SETS });
  await lives(alone);
  const expected = tradingOf(alone);
  expect(alone.events('trade.closed').length).toBeGreaterThan(HOURS / 3);

  await using both = await openBoth({
    prices: PRICES,
    sets: SETS,
    haste: HASTE,
    discord: { posts: { count: 5, windowMs: 5_000 / HASTE } },
  });
  const { world, telegramFake, discordFake } = both;
  await both.goDown();
  await lives(world);
  const failures = new Set(world.bugs.splice(0).map(String));
  const traded = tradingOf(world);
  expect(traded.filter((event, i) => event !== expected[i]).slice(0, 3)).toEqual(
    expected.filter((event, i) => event !== traded[i]).slice(0, 3),
  );
  expect(traded).toHaveLength(expected.length);
  // Down they were: nothing was shown, and the world heard of failed sends alone.
  expect([telegramFake.said(111), discordFake.home.messages, discordFake.dm(both.bob).messages]).toEqual([[], [], []]);
  // discord.js spares Discord more than fifty requests in one second of the machine, in which hours of the market pass here.
  for (const failure of failures)
    expect(failure).toMatch(/^Error: (?:Telegram was not|Discord could not be|Discord asked to wait \d+\.\d s)/);
  expect(failures).toContain('Error: Telegram was not reachable.');
  expect(failures).toContain('Error: Discord could not be reached.');
  const waiting = both.channels.map((channel) => rowsOf(both, channel).filter(({ status }) => status === 'pending').length);
  expect(Math.min(...waiting)).toBeGreaterThan(HOURS);

  // The first message that Discord takes loses its answer on the way.
  discordFake.fails(BREAKING, { kind: 'cut', when: 'after' }, 2);
  await both.comeBack();
  await drains(both);
  expect(world.bugs.splice(0).map(String)).toContain('Error: Discord could not be reached.');

  for (const channel of both.channels) {
    const rows = rowsOf(both, channel);
    expect(new Set(rows.map(({ status }) => status)), channel).toEqual(new Set(['sent', 'merged']));
    // What was merged is told by a row that was sent.
    const sent = new Map(rows.filter(({ status }) => status === 'sent').map((row) => [row.id, row]));
    const merged = rows.filter(({ status }) => status === 'merged');
    expect(merged.filter(({ merged_into }) => !sent.has(endOf(rows, merged_into)))).toEqual([]);
    // Everything said is to be read there, once.
    const shown = textsOf(both, channel);
    for (const digest of rows.filter(({ action }) => action === 'digest')) {
      const told = merged
        .filter(({ merged_into, action }) => merged_into === digest.id && action === 'send')
        .map(titleOf)
        .map(bare);
      const text = shown.find(({ ref }) => ref === digest.message_ref)?.text ?? '';
      expect(inOrder(text, told), `${channel}, digest ${digest.id}: ${told.join(' | ')} in\n${text}`).toBe(true);
    }
    // A message of its own for each row that was sent, and no message besides.
    const refs = [...sent.values()].filter(({ action }) => action !== 'edit').map(({ message_ref }) => message_ref);
    expect(new Set(refs).size).toBe(refs.length);
    expect(shown.map(({ ref }) => ref).toSorted()).toEqual(refs.toSorted());
    // Of one priority, what happened first was told first.
    const order = [...sent.values()].filter(({ action }) => action === 'send');
    for (const priority of new Set(order.map((row) => row.priority))) {
      const ids = order
        .filter((row) => row.priority === priority)
        .toSorted((a, b) => place(shown, a) - place(shown, b))
        .map(({ id }) => id);
      expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    }
  }
  const nonces = [discordFake.home, discordFake.dm(both.bob)].flatMap(({ all }) => all.map(({ nonce }) => nonce));
  expect(new Set(nonces).size).toBe(nonces.length);
  expect(discordFake.server.rates.exceeded).toBe(0);
  expect(telegramFake.pace.refused).toBe(0);
  expect(telegramFake.pace.peaks.chatSecond).toBe(1);
});

/** Time passes for both clocks until nothing waits. */
async function drains({ world }: BothPlatforms): Promise<void> {
  const clock = systemClock();
  for (let turn = 0; turn < 600; turn++) {
    await world.minutes(1 / 60);
    if (world.ledger.get("select 1 from outbox where status = 'pending' and channel <> 'terminal' limit 1") === undefined) return;
    await new Promise<void>((wake) => void clock.after(1_000 / HASTE, wake));
  }
  throw new Error(
    `still waiting: ${JSON.stringify(world.ledger.all("select channel, count(*) as n from outbox where status = 'pending' group by channel"))}`,
  );
}

/** The row that tells what was merged, however often that was merged again. */
function endOf(rows: readonly Row[], into: number | null): number {
  const next = rows.find(({ id }) => id === into);
  return next?.merged_into == null ? (into ?? 0) : endOf(rows, next.merged_into);
}

/** Messages of a channel with its threads, oldest first, by the reference that Heron knows them by. */
function textsOf({ telegramFake, discordFake }: BothPlatforms, channel: string): { readonly ref: string; readonly text: string }[] {
  const [platform, id = ''] = channel.split(':');
  if (platform === 'telegram')
    return telegramFake.said(Number(id)).map((one) => ({ ref: `${one.photo === undefined ? 't' : 'p'}${one.id}`, text: one.text }));
  const room = discordFake.channel(id);
  return [...room.messages, ...room.threads.flatMap(({ messages }) => messages)]
    .toSorted((a, b) => Number(BigInt(a.id) - BigInt(b.id)))
    .map(({ ref, text }) => ({ ref, text }));
}

const place = (shown: readonly { readonly ref: string }[], { message_ref }: Row): number =>
  shown.findIndex(({ ref }) => ref === message_ref);

/** A digest says the badge once, above. */
const bare = (title: string): string => title.replace(/ · (?:PAPER|LIVE)(?: · SIMULATED)?$/, '').slice(0, 200);

/** Whether lines stand in a text, one after the other. */
function inOrder(text: string, lines: readonly string[]): boolean {
  let from = 0;
  for (const line of lines) {
    const at = text.indexOf(line, from);
    if (at < 0) return false;
    from = at + line.length;
  }
  return true;
}
