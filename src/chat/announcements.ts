import { parseInstant } from '#src/domain/clock.ts';
import type { AnyEvent, EventKind, LedgerEvent } from '#src/ledger/event.ts';
import { eventBySeq } from '#src/ledger/events.ts';
import { adaptationCard } from './adaptationCard.ts';
import { badged } from './badge.ts';
import { cardOf } from './card.ts';
import { LOCKED_DOWN } from './lockedDown.ts';
import { lostOrder } from './lostOrder.ts';
import { canceled, closed, differences, expired, filled, findings, greeting, type World } from './messages.ts';
import { price } from './money.ts';
import { promptDiff } from './promptDiff.ts';
import { isAskedAgain, queuedClose } from './queuedClose.ts';
import { readReply } from './readReply.ts';
import { reflectionReply } from './reflectionReply.ts';
import { buttons, diff, type Reply, type Tone, text } from './reply.ts';
import { purposeOf, sentenceAbout } from './sentence.ts';
import { clockTime } from './time.ts';
import { denierOf } from './words.ts';

type Announcements = { readonly [K in EventKind]: (event: LedgerEvent<K>, world: World) => Reply | null };

const silent = (): null => null;

/** The event's own sentence, about the id that it concerns. */
const told =
  (tone?: Tone, ...next: readonly string[]) =>
  (event: LedgerEvent): Reply => ({ title: sentenceAbout(event as AnyEvent), ...(tone && { tone }), blocks: next.map(text) });

/** What is said about each kind of event; null for what only /logs and /why tell. A kind that is missing here does not compile (RTE-1). */
export const ANNOUNCEMENTS: Announcements = {
  'ledger.opened': silent,
  'backup.made': silent,
  // The halt that comes with it says the rest.
  'ledger.restored': silent,
  'gate.passed': told('good'),
  'gate.failed': told('warn', 'Live stays closed. heron ready names what to do about each.'),
  'venue.probed': silent,
  'venue.accepted': told('good'),
  'app.started': (_, world) => greeting(world),
  'app.stopped': silent,
  'account.opened': silent,
  'desk.created': silent,
  'desk.configured': silent,
  'desk.paused': told('warn', 'Open positions are still watched; nothing new is opened.'),
  'desk.unpaused': told('good'),
  'market.listed': silent,
  'learning.configured': silent,
  'capital.deposited': silent,
  'capital.moved': told('warn', 'It is booked as money from outside, and is no profit or loss.'),
  'condition.proposed': ({ subject, at }, { ledger, scene }) => {
    const condition = ledger.memory.conditions.get(subject);
    return condition === undefined ? null : cardOf(condition, scene, parseInstant(at));
  },
  'condition.merged': silent,
  'approval.drifted': silent,
  'policy.asked': told('warn'),
  'condition.armed': told('good'),
  'condition.rejected': told(),
  'condition.expired': told(),
  'condition.superseded': told(),
  'condition.disarmed': told('warn'),
  'condition.triggered': silent, // the fill or the guard's no that follows says it
  'condition.denied': ({ subject, data }, { scene }) => ({
    title: badged(`${subject} triggered, but ${denierOf(data.guard)} said no`, scene),
    tone: 'warn',
    blocks: [text(data.text), buttons({ Why: `/why ${subject}` })],
  }),
  'condition.closed': told(),
  'condition.reopened': told(
    'bad',
    'The venue had the entry after all. The position keeps its stop and targets; what is left of the entry is canceled.',
  ),
  'order.submitted': silent,
  'order.accepted': silent,
  'order.rejected': (event, { ledger }) => (isAskedAgain(event, ledger) ? null : told('bad')(event)),
  'order.unknown': (event, { ledger }) =>
    isAskedAgain(event, ledger) ? null : told('warn', 'Heron keeps asking the venue, and does not send it again.')(event),
  'order.absent': (event, { ledger }) => (isAskedAgain(event, ledger) ? null : told('warn')(event)),
  'order.canceled': canceled,
  'order.expired': (event, world) => expired(event, world, told('warn')(event)),
  'order.needs_human': lostOrder,
  'order.cancel_asked': silent,
  'fill.recorded': filled,
  'funding.recorded': silent,
  'close.queued': queuedClose,
  'exit.adopted': silent, // the close of its trade is told
  'close.dropped': told('warn', 'It keeps its stop. /close asks for it anew.'),
  'stop.moved': ({ subject, data }, { ledger, scene }) =>
    data.purpose === 'trailing'
      ? null
      : {
          title: badged(
            `${subject}: ${purposeOf(data.purpose)}${ledger.memory.positions.get(subject) ? ` in ${ledger.memory.positions.get(subject)?.market}` : ''}`,
            scene,
          ),
          blocks: [diff({ what: 'stop', before: price(data.from), after: price(data.to) })],
        },
  'target.reached': ({ subject, data }, { ledger, scene }) => {
    const market = ledger.memory.positions.get(subject)?.market;
    return {
      title: badged(`${subject}: target ${data.target} taken at ${price(data.price)}${market ? ` in ${market}` : ''}`, scene),
      tone: 'good',
      blocks: [],
    };
  },
  'trade.closed': closed,
  'score.graded': (event) => ({
    title: event.data.dimension === 'desk' ? 'The desk has a new grade' : `${event.data.key} has a new grade`,
    blocks: [diff({ what: event.data.dimension, before: event.data.before, after: event.data.after })],
  }),
  'bias.changed': silent,
  'entries.paused': told('warn', 'Open positions are still watched.'),
  'risk.changed': (event) => told(event.data.state === 'normal' ? 'good' : 'warn')(event),
  'halt.set': (event, { ledger }) =>
    isOfLockdown(event, ledger)
      ? null
      : told('warn', 'No new risk is taken until somebody says /resume. Open positions keep their stops.')(event),
  'halt.ended': told('good'),
  'lockdown.set': told('warn', LOCKED_DOWN),
  'lockdown.ended': told('warn', 'Heron stays halted until an owner says /resume. Buttons of before stay dead.'),
  'live.unlocked': told(
    'warn',
    'From now on approved conditions trade real money. /paper locks it again, /halt stops everything new at once.',
  ),
  'live.locked': (event, { ledger }) =>
    isOfLockdown(event, ledger) ? null : told('good', 'Nothing new is opened with real money. Open positions keep their exits.')(event),
  'equity.marked': silent,
  'feed.saved': silent,
  'feed.died': told('bad', 'Nothing is decided on old prices. Heron keeps trying.'),
  'feed.recovered': told('good'),
  'audit.finished': findings,
  'reconcile.finished': differences,
  'position.naked': ({ subject, data }) => ({
    title: sentenceAbout({ kind: 'position.naked', subject, data } as AnyEvent),
    tone: 'bad',
    blocks: [
      text('Heron keeps trying to place one, and says so here when one rests.'),
      buttons({ Close: `/close ${subject}`, Position: `/position ${subject}` }),
    ],
  }),
  'replay.started': silent,
  'replay.finished': silent,
  'pairing.offered': silent,
  'pairing.failed': told('warn', 'More of these within a minute are not told; /logs has them.'),
  'person.paired': told(),
  'person.changed': told(),
  'person.removed': told(),
  'person.locked': told('warn'),
  'chat.opened': told(),
  'chat.left': told(),
  'notice.set': silent,
  'quiet.set': silent,
  'card.pinned': silent,
  'tap.refused': told('warn', 'Nothing was changed. More of these within a minute are not told; /logs has them.'),
  'step.asked': silent,
  'step.passed': silent,
  'approval.pledged': told(undefined, 'A second person has to approve it before anything is armed.'),
  'platform.down': told('warn', 'Trading goes on. What is to be said there waits, and Heron keeps trying.'),
  'platform.up': told('good'),
  // The one that a new ledger begins with is nobody's news.
  'schedule.added': (event) => (event.actor.startsWith('user:') ? told()(event) : null),
  'schedule.removed': told(),
  'schedule.ran': (event) => (event.data.outcome === 'failed' ? failedTask(event) : null),
  'summary.written': ({ data }) => readReply(data.reply),
  // At the terminal the audit itself has told of it.
  'finding.opened': silent,
  'finding.acknowledged': told(),
  'finding.repaired': told('good'),
  'finding.closed': told('good'),
  'model.called': silent,
  'model.down': told('warn', 'What is armed stays armed and trades on. Nothing new is proposed by the model until it answers again.'),
  'model.up': told('good'),
  'budget.spent': told('warn', 'What is armed stays armed. model.tokensPerDay and model.moneyPerDay are the limits.'),
  'prompt.changed': promptDiff,
  'news.read': silent,
  'opinions.given': silent,
  'shadow.followed': silent,
  'shadow.closed': silent,
  'insight.found': silent, // the reflection that found it tells of it
  'insight.dropped': silent, // the summary of the day tells which no longer hold
  'adaptation.proposed': ({ subject, at }, { ledger, scene }) => adaptationCard(subject, ledger, scene, parseInstant(at)) ?? null,
  'adaptation.rejected': told(),
  'adaptation.applied': told('good'),
  'adaptation.graded': silent,
  'adaptation.kept': told('good'),
  'adaptation.undone': told('warn'),
  'reflection.finished': reflectionReply,
};

/** What comes with a lockdown needs no message of its own. */
const isOfLockdown = ({ cause }: LedgerEvent, ledger: World['ledger']): boolean =>
  cause !== null && eventBySeq(ledger, cause)?.kind === 'lockdown.set';

const failedTask = ({ data, at }: LedgerEvent<'schedule.ran'>): Reply => ({
  title: `${data.task}, due ${clockTime(data.due_at, parseInstant(at))}, failed: ${data.detail}`,
  tone: 'warn',
  blocks: [text('It is tried again when it is due next; /schedule shows when.')],
});
