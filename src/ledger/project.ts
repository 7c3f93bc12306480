import { projectAccount } from './accounts.ts';
import { projectAdaptation, projectAdaptationChange } from './adaptations.ts';
import { projectAnswer } from './approvals.ts';
import { projectChat, projectChatEnd, projectQuiet } from './chats.ts';
import { projectCondition, projectConditionStatus, projectReopened } from './conditions.ts';
import type { Core } from './core.ts';
import { projectDesk, projectDeskConfig, projectDeskStatus } from './desks.ts';
import type { EventKind, LedgerEvent } from './event.ts';
import { projectFill } from './fills.ts';
import { findingStatus, projectFinding } from './findings.ts';
import { projectFunding } from './fundings.ts';
import { projectHalt, projectHaltEnd } from './halts.ts';
import { projectInsight, projectInsightEnd } from './insights.ts';
import { projectLiveCard } from './liveCards.ts';
import { projectLock, projectUnlock } from './liveLock.ts';
import { projectLlmCall } from './llmCalls.ts';
import { projectLockdown, projectLockdownEnd } from './lockdown.ts';
import { projectMarket } from './markets.ts';
import { projectMark } from './marks.ts';
import { projectNews } from './news.ts';
import { projectNotice } from './notices.ts';
import { projectOpinions } from './opinions.ts';
import { projectOrder, projectOrderStatus } from './orders.ts';
import { projectPerson, projectPersonEnd, projectRole } from './people.ts';
import { projectDeposit } from './postings.ts';
import { projectPrompt } from './prompts.ts';
import { projectSchedule, projectScheduleEnd, projectScheduleRun } from './schedules.ts';
import { projectLearning } from './scores.ts';
import { projectShadow, projectShadowEnd } from './shadows.ts';
import { projectTrade } from './trades.ts';

type Projections = { readonly [K in EventKind]: ((core: Core, event: LedgerEvent<K>) => void) | null };

const status =
  (next: 'expired' | 'superseded' | 'disarmed' | 'triggered' | 'denied' | 'closed') =>
  (core: Core, event: LedgerEvent): void => {
    projectConditionStatus(core, event.subject, next);
    if (next !== 'triggered') core.memory.approvals.delete(event.subject);
  };

/**
 * What each kind of event does to the rows; null for events that only tell. The same functions run when an event happens and when the
 * audit rebuilds a ledger from its events, so the two cannot drift apart.
 */
const PROJECTIONS: Projections = {
  'ledger.opened': null,
  'backup.made': null,
  'ledger.restored': null,
  'gate.passed': null,
  'gate.failed': null,
  'venue.probed': null,
  'venue.accepted': null,
  'app.started': null,
  'app.stopped': null,
  'account.opened': projectAccount,
  'desk.created': projectDesk,
  'desk.configured': projectDeskConfig,
  'desk.paused': projectDeskStatus,
  'desk.unpaused': projectDeskStatus,
  'market.listed': projectMarket,
  'learning.configured': projectLearning,
  'capital.deposited': projectDeposit,
  'capital.moved': projectDeposit,
  'condition.proposed': projectCondition,
  'condition.merged': null,
  'approval.drifted': null,
  'policy.asked': null,
  'condition.armed': projectAnswer,
  'condition.rejected': projectAnswer,
  'condition.expired': status('expired'),
  'condition.superseded': status('superseded'),
  'condition.disarmed': status('disarmed'),
  'condition.triggered': status('triggered'),
  'condition.denied': status('denied'),
  'condition.closed': status('closed'),
  'condition.reopened': (core, event) => projectReopened(core, event.subject),
  'order.submitted': projectOrder,
  'order.accepted': (core, event) => projectOrderStatus(core, event.subject, 'open', event.data.venue_order_id),
  'order.rejected': (core, event) => projectOrderStatus(core, event.subject, 'rejected'),
  'order.unknown': (core, event) => projectOrderStatus(core, event.subject, 'unknown'),
  'order.absent': (core, event) => projectOrderStatus(core, event.subject, 'absent'),
  'order.canceled': (core, event) => projectOrderStatus(core, event.subject, 'canceled'),
  'order.expired': (core, event) => projectOrderStatus(core, event.subject, 'expired'),
  'order.needs_human': (core, event) => projectOrderStatus(core, event.subject, 'needs_human'),
  'order.cancel_asked': null,
  'fill.recorded': projectFill,
  'funding.recorded': projectFunding,
  'stop.moved': null,
  'target.reached': null,
  'trade.closed': projectTrade,
  'score.graded': null,
  'bias.changed': null,
  'entries.paused': null,
  'risk.changed': null,
  'halt.set': projectHalt,
  'halt.ended': projectHaltEnd,
  'lockdown.set': projectLockdown,
  'lockdown.ended': projectLockdownEnd,
  'live.unlocked': projectUnlock,
  'live.locked': projectLock,
  'equity.marked': projectMark,
  'feed.saved': null,
  'feed.died': null,
  'feed.recovered': null,
  'audit.finished': null,
  'replay.started': null,
  'replay.finished': null,
  'pairing.offered': null,
  'pairing.failed': null,
  'person.paired': projectPerson,
  'person.changed': projectRole,
  'person.removed': projectPersonEnd,
  'person.locked': null,
  'chat.opened': projectChat,
  'chat.left': projectChatEnd,
  'notice.set': projectNotice,
  'quiet.set': projectQuiet,
  'card.pinned': projectLiveCard,
  'tap.refused': null,
  'step.asked': null,
  'step.passed': null,
  'approval.pledged': null,
  'platform.down': null,
  'platform.up': null,
  'schedule.added': projectSchedule,
  'schedule.removed': projectScheduleEnd,
  'schedule.ran': projectScheduleRun,
  'summary.written': null,
  'reconcile.finished': null,
  'position.naked': null,
  'close.queued': null,
  'close.dropped': null,
  'exit.adopted': null,
  'finding.opened': projectFinding,
  'finding.acknowledged': findingStatus('acknowledged'),
  'finding.repaired': findingStatus('repaired'),
  'finding.closed': findingStatus('gone'),
  'model.called': projectLlmCall,
  'model.down': null,
  'model.up': null,
  'budget.spent': null,
  'prompt.changed': projectPrompt,
  'news.read': projectNews,
  'opinions.given': projectOpinions,
  'shadow.followed': projectShadow,
  'shadow.closed': projectShadowEnd,
  'insight.found': projectInsight,
  'insight.dropped': projectInsightEnd,
  'adaptation.proposed': projectAdaptation,
  'adaptation.rejected': projectAdaptationChange,
  'adaptation.applied': projectAdaptationChange,
  'adaptation.graded': projectAdaptationChange,
  'adaptation.kept': projectAdaptationChange,
  'adaptation.undone': projectAdaptationChange,
  'reflection.finished': null,
};

/** Applies an event to rows and memory. */
export function project<K extends EventKind>(core: Core, event: LedgerEvent<K>): void {
  const projection = PROJECTIONS[event.kind] as ((core: Core, event: LedgerEvent<K>) => void) | null;
  projection?.(core, event);
}
