import type { EventKind } from '#src/ledger/event.ts';
import type { NotifyKind } from './notifyKinds.ts';

/** What goes first when much waits. */
export const PRIORITY = { halt: 0, alarm: 10, trade: 20, answer: 30, learning: 40, system: 50, summary: 60 } as const;

/** How an event is told: as which kind, how urgently, and to whom beside the terminal. */
export interface Notice {
  readonly kind: NotifyKind;
  readonly priority: number;
  /** `owners`: their private chats; `others`: chats of every platform but the one that it is about. */
  readonly to: 'all' | 'owners' | 'others';
  /** At most one a minute: somebody else decides how often it happens. */
  readonly atMostOnceAMinute?: true;
}

const notice = (kind: NotifyKind, priority: number, to: Notice['to'] = 'all'): Notice => ({ kind, priority, to });

const alarm = notice('order', PRIORITY.alarm);
const answer = notice('answer', PRIORITY.answer);
const audit = notice('audit', PRIORITY.alarm);
const halt = notice('halt', PRIORITY.halt);
const fill = notice('fill', PRIORITY.trade);
const risk = notice('risk', PRIORITY.answer);
const prices = notice('system', PRIORITY.alarm);
const system = notice('system', PRIORITY.system);
const platform = notice('system', PRIORITY.alarm, 'others');
const learning = notice('learning', PRIORITY.learning);
const change = notice('adaptation', PRIORITY.learning);
const model = notice('system', PRIORITY.system);
const people = notice('system', PRIORITY.system, 'owners');
const strangers = { ...people, atMostOnceAMinute: true } as const;

/** Null for what is never told by itself. A kind that is missing here does not compile (RTE-1). */
export const NOTICES: { readonly [K in EventKind]: Notice | null } = {
  'ledger.opened': null,
  'backup.made': null,
  'ledger.restored': null,
  'gate.passed': people,
  'gate.failed': people,
  'venue.probed': null,
  'venue.accepted': people,
  'app.started': system,
  'app.stopped': null,
  'account.opened': null,
  'desk.created': null,
  'desk.configured': null,
  'desk.paused': risk,
  'desk.unpaused': risk,
  'market.listed': null,
  'learning.configured': null,
  'capital.deposited': null,
  'capital.moved': risk,
  'condition.proposed': notice('proposal', PRIORITY.answer),
  'condition.merged': null,
  'approval.drifted': null,
  'policy.asked': answer,
  'condition.armed': answer,
  'condition.rejected': answer,
  'condition.expired': answer,
  'condition.superseded': answer,
  'condition.disarmed': answer,
  // Between a trigger and its order there is no time for cards: the venue's yes, the fill or the guard's no changes them.
  'condition.triggered': null,
  'condition.denied': risk,
  'condition.closed': answer,
  'condition.reopened': alarm,
  'order.submitted': null,
  'order.accepted': answer,
  'order.rejected': alarm,
  'order.unknown': alarm,
  'order.absent': alarm,
  'order.canceled': fill,
  'order.expired': fill,
  'order.needs_human': alarm,
  'order.cancel_asked': null,
  'fill.recorded': fill,
  'funding.recorded': null,
  'stop.moved': notice('stop', PRIORITY.trade),
  'target.reached': fill,
  'trade.closed': notice('close', PRIORITY.trade),
  'score.graded': learning,
  'bias.changed': null,
  'entries.paused': risk,
  'risk.changed': risk,
  'halt.set': halt,
  'halt.ended': halt,
  'lockdown.set': halt,
  'lockdown.ended': halt,
  'live.unlocked': halt,
  'live.locked': halt,
  'equity.marked': null,
  'feed.saved': null,
  'feed.died': prices,
  'feed.recovered': prices,
  'audit.finished': audit,
  'reconcile.finished': audit,
  'position.naked': alarm,
  'close.queued': alarm,
  'close.dropped': alarm,
  'exit.adopted': null,
  'replay.started': null,
  'replay.finished': null,
  'pairing.offered': null,
  'pairing.failed': strangers,
  'person.paired': people,
  'person.changed': people,
  'person.removed': people,
  'person.locked': people,
  'chat.opened': people,
  'chat.left': people,
  'notice.set': null,
  'quiet.set': null,
  'card.pinned': null,
  'tap.refused': strangers,
  'step.asked': null,
  'step.passed': null,
  'approval.pledged': answer,
  'platform.down': platform,
  'platform.up': platform,
  'schedule.added': system,
  'schedule.removed': system,
  'schedule.ran': system,
  'summary.written': notice('summary', PRIORITY.summary),
  'finding.opened': audit,
  'finding.acknowledged': audit,
  'finding.repaired': audit,
  'finding.closed': audit,
  'model.called': null,
  'model.down': model,
  'model.up': model,
  'budget.spent': model,
  'prompt.changed': learning,
  'news.read': null,
  'opinions.given': null,
  'shadow.followed': null,
  'shadow.closed': null,
  'insight.found': null,
  'insight.dropped': null,
  'adaptation.proposed': change,
  'adaptation.rejected': change,
  'adaptation.applied': change,
  'adaptation.graded': change,
  'adaptation.kept': change,
  'adaptation.undone': change,
  'reflection.finished': learning,
};
