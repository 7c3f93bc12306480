import { type Instant, parseInstant } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { conditionById } from '#src/ledger/conditions.ts';
import type { AnyEvent } from '#src/ledger/event.ts';
import { lastEvent } from '#src/ledger/events.ts';
import type { LedgerTx } from '#src/ledger/ledger.ts';
import { orderById } from '#src/ledger/orders.ts';
import { adaptationCard } from './adaptationCard.ts';
import { cardOf, type Scene, settledCard } from './card.ts';
import { findingCard } from './findingCard.ts';
import { outcomeOf, pledgeLine } from './outcome.ts';
import { type Block, type Reply, text } from './reply.ts';
import { sentenceOf } from './sentence.ts';

/** Draws the picture of a condition; undefined while there is nothing to draw it from. */
export type ChartFor = (condition: Condition, scene: Scene, now: Instant) => Block | undefined;

/** A card that an event makes or changes, on every channel whose messages can be edited. */
export interface CardNews {
  /** The condition, finding or adaptation that it shows. */
  readonly card: string;
  /** The kind under which its rows stand. */
  readonly kind: 'proposal' | 'audit' | 'adaptation';
  /** It is shown for the first time. */
  readonly opens: boolean;
  /** The card says everything about the event: whoever sees it needs no message beside it. */
  readonly says: boolean;
}

/** The card that an event is about. Called right after it, in its transaction. */
export function cardNews(event: AnyEvent, ledger: LedgerTx): CardNews | undefined {
  const proposal = (card: string | undefined, says = false, opens = false): CardNews | undefined =>
    card === undefined ? undefined : { card, kind: 'proposal', opens, says };
  switch (event.kind) {
    case 'condition.proposed':
      return proposal(event.subject, true, true);
    case 'condition.armed':
    case 'condition.rejected':
    case 'condition.expired':
    case 'condition.superseded':
    case 'condition.disarmed':
    case 'condition.closed':
    case 'approval.pledged':
    case 'policy.asked':
      return proposal(event.subject, true);
    case 'condition.denied':
      return proposal(event.subject);
    case 'fill.recorded':
      return proposal(
        event.data.purpose === 'entry' && !ledger.memory.orders.has(event.data.order_id) ? event.data.condition_id : undefined,
      );
    case 'order.accepted': {
      const order = ledger.memory.orders.get(event.subject)?.order;
      return proposal(order?.purpose === 'entry' ? order.conditionId : undefined, true);
    }
    case 'order.canceled': {
      const order = orderById(ledger, event.subject);
      return proposal(order?.purpose === 'entry' ? order.conditionId : undefined);
    }
    case 'stop.moved':
    case 'target.reached':
      return proposal(ledger.memory.positions.get(event.subject)?.conditionId);
    case 'trade.closed':
      return proposal(event.data.condition_id);
    case 'finding.opened':
      return { card: event.subject, kind: 'audit', opens: true, says: true };
    case 'finding.acknowledged':
    case 'finding.repaired':
    case 'finding.closed':
      return { card: event.subject, kind: 'audit', opens: false, says: true };
    case 'adaptation.proposed':
      return { card: event.subject, kind: 'adaptation', opens: true, says: true };
    case 'adaptation.applied':
    case 'adaptation.rejected':
    case 'adaptation.graded':
      return { card: event.subject, kind: 'adaptation', opens: false, says: true };
    // A proof or a harm is news, long after the card was shown: it is told beside it.
    case 'adaptation.kept':
    case 'adaptation.undone':
      return { card: event.subject, kind: 'adaptation', opens: false, says: false };
    default:
      return undefined;
  }
}

/** The whole card as it is right after an event: of a proposal with its buttons, of anything else with what became of it. */
export function cardAfter(
  event: AnyEvent,
  { card, kind }: CardNews,
  ledger: LedgerTx,
  scene: Scene,
  chartFor: ChartFor,
): Reply | undefined {
  const now = parseInstant(event.at);
  if (kind === 'audit') return findingCard(card, ledger, scene, now);
  if (kind === 'adaptation') return adaptationCard(card, ledger, scene, now);
  const condition = ledger.memory.conditions.get(card) ?? conditionById(ledger, card);
  if (condition === undefined) return undefined;
  const chart = chartFor(condition, scene, now);
  const more = chart === undefined ? [] : [chart];
  if (condition.status !== 'proposed') return settledCard(condition, outcomeOf(condition, event, ledger, scene, now), scene, now, more);
  const asked = lastEvent(ledger, 'policy.asked', condition.id);
  const lines = [asked && sentenceOf(asked), pledgeLine(condition, ledger, now)].filter((line) => line !== undefined);
  return cardOf(condition, scene, now, [...more, ...lines.map(text)]);
}
