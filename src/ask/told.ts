import type { Json } from '#src/domain/hash.ts';
import type { AnyEvent, EventData, EventKind } from '#src/ledger/event.ts';
import { cut, eventId } from './rows.ts';

type Fields = { readonly [K in EventKind]?: readonly (keyof EventData[K])[] };

/**
 * What a model is told of an event: these fields and no others. Names of people and chats, what people gave as a reason, answers of models, news and
 * prompts are not among them: text from outside goes into no question.
 */
const TOLD = {
  'app.started': ['version', 'mode'],
  'app.stopped': [],
  'desk.configured': ['strategist', 'profile', 'markets'],
  'desk.paused': ['reason'],
  'desk.unpaused': ['reason'],
  'capital.deposited': ['asset', 'amount'],
  'capital.moved': ['asset', 'amount', 'value'],
  'condition.proposed': [
    'market',
    'side',
    'strategist',
    'stop',
    'targets',
    'risk_pct',
    'expires_at',
    'pattern',
    'regime',
    'score',
    'thesis',
    'against',
  ],
  'condition.merged': ['market', 'reason'],
  'approval.drifted': ['reference', 'price', 'tolerance_pct'],
  'condition.armed': ['band', 'reason', 'expires_at'],
  'condition.rejected': ['band', 'reason'],
  'condition.expired': ['reason'],
  'condition.superseded': ['reason'],
  'condition.disarmed': ['reason'],
  'condition.triggered': ['quote', 'factor', 'because', 'trend', 'volatility', 'rules'],
  'condition.denied': ['guard', 'figure', 'limit', 'text'],
  'condition.closed': ['reason'],
  'condition.reopened': ['reason'],
  'order.submitted': ['trade_id', 'market', 'purpose', 'side', 'type', 'amount', 'price', 'stop_price', 'leverage'],
  'order.accepted': [],
  'order.rejected': ['reason'],
  'order.unknown': ['reason'],
  'order.canceled': ['reason'],
  'order.expired': ['reason'],
  'order.needs_human': ['reason'],
  'fill.recorded': ['order_id', 'trade_id', 'market', 'purpose', 'side', 'amount', 'price', 'fee_value', 'liquidity'],
  'funding.recorded': ['trade_id', 'amount', 'asset'],
  'stop.moved': ['from', 'to', 'purpose'],
  'target.reached': ['target', 'price'],
  'trade.closed': ['condition_id', 'market', 'side', 'exit_reason', 'entry_price', 'exit_price', 'pnl', 'fees', 'funding', 'planned_risk'],
  'score.graded': ['dimension', 'key', 'before', 'after', 'benched_until'],
  'bias.changed': ['strategist', 'before', 'after'],
  'entries.paused': ['until', 'reason'],
  'risk.changed': ['state', 'figure'],
  'halt.set': ['reason'],
  'halt.ended': ['reason'],
  'lockdown.set': ['reason'],
  'lockdown.ended': ['reason'],
  'feed.died': [],
  'feed.recovered': [],
  'audit.finished': ['ok', 'checked'],
  'reconcile.finished': ['checked'],
  'position.naked': ['market', 'since'],
  'close.queued': ['order_id', 'until'],
  'close.dropped': ['reason'],
  'exit.adopted': ['market', 'amount', 'price', 'source'],
  'finding.opened': ['invariant'],
  'finding.closed': [],
  'model.called': ['purpose', 'tokens_in', 'tokens_out', 'cost', 'latency_ms', 'verdict', 'source'],
  'model.down': ['until'],
  'model.up': [],
  'budget.spent': ['what', 'spent', 'limit', 'until'],
  'prompt.changed': [],
  'news.read': ['market', 'topic', 'sentiment', 'confidence', 'until'],
  'shadow.followed': ['condition_id', 'why', 'adaptation_id', 'market'],
  'shadow.closed': ['status', 'exit_reason', 'r'],
  'insight.found': ['claim', 'evidence', 'text', 'source'],
  'insight.dropped': ['reason'],
  'adaptation.proposed': ['insight_id', 'change', 'target', 'proposed_by'],
  'adaptation.rejected': ['reason'],
  'adaptation.applied': ['reason'],
  'adaptation.graded': ['grade', 'measured'],
  'adaptation.kept': ['reason'],
  'adaptation.undone': ['reason'],
  'reflection.finished': ['trades', 'claims', 'dropped', 'insights', 'adaptations', 'source'],
} as const satisfies Fields;

export const TOLD_KINDS = Object.keys(TOLD) as [keyof typeof TOLD, ...(keyof typeof TOLD)[]];

/** Whose reasons are sentences of our own code. */
const OURS = new Set(['heron', 'sniper', 'policy', 'audit', 'proposer', 'reflection', 'rules']);

/** `user:telegram:111`, without the name that they gave themselves. */
const actorWithoutName = (actor: string): string => {
  const [kind = '', platform, userId] = actor.split(':');
  if (kind === 'stranger') return kind;
  return kind === 'user' && userId !== undefined ? `${kind}:${platform}:${userId}` : actor;
};

/** An event as a model is told of it; undefined for kinds that it is told nothing of. */
export function toldOf(event: AnyEvent): Json | undefined {
  if (!(event.kind in TOLD)) return undefined;
  const names: readonly string[] = TOLD[event.kind as keyof typeof TOLD];
  const data = event.data as unknown as Readonly<Record<string, Json>>;
  const told: Record<string, Json> = {};
  for (const name of names) {
    const value = data[name];
    if (value === undefined || value === null || (name === 'reason' && !OURS.has(event.actor))) continue;
    told[name] = typeof value === 'string' ? cut(value) : value;
  }
  return { event: eventId(event.seq), at: event.at, kind: event.kind, about: event.subject, by: actorWithoutName(event.actor), ...told };
}
