import { afterEach, describe, expect, it } from 'vitest';
import { instant, later, parseInstant, toIso, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { type NewMessage, pendingMessages, queueMessage } from '#src/ledger/outbox.ts';
import { findSealBreaks } from '#src/ledger/seal.ts';
import { Outbox, type OutboxDeps } from './outbox.ts';
import { toPlainText } from './plainText.ts';
import { type Channel, type Message, NeverSend, SendLater, type Tap } from './platform.ts';
import { buttons, type Reply, say } from './reply.ts';

const START = parseInstant('2026-01-05T08:00:00Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const open: Ledger[] = [];
afterEach(() => {
  for (const ledger of open.splice(0)) {
    if (ledger.isOpen) expect(findSealBreaks(ledger)).toEqual([]);
    ledger.close();
  }
});

/** A chat that fails as it is told, and remembers what came when. */
class FakeChat implements Channel {
  readonly name: string;
  readonly edits: boolean;
  readonly pace?: NonNullable<Channel['pace']>;
  readonly failures: Error[] = [];
  readonly came: { readonly at: string; readonly message: Message }[] = [];
  isDown = false;
  tries = 0;
  readonly #clock: VirtualClock;

  constructor(name: string, clock: VirtualClock, { edits = true, pace }: { edits?: boolean; pace?: Channel['pace'] } = {}) {
    this.name = name;
    this.edits = edits;
    this.#clock = clock;
    if (pace !== undefined) this.pace = pace;
  }

  send(message: Message): string | undefined {
    this.tries++;
    if (this.isDown) throw new Error('no network');
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    this.came.push({ at: toIso(this.#clock.now()).slice(11, 19), message });
    return this.edits ? (message.ref ?? `m${this.came.length}`) : undefined;
  }

  get titles(): string[] {
    return this.came.map(({ message }) => message.reply.title);
  }
}

function world(options: Partial<OutboxDeps> & { readonly pace?: Channel['pace'] } = {}) {
  const clock = new VirtualClock(START);
  const ledger = new Ledger({ path: ':memory:', clock });
  open.push(ledger);
  const chats = new Map<string, FakeChat>();
  const reports: string[] = [];
  const { pace, ...deps } = options;
  const newOutbox = (): Outbox =>
    new Outbox({
      ledger,
      clock,
      channel: (name) => chats.get(name),
      mergeAbove: 8,
      report: (name, error) => reports.push(`${name}: ${(error as Error).message}`),
      ...deps,
    });
  const chat = (name = 'telegram:1', edits = true): FakeChat => {
    const made = new FakeChat(name, clock, { edits, pace });
    chats.set(name, made);
    return made;
  };
  /** Queues a message as something that happens now. */
  const queue = (title: string, more: Partial<NewMessage> & { readonly blocks?: Reply['blocks'] } = {}): void => {
    const { blocks = [], ...message } = more;
    ledger.transact((tx) => {
      const eventSeq = tx.append({ kind: 'halt.ended', subject: 'halt', actor: 'sniper', data: { reason: title } });
      queueMessage(tx, { eventSeq, channel: 'telegram:1', reply: JSON.stringify({ title, blocks }), at: clock.now(), ...message });
    });
  };
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 30; i++) await Promise.resolve();
  };
  const pass = async (ms: number, stepMs = SECOND): Promise<void> => {
    // In small steps, so that what a timer began is finished before the next one fires.
    const end = later(clock.now(), ms);
    const step = Math.min(stepMs, ms);
    while (clock.now() < end) {
      clock.advanceTo(instant(Math.min(clock.now() + step, end)));
      await settle();
    }
  };
  const statuses = (): string[] => ledger.all<{ s: string }>('select status as s from outbox order by id').map(({ s }) => s);
  return { clock, ledger, chats, reports, newOutbox, chat, queue, settle, pass, statuses };
}

const textOf = (message: Message | undefined): string => (message === undefined ? '' : toPlainText(message.reply));

describe('Outbox', () => {
  it('delivers what matters most first, the rest in order, and each message once', async () => {
    const { chat, queue, newOutbox, ledger } = world();
    const one = chat();
    const outbox = newOutbox();
    queue('a grade', { priority: 40 });
    queue('a fill', { priority: 20 });
    queue('a close', { priority: 20 });
    queue('the halt', { priority: 0 });
    await Promise.all([outbox.deliver(), outbox.deliver()]);
    await outbox.deliver();
    expect(one.titles).toEqual(['the halt', 'a fill', 'a close', 'a grade']);
    expect(pendingMessages(ledger, 'telegram:1')).toEqual([]);
  });

  it('finds the channels that something waits for by itself, and lets wait what nobody listens to yet', async () => {
    const { chat, queue, newOutbox } = world();
    const outbox = newOutbox();
    queue('a', { channel: 'discord:7' });
    await outbox.deliver();
    const discord = chat('discord:7');
    await outbox.deliver();
    expect(discord.titles).toEqual(['a']);
  });

  it('waits exactly as long as the platform asks, and goes on in order', async () => {
    const { chat, queue, newOutbox, clock, settle, ledger } = world();
    const one = chat();
    const outbox = newOutbox();
    queue('a');
    queue('b');
    one.failures.push(new SendLater('429', 7_013));
    await outbox.deliver();
    await outbox.deliver();
    expect(one.tries).toBe(1);
    expect(pendingMessages(ledger, 'telegram:1')[0]?.attempts).toBe(1);
    clock.advanceTo(later(START, 7_012));
    await settle();
    expect(one.tries).toBe(1);
    clock.advanceTo(later(START, 7_013));
    await settle();
    expect(one.titles).toEqual(['a', 'b']);
  });

  it('waits longer after each failure when the platform says nothing: from one second to one minute', async () => {
    const { chat, queue, newOutbox, pass } = world();
    const one = chat();
    one.isDown = true;
    const outbox = newOutbox();
    queue('a');
    await outbox.deliver();
    const tries: number[] = [];
    for (let second = 1; second <= 245; second++) {
      const before = one.tries;
      await pass(SECOND);
      if (one.tries > before) tries.push(second);
    }
    expect(tries).toEqual([1, 3, 7, 15, 31, 63, 123, 183, 243]);
    one.isDown = false;
    await pass(MINUTE);
    expect(one.titles).toEqual(['a']);
  });

  it('keeps the pace of a chat to the letter: so long between two messages, so many in any minute', async () => {
    const { chat, queue, newOutbox, pass } = world({ pace: { everyMs: 1_000, perMinute: 20 } });
    const one = chat();
    const outbox = newOutbox();
    for (let i = 0; i < 45; i++) queue(`${i}`, { kind: 'halt' });
    await outbox.deliver();
    await pass(3 * MINUTE);
    const seconds = one.came.map(({ at }) => (parseInstant(`2026-01-05T${at}Z`) - START) / SECOND);
    expect(seconds).toEqual([...Array(20).keys(), ...Array.from({ length: 20 }, (_, i) => 60 + i), 120, 121, 122, 123, 124]);
    expect(one.titles).toEqual(Array.from({ length: 45 }, (_, i) => `${i}`));
  });

  it('lets a halt go first when its pace allows the next message', async () => {
    const { chat, queue, newOutbox, pass } = world({ pace: { everyMs: 1_000, perMinute: 60 } });
    const one = chat();
    const outbox = newOutbox();
    for (const title of ['a', 'b', 'c']) queue(title);
    await outbox.deliver();
    queue('the halt', { kind: 'halt', priority: 0 });
    await pass(3 * SECOND);
    expect(one.titles).toEqual(['a', 'the halt', 'b', 'c']);
  });

  it('lets one channel that is down, slow or revoked hold up nobody else', async () => {
    const { chat, chats, queue, newOutbox, settle, reports } = world();
    chat('telegram:1').isDown = true;
    chats.set('telegram:2', Object.assign(chat('telegram:2'), { send: () => new Promise<string>(() => undefined) as never }));
    const well = chat('discord:1');
    const outbox = newOutbox();
    for (const channel of ['telegram:1', 'telegram:2', 'discord:1']) for (const title of ['a', 'b']) queue(title, { channel });
    void outbox.deliver();
    await settle();
    expect(well.titles).toEqual(['a', 'b']);
    expect(reports).toEqual(['telegram:1: no network']);
  });

  it('says how late a message is, and why', async () => {
    const { chat, queue, newOutbox, pass, clock } = world();
    queue('from before the start');
    clock.advanceTo(later(START, 5 * MINUTE));
    const one = chat();
    const outbox = newOutbox();
    await outbox.deliver();
    queue('a');
    queue('b');
    one.failures.push(new SendLater('429', 4 * MINUTE));
    await outbox.deliver();
    await pass(4 * MINUTE);
    queue('in time');
    await outbox.deliver();
    expect(one.came.map(({ message }) => textOf(message))).toEqual([
      'from before the start\n5 min late: nobody was connected.',
      'a\n4 min late: Telegram was not reachable.',
      'b\n4 min late: Telegram was not reachable.',
      'in time',
    ]);
  });

  it('says that much was said when its pace alone is what made a message late', async () => {
    const { chat, queue, newOutbox, pass } = world({ pace: { everyMs: 30_000, perMinute: 2 } });
    const one = chat();
    const outbox = newOutbox();
    for (const title of ['a', 'b', 'c']) queue(title);
    await outbox.deliver();
    await pass(MINUTE);
    expect(textOf(one.came.at(-1)?.message)).toBe('c\n1 min late: more was said than Telegram takes at once.');
  });

  it('delivers after each commit when it follows the ledger, and not within it', async () => {
    const { chat, queue, newOutbox, settle } = world();
    const one = chat();
    const outbox = newOutbox();
    const unfollow = outbox.follow();
    queue('a');
    expect(one.titles).toEqual([]);
    await settle();
    expect(one.titles).toEqual(['a']);
    unfollow();
    queue('b');
    await settle();
    expect(one.titles).toEqual(['a']);
  });

  it('drops only what can never be delivered, and says what it was and why', async () => {
    const { chat, queue, newOutbox, reports, statuses } = world();
    const one = chat();
    const outbox = newOutbox();
    queue('a');
    queue('b');
    one.failures.push(new NeverSend('the chat is gone'));
    await outbox.deliver();
    expect(one.titles).toEqual(['b']);
    expect(statuses()).toEqual(['dropped', 'sent']);
    expect(reports).toEqual(['telegram:1: the chat is gone']);
  });

  it('says nothing any more in a chat that was left', async () => {
    const { chat, queue, newOutbox, statuses, reports } = world({ isOpen: (name) => name !== 'telegram:1' });
    const one = chat();
    queue('a secret');
    await newOutbox().deliver();
    expect(one.tries).toBe(0);
    expect(statuses()).toEqual(['dropped']);
    expect(reports).toEqual(['telegram:1: Heron no longer speaks there']);
  });

  it('tells of a row that was damaged by hand, and goes on with the next', async () => {
    const { chat, queue, newOutbox } = world();
    const one = chat();
    queue('a', { reply: '{"title":' });
    queue('b');
    await newOutbox().deliver();
    expect(one.titles).toEqual(['A message in the outbox could not be read.', 'b']);
  });

  it('gives each message a nonce that is the same for each try, and no other message of this or another ledger', async () => {
    const nonces: string[] = [];
    for (let i = 0; i < 2; i++) {
      const { chat, queue, newOutbox, pass, clock } = world();
      clock.advanceTo(later(START, i * HOUR));
      const one = chat('discord:1');
      const tried: string[] = [];
      const send = one.send.bind(one);
      one.send = (message) => {
        tried.push(message.nonce);
        return send(message);
      };
      queue('a', { channel: 'discord:1' });
      queue('b', { channel: 'discord:1' });
      one.failures.push(new Error('cut'));
      await newOutbox().deliver();
      await pass(2 * SECOND);
      expect(tried[0]).toBe(tried[1]);
      nonces.push(...tried.slice(1));
    }
    expect(new Set(nonces).size).toBe(4);
    for (const nonce of nonces) expect(nonce.length).toBeLessThanOrEqual(25);
  });

  it('shows a message again after a crash between sending and recording, once and under the same nonce', async () => {
    const { chat, queue, newOutbox, ledger } = world();
    const one = chat();
    queue('a');
    const transact = ledger.transact.bind(ledger);
    const crashing = newOutbox();
    const send = one.send.bind(one);
    one.send = (message) => {
      const ref = send(message);
      ledger.transact = () => {
        throw new Error('killed');
      };
      return ref;
    };
    await crashing.deliver().catch(() => undefined);
    ledger.transact = transact;
    one.send = send;
    await newOutbox().deliver();
    await newOutbox().deliver();
    expect(one.titles).toEqual(['a', 'a']);
    expect(new Set(one.came.map(({ message }) => message.nonce)).size).toBe(1);
  });

  it('does not send again what was delivered while the disk was full: it is written down later', async () => {
    const { chat, queue, newOutbox, ledger, reports, pass, statuses } = world();
    const one = chat();
    const transact = ledger.transact.bind(ledger);
    const send = one.send.bind(one);
    one.send = (message) => {
      const ref = send(message);
      ledger.transact = () => {
        throw new Error('the disk is full');
      };
      return ref;
    };
    queue('a');
    queue('b');
    await newOutbox().deliver();
    await pass(20 * SECOND);
    expect(one.titles).toEqual(['a']);
    expect(new Set(reports)).toEqual(new Set(['telegram:1: the disk is full']));
    ledger.transact = transact;
    one.send = send;
    await pass(20 * SECOND);
    expect(one.titles).toEqual(['a', 'b']);
    expect(statuses()).toEqual(['sent', 'sent']);
  });

  it('writes down what is delivered while it stops', async () => {
    const { chat, queue, newOutbox, settle, statuses } = world();
    const one = chat();
    const { promise, resolve } = Promise.withResolvers<string>();
    one.send = () => promise as never;
    const outbox = newOutbox();
    queue('a');
    queue('b');
    void outbox.deliver();
    const stopped = outbox.stop();
    await settle();
    resolve('m1');
    await stopped;
    expect(statuses()[0]).toBe('sent');
  });

  it('tries no more once it is stopped; what is left waits for the next start', async () => {
    const { chat, queue, newOutbox, pass } = world();
    const one = chat();
    const outbox = newOutbox();
    queue('a');
    one.failures.push(new SendLater('429', SECOND));
    await outbox.deliver();
    await outbox.stop();
    await pass(MINUTE);
    expect(one.titles).toEqual([]);
    await newOutbox().deliver();
    expect(one.titles).toEqual(['a']);
  });

  it('ends in time although a platform hangs', async () => {
    const { chat, queue, newOutbox, pass } = world();
    const one = chat();
    one.send = () => new Promise<string>(() => undefined) as never;
    const outbox = newOutbox();
    queue('a');
    void outbox.deliver();
    let ended = false;
    void outbox.stop().then(() => {
      ended = true;
    });
    await pass(4 * SECOND);
    expect(ended).toBe(false);
    await pass(SECOND);
    expect(ended).toBe(true);
  });
});

describe('a card', () => {
  const CARD = { card: 'c1', kind: 'proposal', priority: 30 } as const;

  it('is edited where it is shown, and what happens next is delivered under it', async () => {
    const { chat, queue, newOutbox } = world();
    const one = chat();
    const outbox = newOutbox();
    queue('asked', CARD);
    await outbox.deliver();
    queue('armed', { ...CARD, action: 'edit' });
    queue('filled', { card: 'c1', kind: 'fill', priority: 20 });
    await outbox.deliver();
    expect(one.came.map(({ message: { action, ref, under, reply } }) => ({ action, ref, under, title: reply.title }))).toEqual([
      { action: 'send', ref: undefined, under: undefined, title: 'asked' },
      { action: 'send', ref: undefined, under: 'm1', title: 'filled' },
      { action: 'edit', ref: 'm1', under: undefined, title: 'armed' },
    ]);
  });

  it('whose first message was never tried takes its edits in: nobody sees buttons that are dead already', async () => {
    const { chat, queue, newOutbox, statuses } = world();
    const one = chat();
    queue('asked', CARD);
    queue('armed', { ...CARD, action: 'edit' });
    queue('expired', { ...CARD, action: 'edit' });
    await newOutbox().deliver();
    expect(one.came.map(({ message }) => [message.action, message.reply.title])).toEqual([['send', 'expired']]);
    expect(statuses()).toEqual(['sent', 'merged', 'merged']);
  });

  it('that may have been shown is sent as it was, for a nonce shows the first words, and edited afterwards', async () => {
    const { chat, queue, newOutbox, pass } = world();
    const one = chat();
    one.failures.push(new Error('the answer was lost'));
    const outbox = newOutbox();
    queue('asked', CARD);
    await outbox.deliver();
    queue('armed', { ...CARD, action: 'edit' });
    await pass(SECOND);
    expect(one.came.map(({ message }) => [message.action, message.reply.title])).toEqual([
      ['send', 'asked'],
      ['edit', 'armed'],
    ]);
  });

  it('is sent with the newest of several edits alone', async () => {
    const { chat, queue, newOutbox, pass, statuses } = world();
    const one = chat();
    const outbox = newOutbox();
    queue('asked', CARD);
    await outbox.deliver();
    one.isDown = true;
    for (const title of ['armed', 'triggered', 'closed']) queue(title, { ...CARD, action: 'edit' });
    await outbox.deliver();
    one.isDown = false;
    await pass(SECOND);
    expect(one.titles).toEqual(['asked', 'closed']);
    expect(statuses()).toEqual(['sent', 'merged', 'merged', 'sent']);
  });

  it('comes before what belongs under it', async () => {
    const { chat, queue, newOutbox } = world();
    const one = chat();
    queue('asked', CARD);
    queue('filled', { card: 'c1', kind: 'fill', priority: 20 });
    await newOutbox().deliver();
    expect(one.came.map(({ message }) => [message.reply.title, message.under])).toEqual([
      ['asked', undefined],
      ['filled', 'm1'],
    ]);
  });

  it('that could never be shown is not edited, and that is reported', async () => {
    const { chat, queue, newOutbox, statuses, reports } = world();
    const one = chat();
    one.failures.push(new NeverSend('no right to write here'));
    const outbox = newOutbox();
    queue('asked', CARD);
    await outbox.deliver();
    queue('armed', { ...CARD, action: 'edit' });
    await outbox.deliver();
    expect(statuses()).toEqual(['dropped', 'dropped']);
    expect(reports.at(-1)).toBe('telegram:1: the message of c1 that would be changed never appeared');
  });

  it('has buttons that are made once for all its tries, and bound to its message', async () => {
    const bound: unknown[] = [];
    let made = 0;
    const taps = {
      tappable: (reply: Reply) => ({ reply, taps: [{ label: 'Why', command: '/why c1', token: `token${++made}`, style: 'plain' } as Tap] }),
      bind: (list: readonly Tap[], channel: string, ref: string) => bound.push([list.map(({ token }) => token), channel, ref]),
    };
    const { chat, queue, newOutbox, pass } = world({ taps });
    const one = chat();
    one.failures.push(new Error('cut'), new Error('cut'));
    queue('asked', { ...CARD, blocks: [buttons({ Why: '/why c1' })] });
    await newOutbox().deliver();
    await pass(5 * SECOND);
    expect(one.came.map(({ message }) => message.taps.map(({ token }) => token))).toEqual([['token1']]);
    expect(bound).toEqual([[['token1'], 'telegram:1', 'm1']]);
  });
});

describe('after a day without a platform', () => {
  /** One message each half hour while the chat is down; it went down with the first of them. */
  async function day({ kinds = ['fill'], count = 48 }: { kinds?: readonly string[]; count?: number } = {}) {
    const all = world({ pace: { everyMs: 1_000, perMinute: 20 } });
    const one = all.chat();
    one.isDown = true;
    const outbox = all.newOutbox();
    for (let i = 0; i < count; i++) {
      all.queue(`message ${i} · PAPER`, { kind: kinds[i % kinds.length] as string, priority: 20 });
      void outbox.deliver();
      await all.pass(30 * MINUTE, MINUTE);
    }
    one.isDown = false;
    await all.pass(5 * MINUTE);
    return { ...all, one };
  }

  it('one digest tells everything in order, each title with its time; the one that was on its way comes on its own', {
    timeout: 30_000,
  }, async () => {
    const { one, statuses, ledger } = await day();
    expect(one.titles).toEqual(['message 0 · PAPER', '47 messages that came late · PAPER']);
    const digest = textOf(one.came[1]?.message);
    const lines = digest.split('\n').filter((line) => line.includes('message '));
    expect(lines).toEqual(
      Array.from({ length: 47 }, (_, i) => {
        const at = toIso(later(START, (i + 1) * 30 * MINUTE));
        return `${at.startsWith('2026-01-06') ? '' : '5 Jan '}${at.slice(11, 16)} UTC  message ${i + 1}`;
      }),
    );
    expect(digest).toMatch(/\nUp to 23 h 3\d min late: Telegram was not reachable\.\n/);
    expect(new Set(statuses())).toEqual(new Set(['sent', 'merged']));
    expect(ledger.get('select count(distinct merged_into) as n, count(*) as rows from outbox where merged_into is not null')).toEqual({
      n: 1,
      rows: 47,
    });
  });

  it('is split where it would be too long for a platform', async () => {
    const { one } = await day({ count: 300 });
    expect(one.came.length).toBeLessThan(8);
    for (const { message } of one.came) expect(textOf(message).length).toBeLessThanOrEqual(3_500);
    const told = one.came.map(({ message }) => textOf(message)).join('\n');
    const order = [...told.matchAll(/message (\d+)/g)].map(([, number]) => Number(number));
    expect(order).toEqual(Array.from({ length: 300 }, (_, i) => i));
  });

  it('a halt, an order that went wrong and a finding come on their own, and first', async () => {
    const { one } = await day({ count: 25, kinds: ['fill', 'halt', 'order', 'audit', 'learning'] });
    const own = one.titles.filter((title) => !title.includes('that came late'));
    expect(own.map((title) => Number(/\d+/.exec(title)?.[0]) % 5)).toEqual([0, ...Array.from({ length: 5 }, () => [1, 2, 3]).flat()]);
    expect(one.titles.at(-1)).toBe('9 messages that came late · PAPER');
  });

  it('a few late messages come one by one', async () => {
    const { one } = await day({ count: 9 });
    expect(one.titles).toEqual(Array.from({ length: 9 }, (_, i) => `message ${i} · PAPER`));
  });

  it('a screen that only scrolls shows each line', async () => {
    const { chat, queue, newOutbox, clock } = world();
    for (let i = 0; i < 20; i++) queue(`${i}`, { channel: 'terminal' });
    clock.advanceTo(later(START, HOUR));
    const terminal = chat('terminal', false);
    await newOutbox().deliver();
    expect(terminal.titles).toHaveLength(20);
  });
});

describe('something aside', () => {
  const ASIDE: Message = { action: 'edit', ref: 'm9', reply: say('status'), taps: [], silent: true, nonce: 's' };

  it('is sent when nothing waits and the pace allows, and counts for it', async () => {
    const { chat, queue, newOutbox, pass } = world({ pace: { everyMs: 1_000, perMinute: 60 } });
    const one = chat();
    const outbox = newOutbox();
    expect(await outbox.aside('telegram:1', ASIDE)).toBe(true);
    expect(await outbox.aside('telegram:1', ASIDE)).toBe(false);
    queue('a');
    await outbox.deliver();
    expect(one.titles).toEqual(['status']);
    await pass(SECOND);
    expect(one.titles).toEqual(['status', 'a']);
  });

  it('gives way to what waits, and to a platform that asked for time', async () => {
    const { chat, queue, newOutbox, pass } = world();
    const one = chat();
    const outbox = newOutbox();
    one.failures.push(new SendLater('429', 3_000));
    expect(await outbox.aside('telegram:1', ASIDE)).toBe(false);
    queue('a');
    await outbox.deliver();
    expect(one.tries).toBe(1);
    await pass(3_000);
    expect(one.titles).toEqual(['a']);
  });

  it('whose message is gone is said to be so', async () => {
    const { chat, newOutbox } = world();
    chat().failures.push(new NeverSend('deleted'));
    await expect(newOutbox().aside('telegram:1', ASIDE)).rejects.toThrow('deleted');
  });
});
