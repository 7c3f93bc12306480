import { afterEach, describe, expect, it } from 'vitest';
import { instant, later, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { keepStatusLive } from './liveStatus.ts';
import { toPlainText } from './plainText.ts';
import { type Message, NeverSend } from './platform.ts';
import { say } from './reply.ts';

const START = parseInstant('2026-01-05T08:00:00Z');
const CHAT = 'telegram:1';
const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

function world() {
  const clock = new VirtualClock(START);
  const ledger = new Ledger({ path: ':memory:', clock });
  const edits: { readonly second: number; readonly ref: string | undefined; readonly title: string }[] = [];
  const texts: string[] = [];
  const state = { says: 'flat', busy: false, gone: false, asked: 0 };
  const stop = keepStatusLive({
    ledger,
    clock,
    everyMs: 30_000,
    fresh: () => {
      state.asked++;
      return say(state.says);
    },
    deliver: async (_, { ref, reply }: Message) => {
      if (state.gone) throw new NeverSend('deleted');
      if (state.busy) return false;
      texts.push(toPlainText(reply));
      edits.push({ second: (clock.now() - START) / 1_000, ref, title: reply.title });
      return true;
    },
  });
  open.push(() => {
    stop();
    ledger.close();
  });
  const pin = (ref: string): void =>
    void ledger.transact((tx) =>
      tx.append({ kind: 'card.pinned', subject: CHAT, actor: 'user:telegram:111:Ann', data: { kind: 'status', message_ref: ref } }),
    );
  const happens = (): void =>
    void ledger.transact((tx) => tx.append({ kind: 'halt.ended', subject: 'halt', actor: 'x', data: { reason: '' } }));
  const pass = async (seconds: number): Promise<void> => {
    for (let i = 0; i < seconds; i++) {
      clock.advanceTo(instant(later(clock.now(), 1_000)));
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    }
  };
  return { ledger, state, edits, texts, pin, happens, pass, stop };
}

describe('a live status card', () => {
  it('is edited after something happened, and not more often than every so many seconds', async () => {
    const { state, edits, pin, happens, pass } = world();
    pin('m1');
    await pass(60);
    expect(edits).toEqual([]);
    for (let i = 0; i < 100; i++) {
      state.says = `change ${i}`;
      happens();
      await pass(1);
    }
    await pass(60);
    expect(edits.map(({ second }) => second)).toEqual([61, 91, 121, 151, 181]);
    expect(edits.at(-1)).toEqual({ second: 181, ref: 'm1', title: 'change 99' });
  });

  it('says of when it is, with the day: it may be read much later', async () => {
    const { texts, pin, happens, pass } = world();
    pin('m1');
    happens();
    await pass(60);
    expect(texts).toEqual(['flat\nAs of 5 Jan 2026 08:00 UTC.']);
  });

  it('is not sent again when it says the same', async () => {
    const { state, edits, pin, happens, pass } = world();
    pin('m1');
    await pass(60);
    for (let i = 0; i < 3; i++) {
      happens();
      await pass(40);
    }
    expect(state.asked).toBe(3);
    expect(edits).toHaveLength(1);
  });

  it('is not made at all in a chat where nobody asked for it, nor for events that change nothing on it', async () => {
    const { ledger, state, edits, pin, happens, pass } = world();
    happens();
    await pass(60);
    pin('m1');
    ledger.transact((tx) => tx.append({ kind: 'feed.saved', subject: 'x', actor: 'x', data: { snapshot: '' } }));
    await pass(60);
    expect([state.asked, edits.length]).toEqual([0, 0]);
  });

  it('moves to the newest answer, which is as it should be for a while', async () => {
    const { edits, pin, happens, pass } = world();
    pin('m1');
    await pass(40);
    happens();
    await pass(2);
    pin('m2');
    happens();
    await pass(29);
    expect(edits.map(({ ref }) => ref)).toEqual(['m1']);
    await pass(2);
    expect(edits.map(({ ref }) => ref)).toEqual(['m1', 'm2']);
  });

  it('waits while the channel is busy, and then shows how things are by then', async () => {
    const { state, edits, pin, happens, pass } = world();
    pin('m1');
    await pass(60);
    state.busy = true;
    happens();
    await pass(20);
    expect(edits).toEqual([]);
    state.busy = false;
    state.says = 'long';
    await pass(6);
    expect(edits.map(({ title }) => title)).toEqual(['long']);
  });

  it('is left alone once its message is gone, until there is another one', async () => {
    const { state, edits, pin, happens, pass } = world();
    pin('m1');
    await pass(60);
    state.gone = true;
    happens();
    await pass(40);
    const asked = state.asked;
    state.gone = false;
    happens();
    await pass(40);
    expect(state.asked).toBe(asked);
    pin('m2');
    happens();
    await pass(40);
    expect(edits.map(({ ref }) => ref)).toEqual(['m2']);
  });

  it('is edited no more once it is stopped', async () => {
    const { edits, pin, happens, pass, stop } = world();
    pin('m1');
    await pass(60);
    happens();
    stop();
    happens();
    await pass(60);
    expect(edits).toEqual([]);
  });
});
