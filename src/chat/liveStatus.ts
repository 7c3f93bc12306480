import type { App } from '#src/app.ts';
import { type Clock, instant, type Timer } from '#src/domain/clock.ts';
import { assert } from '#src/domain/errors.ts';
import { canonicalJson } from '#src/domain/hash.ts';
import type { EventKind } from '#src/ledger/event.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { Buttons } from './outgoingMessages.ts';
import { type Message, NeverSend } from './platform.ts';
import type { Registry } from './registry.ts';
import { type Reply, text } from './reply.ts';
import { clockTime } from './time.ts';

/** Under which the message that answers /status is remembered. */
const STATUS_CARD = 'status';

/** What happens together is shown together. */
const GATHER_MS = 1_000;
/** A channel that was busy is asked again after this. */
const BUSY_MS = 5_000;

/** What /status tells of. */
const CHANGES: ReadonlySet<EventKind> = new Set<EventKind>([
  'fill.recorded',
  'trade.closed',
  'stop.moved',
  'halt.set',
  'halt.ended',
  'lockdown.set',
  'lockdown.ended',
  'condition.proposed',
  'condition.armed',
  'condition.rejected',
  'condition.expired',
  'condition.superseded',
  'condition.disarmed',
  'condition.denied',
  'condition.closed',
  'risk.changed',
  'entries.paused',
  'desk.paused',
  'desk.unpaused',
  'feed.died',
  'feed.recovered',
]);

export interface LiveStatusDeps {
  readonly ledger: Ledger;
  /** The machine's clock. */
  readonly clock: Clock;
  /** Milliseconds between two edits in one chat. */
  readonly everyMs: number;
  /** What /status says now on a channel. */
  readonly fresh: (channel: string) => Reply | Promise<Reply>;
  /** Sends it when nothing else is to be sent there; false when it was not sent (Outbox.aside). */
  readonly deliver: (channel: string, message: Message) => Promise<boolean>;
  readonly taps?: Buttons;
  readonly report?: (channel: string, error: unknown) => void;
}

interface Shown {
  timer: Timer | undefined;
  /** Something changed since it was made. */
  isStale: boolean;
  /** When it was edited last, in time that never goes back. */
  at: number;
  /** What it shows, as JSON; undefined while only the answer to /status is known. */
  content: string | undefined;
  /** A message that is no longer there: nothing is edited until there is another one. */
  gone: string | undefined;
}

/**
 * Keeps the /status message of each chat as things are: edited, not repeated, and only when something changed. It is made anew from the ledger each time,
 * so a try that fails loses nothing. Returns the way to stop.
 */
export function keepStatusLive(deps: LiveStatusDeps): () => void {
  const { ledger, clock, everyMs, report = () => undefined } = deps;
  const cards = new Map<string, Shown>();
  let stopped = false;

  const cardOf = (channel: string): Shown => {
    const known = cards.get(channel);
    if (known !== undefined) return known;
    const card: Shown = { timer: undefined, isStale: false, at: Number.NEGATIVE_INFINITY, content: undefined, gone: undefined };
    cards.set(channel, card);
    return card;
  };

  const refresh = (channel: string, card: Shown, inMs: number): void => {
    card.isStale = true;
    if (stopped || card.timer !== undefined) return;
    card.timer = clock.after(Math.max(inMs, card.at + everyMs - clock.mono()), async () => {
      card.isStale = false;
      let isShown = true;
      try {
        isShown = await edit(channel, card);
      } catch (error) {
        report(channel, error);
      }
      card.timer = undefined;
      if (!isShown || card.isStale) refresh(channel, card, isShown ? GATHER_MS : BUSY_MS);
    });
  };

  /** False when the channel was busy or not reachable. */
  const edit = async (channel: string, card: Shown): Promise<boolean> => {
    const ref = ledger.memory.liveCards.get(`${channel}|${STATUS_CARD}`);
    if (ref === undefined || ref === card.gone) return true;
    const reply = await deps.fresh(channel);
    const content = canonicalJson(reply);
    if (stopped || content === card.content) return true;
    const { taps } = deps.taps?.tappable(reply, channel, {}) ?? { taps: [] };
    // Between two events nothing is edited: whoever reads it has to know how old it is.
    const dated = { ...reply, blocks: [...reply.blocks, text(`As of ${clockTime(clock.now(), instant(0))}.`)] };
    try {
      if (!(await deps.deliver(channel, { action: 'edit', ref, reply: dated, taps, silent: true, nonce: STATUS_CARD }))) return false;
    } catch (error) {
      if (error instanceof NeverSend) card.gone = ref;
      throw error;
    }
    card.at = clock.mono();
    card.content = content;
    if (taps.length > 0 && ledger.isOpen) ledger.transact(() => deps.taps?.bind(taps, channel, ref));
    return true;
  };

  const unlisten = ledger.listen(({ kind, subject }) => {
    if (kind === 'card.pinned') {
      const card = cardOf(subject);
      card.at = clock.mono();
      card.content = undefined;
    }
    if (!CHANGES.has(kind)) return;
    for (const key of ledger.memory.liveCards.keys()) {
      const [channel, name] = key.split('|') as [string, string];
      if (name === STATUS_CARD) refresh(channel, cardOf(channel), GATHER_MS);
    }
  });
  return () => {
    stopped = true;
    unlisten();
    for (const { timer } of cards.values()) timer?.cancel();
  };
}

/** What /status says now, to whoever may only read. */
export const freshStatus =
  (app: App, commands: Registry) =>
  (channel: string): Reply | Promise<Reply> => {
    const status = commands.find('status');
    assert(status !== undefined, 'there is no command /status');
    const isPrivate = app.ledger.memory.chats.get(channel)?.kind === 'private';
    return status.command.run({ app, commands, user: { actor: 'heron', role: 'viewer' }, channel, isPrivate, now: app.clock.now() }, {});
  };
