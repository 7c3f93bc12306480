import { afterEach, describe, expect, it } from 'vitest';
import { later, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { pendingMessages, queueMessage } from '#src/ledger/outbox.ts';
import { Outbox, SendLater } from './outbox.ts';
import { type Reply, say } from './reply.ts';

const START = parseInstant('2026-01-05T08:00:00Z');
const open: Ledger[] = [];
afterEach(() => {
  for (const ledger of open.splice(0)) ledger.close();
});

function world() {
  const clock = new VirtualClock(START);
  const ledger = new Ledger({ path: ':memory:', clock });
  open.push(ledger);
  const queue = (channel: string, ...titles: readonly string[]): void =>
    ledger.transact((tx) => {
      for (const title of titles) {
        const seq = tx.append({ kind: 'halt.ended', subject: 'halt', actor: 'sniper', data: { reason: title } });
        queueMessage(tx, seq, channel, JSON.stringify(say(title)), clock.now());
      }
    });
  return { clock, ledger, queue };
}

/** A channel that fails as often as it is told. */
function channel(name: string) {
  const sent: Reply[] = [];
  const state = { name, failures: [] as Error[], sent, titles: (): string[] => sent.map(({ title }) => title) };
  return Object.assign(state, {
    send(reply: Reply): void {
      const failure = state.failures.shift();
      if (failure !== undefined) throw failure;
      sent.push(reply);
    },
  });
}

const settle = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

describe('Outbox', () => {
  it('delivers in order, and each message once', async () => {
    const { clock, ledger, queue } = world();
    const one = channel('one');
    const outbox = new Outbox({ ledger, clock, channels: [one] });
    queue('one', 'a', 'b', 'c');
    await Promise.all([outbox.deliver(), outbox.deliver()]);
    await outbox.deliver();
    expect(one.titles()).toEqual(['a', 'b', 'c']);
    expect(pendingMessages(ledger, 'one')).toEqual([]);
  });

  it('keeps what could not be sent, waits as long as the platform asks, and goes on in order', async () => {
    const { clock, ledger, queue } = world();
    const one = channel('one');
    const outbox = new Outbox({ ledger, clock, channels: [one] });
    queue('one', 'a', 'b');
    one.failures.push(new SendLater('429', 7_000));
    await outbox.deliver();
    await outbox.deliver();
    expect(one.titles()).toEqual([]);
    expect(pendingMessages(ledger, 'one')[0]?.attempts).toBe(1);
    clock.advanceTo(later(START, 6_999));
    await settle();
    expect(one.titles()).toEqual([]);
    clock.advanceTo(later(START, 7_000));
    await settle();
    expect(one.titles()).toEqual(['a', 'b']);
  });

  it('waits longer after each failure when the platform says nothing', async () => {
    const { clock, ledger, queue } = world();
    const one = channel('one');
    const outbox = new Outbox({ ledger, clock, channels: [one] });
    queue('one', 'a');
    one.failures.push(new Error('down'), new Error('down'), new Error('down'));
    await outbox.deliver();
    const tries: number[] = [];
    for (let second = 1; second <= 10; second++) {
      const before = one.failures.length + (one.sent.length === 0 ? 1 : 0);
      clock.advanceTo(later(START, second * 1_000));
      await settle();
      if (one.failures.length + (one.sent.length === 0 ? 1 : 0) < before) tries.push(second);
    }
    expect(tries).toEqual([1, 3, 7]);
    expect(one.titles()).toEqual(['a']);
  });

  it('lets one channel that is down hold up nobody else', async () => {
    const { clock, ledger, queue } = world();
    const dead = { name: 'dead', send: (): Promise<void> => Promise.reject(new Error('revoked')) };
    const slow = { name: 'slow', send: (): Promise<void> => new Promise(() => undefined) };
    const well = channel('well');
    const reports: string[] = [];
    const outbox = new Outbox({ ledger, clock, channels: [dead, slow, well], report: (name) => reports.push(name) });
    for (const name of ['dead', 'slow', 'well']) queue(name, 'a', 'b');
    void outbox.deliver();
    await settle();
    expect(well.titles()).toEqual(['a', 'b']);
    expect(reports).toEqual(['dead']);
  });

  it('says how late a message is, and why', async () => {
    const { clock, ledger, queue } = world();
    const one = channel('one');
    const outbox = new Outbox({ ledger, clock, channels: [one] });
    queue('one', 'a', 'b');
    one.failures.push(new SendLater('429', 240_000));
    await outbox.deliver();
    clock.advanceTo(later(START, 240_000));
    await settle();
    expect(one.sent.map(({ blocks }) => blocks[0])).toEqual([
      { kind: 'text', text: '4 min late: one was not reachable.' },
      { kind: 'text', text: '4 min late: nobody was connected.' },
    ]);
  });

  it('delivers after each commit when it follows the ledger, and not within it', async () => {
    const { clock, ledger, queue } = world();
    const one = channel('one');
    const outbox = new Outbox({ ledger, clock, channels: [one] });
    const unfollow = outbox.follow();
    queue('one', 'a');
    expect(one.titles()).toEqual([]);
    await settle();
    expect(one.titles()).toEqual(['a']);
    unfollow();
    queue('one', 'b');
    await settle();
    expect(one.titles()).toEqual(['a']);
  });

  it('tries no more once it is stopped; what is left waits for the next start', async () => {
    const { clock, ledger, queue } = world();
    const one = channel('one');
    const outbox = new Outbox({ ledger, clock, channels: [one] });
    queue('one', 'a');
    one.failures.push(new SendLater('429', 1_000));
    await outbox.deliver();
    await outbox.stop();
    clock.advanceTo(later(START, 60_000));
    await settle();
    expect(one.titles()).toEqual([]);
    const next = channel('one');
    await new Outbox({ ledger, clock, channels: [next] }).deliver();
    expect(next.titles()).toEqual(['a']);
  });
});
