import { type Instant, parseInstant } from '#src/domain/clock.ts';
import { canonicalJson } from '#src/domain/hash.ts';
import type { ChatRow } from '#src/ledger/chats.ts';
import type { AnyEvent } from '#src/ledger/event.ts';
import { eventBySeq } from '#src/ledger/events.ts';
import type { LedgerTx } from '#src/ledger/ledger.ts';
import { queueMessage, toldSince } from '#src/ledger/outbox.ts';
import { cardOn } from '#src/ledger/outboxCards.ts';
import { ANNOUNCEMENTS } from './announcements.ts';
import type { Scene } from './card.ts';
import { type CardNews, type ChartFor, cardAfter, cardNews } from './cards.ts';
import { conditionChart } from './conditionChart.ts';
import type { World } from './messages.ts';
import { NOTICES, type Notice, PRIORITY } from './notices.ts';
import { modeOf } from './notifyKinds.ts';
import type { Reply } from './reply.ts';
import { channelOf } from './who.ts';

const MINUTE_MS = 60_000;
/** So many new findings of one audit are cards of their own. */
const CARDS_AT_ONCE = 5;

/**
 * Queues what is to be said about an event, in the transaction of the event: a fact that is durable is also going to be told, and what was rolled
 * back is not. Once per event, channel and action. `channels` are screens that only scroll (the terminal): they are told everything, as lines. Each
 * open chat is told what it wants to hear, and its cards are kept up to date. Whoever did it has the answer to their command already, so that their
 * channel gets no message about it.
 */
export function announce(
  tx: LedgerTx,
  event: AnyEvent,
  channels: readonly string[],
  scene: Scene,
  chartFor: ChartFor = conditionChart,
): void {
  const notice = NOTICES[event.kind];
  const { chats } = tx.memory;
  if (notice === null || (channels.length === 0 && chats.size === 0)) return;
  const news = new News(tx, event, notice, scene, chartFor);
  for (const channel of channels) if (channel !== news.spokenOn) news.tellLine(channel);
  for (const chat of chats.values()) if (isAddressed(chat, notice, event, tx)) news.tellChat(chat.id);
}

/** What there is to say about one event: each part of it is made once, and only if somebody gets it. */
class News {
  /** Where it was done: there it needs no telling. */
  readonly spokenOn: string | undefined;
  readonly #tx: LedgerTx;
  readonly #event: AnyEvent;
  readonly #notice: Notice;
  readonly #scene: Scene;
  readonly #chartFor: ChartFor;
  readonly #at: Instant;
  readonly #card: CardNews | undefined;
  #message: string | null | undefined;
  #cardJson: string | null | undefined;

  constructor(tx: LedgerTx, event: AnyEvent, notice: Notice, scene: Scene, chartFor: ChartFor) {
    this.#tx = tx;
    this.#event = event;
    this.#notice = notice;
    this.#scene = scene;
    this.#chartFor = chartFor;
    this.#at = scene.wall?.now() ?? parseInstant(event.at);
    this.#card = tx.memory.chats.size === 0 ? undefined : cardNews(event, tx);
    this.spokenOn = channelOf(event.actor, tx.memory);
  }

  /** A line on a screen: these stand in the order in which they happened, so all are of one priority. */
  tellLine(channel: string): void {
    if (this.#isTooOften(channel)) return;
    const reply = this.#said();
    if (reply !== null) this.#queue(channel, reply, { kind: this.#notice.kind, priority: PRIORITY.system });
  }

  tellChat(channel: string): void {
    const card = this.#card;
    if (card?.opens === true) this.#open(channel, card);
    else this.#tell(channel, card);
  }

  #open(channel: string, { card, kind }: CardNews): void {
    if (modeOf(this.#tx.memory, channel, kind) === 'off' || this.#isListed()) return;
    const reply = this.#drawn();
    if (reply !== null) this.#queue(channel, reply, { kind, priority: this.#notice.priority, card });
  }

  #tell(channel: string, card: CardNews | undefined): void {
    const isShown = card !== undefined && cardOn(this.#tx, channel, card.card) !== undefined;
    const { kind, priority } = this.#notice;
    if (
      !(isShown && card.says) &&
      channel !== this.spokenOn &&
      modeOf(this.#tx.memory, channel, kind) !== 'off' &&
      !this.#isTooOften(channel)
    ) {
      const reply = this.#isCardNews() ? null : this.#said();
      // A row of the card's own kind that names it would be the card.
      const belongs = isShown && card.kind !== kind ? card.card : null;
      if (reply !== null) this.#queue(channel, reply, { kind, priority, card: belongs });
    }
    if (!isShown) return;
    const edit = this.#drawn();
    if (edit !== null) this.#queue(channel, edit, { kind: card.kind, priority: PRIORITY.answer, card: card.card, action: 'edit' });
  }

  #queue(channel: string, reply: string, how: { kind: string; priority: number; card?: string | null; action?: 'edit' }): void {
    queueMessage(this.#tx, { eventSeq: this.#event.seq, channel, reply, at: this.#at, ...how });
  }

  #said(): string | null {
    const render = ANNOUNCEMENTS[this.#event.kind] as (event: AnyEvent, world: World) => Reply | null;
    if (this.#message === undefined) this.#message = json(render(this.#event, { ledger: this.#tx, scene: this.#scene }));
    return this.#message;
  }

  #drawn(): string | null {
    if (this.#cardJson === undefined)
      this.#cardJson = json(this.#card && cardAfter(this.#event, this.#card, this.#tx, this.#scene, this.#chartFor));
    return this.#cardJson;
  }

  /** What chats are told by the cards of findings: a few have a card each, which needs no list beside them, nor a line when it is gone without one. */
  #isCardNews(): boolean {
    const event = this.#event;
    return event.kind === 'finding.closed' || (isCheck(event) && event.data.findings.length <= CARDS_AT_ONCE);
  }

  /** Findings beyond a few come as the list that the audit is told with. */
  #isListed(): boolean {
    const { kind, cause } = this.#event;
    const audit = kind === 'finding.opened' && cause !== null ? eventBySeq(this.#tx, cause) : undefined;
    return audit !== undefined && isCheck(audit) && audit.data.findings.length > CARDS_AT_ONCE;
  }

  #isTooOften(channel: string): boolean {
    return this.#notice.atMostOnceAMinute === true && toldSince(this.#tx, channel, this.#event.kind, (this.#at - MINUTE_MS) as Instant);
  }
}

/** What several findings come from. */
const isCheck = (event: AnyEvent): event is Extract<AnyEvent, { kind: 'audit.finished' | 'reconcile.finished' }> =>
  event.kind === 'audit.finished' || event.kind === 'reconcile.finished';

const json = (reply: Reply | null | undefined): string | null => (reply ? canonicalJson(reply) : null);

/** A private chat is its person's: whoever was removed hears nothing any more. What concerns owners goes to them alone, and not to whom it is about. */
function isAddressed({ id, kind, platform, person_id }: ChatRow, { to }: Notice, { subject }: AnyEvent, { memory }: LedgerTx): boolean {
  const person = person_id === null ? undefined : memory.people.get(person_id);
  if (kind === 'private' && person === undefined) return false;
  if (to === 'others') return platform !== subject;
  if (to === 'owners') return kind === 'private' && person?.role === 'owner' && subject !== id && subject !== person_id;
  return true;
}
