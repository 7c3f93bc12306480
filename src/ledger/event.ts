import { type Json, quoted } from '#src/domain/hash.ts';
import type { AccountRow } from './accounts.ts';
import type { AdaptationGrade, ProposedAdaptation } from './adaptations.ts';
import type { ApprovalRow } from './approvals.ts';
import type { ChatRow } from './chats.ts';
import type { ConditionRow } from './conditions.ts';
import type { DeskRow } from './desks.ts';
import type { FillRow } from './fills.ts';
import type { FindingRow } from './findings.ts';
import type { FundingRow } from './fundings.ts';
import type { InsightRow } from './insights.ts';
import type { LlmCallRow } from './llmCalls.ts';
import type { MarketRow } from './markets.ts';
import type { NewsRow } from './news.ts';
import type { NoticeRow } from './notices.ts';
import type { Opinion } from './opinions.ts';
import type { OrderRow } from './orders.ts';
import type { PersonRow } from './people.ts';
import type { ScheduleRow } from './schedules.ts';
import type { ShadowBegin, ShadowEnd } from './shadows.ts';
import type { TradeRow } from './trades.ts';

/**
 * Every kind of event with its data. An event that makes a row carries the row, so that every table can be rebuilt from the events alone.
 * Kinds are `noun.past`; the subject is the id that the event is about.
 */
export interface EventData {
  'ledger.opened': { id: string; kind: LedgerKind; source: string };
  /** The copy was read back as a whole; `events_checked` is how many events were in it. */
  'backup.made': { file: string; bytes: number; head_seq: number; head_hash: string; events_checked: number; sealed: boolean };
  /** From here on it is an older copy: `ahead_seq` is the newest event that is known to have been there. `file` is empty where it was found at a start. */
  'ledger.restored': { file: string; head_seq: number; head_hash: string; ahead_seq: number; kept: string | null };
  /** `hash` is of what was checked: mode, venue, version, limits and every check with its figure. */
  'gate.passed': { hash: string; bound: string; checks: GateFigure[] };
  'gate.failed': { hash: string; failed: GateFigure[] };
  /** Written before the order of a probe is sent, so that whoever finds it at the venue knows whose it is. */
  'venue.probed': { venue: string; client_order_id: string; market: string; side: string; amount: string; price: string };
  /** `profile` is the hash of the profile's text; with another one, or another ccxt, it has to be accepted again. */
  'venue.accepted': { venue: string; testnet: boolean; profile: string; ccxt: string; cases: string[] };
  'app.started': { version: string; mode: string; feed: string };
  'app.stopped': { reason: string };
  'account.opened': AccountRow;
  'desk.created': DeskRow;
  'desk.configured': Pick<DeskRow, 'strategist' | 'profile' | 'markets'>;
  'desk.paused': { reason: string };
  'desk.unpaused': { reason: string };
  'market.listed': MarketRow;
  'learning.configured': { settings: string };
  'capital.deposited': { account_id: string; desk_id: string; asset: string; amount: string };
  /** Money that came (positive) or went (negative) without a trade; `value` of it in quote, where a price is known. Its subject is the venue's id of it. */
  'capital.moved': { account_id: string; desk_id: string; asset: string; amount: string; value: string | null; reason: string };
  'condition.proposed': ConditionRow;
  'condition.merged': { market: string; reason: string };
  'approval.drifted': { reference: string; price: string; tolerance_pct: number };
  /** The policy would have approved it and leaves it to a person, because of adaptations that held. */
  'policy.asked': { because: string; rules: string[] };
  'condition.armed': ApprovalRow;
  'condition.rejected': ApprovalRow;
  'condition.expired': { reason: string };
  'condition.superseded': { reason: string };
  'condition.disarmed': { reason: string };
  /** With what its size was multiplied by and why, and what the market was like; `rules` are adaptations that held. */
  'condition.triggered': {
    quote: string;
    factor: number;
    because: string;
    trend: string | null;
    volatility: string | null;
    rules: string[];
  };
  'condition.denied': { guard: string; figure: string; limit: string; text: string };
  'condition.closed': { reason: string };
  /** An entry that was over came to life at the venue after all: its condition holds again, so that the position keeps its stop and targets. */
  'condition.reopened': { reason: string };
  'order.submitted': OrderRow;
  'order.accepted': { venue_order_id: string };
  'order.rejected': { reason: string };
  'order.unknown': { reason: string };
  'order.absent': { reason: string };
  'order.canceled': { reason: string };
  'order.expired': { reason: string };
  /** Nobody can tell whether the venue has it: a person has to look. */
  'order.needs_human': { reason: string };
  /** The venue was asked to cancel it: a flag, not a status, because a fill may still come first. */
  'order.cancel_asked': { reason: string };
  'fill.recorded': FillRow;
  'funding.recorded': FundingRow;
  /** A person wants a position closed, and the venue did not take the order: it is asked for again until then. */
  'close.queued': { order_id: string; reason: string; until: string };
  'close.dropped': { reason: string };
  /** A person took over an exit that was not Heron's: at the price of the venue's own execution, or at an estimate where it shows none. */
  'exit.adopted': { finding: string; market: string; amount: string; price: string; source: 'venue' | 'estimate'; venue_fill_id: string };
  'stop.moved': { from: string; to: string; purpose: string };
  'target.reached': { target: number; price: string };
  'trade.closed': TradeRow;
  'score.graded': { desk_id: string; dimension: string; key: string; before: string; after: string; benched_until: string | null };
  'bias.changed': { strategist: string; before: string; after: string };
  'entries.paused': { until: string; reason: string };
  'risk.changed': { account_id: string; state: 'normal' | 'degraded'; figure: string };
  'halt.set': { reason: string };
  'halt.ended': { reason: string };
  /** `last_button` is the newest button there was: those up to it are worth nothing any more. */
  'lockdown.set': { reason: string; last_button: number };
  'lockdown.ended': { reason: string };
  /** Live entries are allowed from here on; `gate_seq` is the passed gate, `bound` the hash of what it holds for. */
  'live.unlocked': { gate_seq: number; bound: string };
  'live.locked': { reason: string };
  'equity.marked': { account_id: string; desk_id: string; equity: string; prices: string };
  'feed.saved': { snapshot: string };
  'feed.died': { reason: string };
  'feed.recovered': { reason: string };
  'audit.finished': { ok: boolean; checked: number; findings: { invariant: string; row: string; expected: string; found: string }[] };
  'replay.started': { path: string; sha256: string; candles: number; missing: number; duplicates: number; disordered: number; bad: number };
  'replay.finished': { candles: number; trades: number };
  'pairing.offered': { role: string; expires_at: string };
  'pairing.failed': { platform: string; user_id: string; name: string; reason: string };
  'person.paired': PersonRow;
  'person.changed': { role: PersonRow['role'] };
  'person.removed': { reason: string };
  'person.locked': { until: string; reason: string };
  'chat.opened': Pick<ChatRow, 'id' | 'platform' | 'chat_id' | 'kind' | 'title' | 'person_id'>;
  'chat.left': { reason: string };
  'notice.set': { kind: string; mode: NoticeRow['mode'] };
  'quiet.set': { from: string | null; to: string | null; zone: string | null };
  'card.pinned': { kind: string; message_ref: string };
  'tap.refused': { platform: string; channel: string; user_id: string; name: string; reason: string };
  'step.asked': { command: string; expires_at: string };
  'step.passed': { command: string };
  'approval.pledged': { params_hash: string; risk_pct: number };
  'platform.down': { reason: string };
  'platform.up': { reason: string; down_ms: number };
  'schedule.added': Pick<ScheduleRow, 'id' | 'task' | 'spec' | 'zone'>;
  'schedule.removed': { reason: string };
  'schedule.ran': { task: string; due_at: string; outcome: 'good' | 'failed'; detail: string };
  'summary.written': { reply: string; head_seq: number; head_hash: string };
  /** A comparison of the ledger with the venue that has something new to say. */
  'reconcile.finished': { checked: number; findings: { invariant: string; row: string; expected: string; found: string }[] };
  /** A position has had no stop at the venue for too long (INV-16). */
  'position.naked': { market: string; since: string; reason: string };
  'finding.opened': Pick<FindingRow, 'id' | 'invariant' | 'row' | 'expected' | 'found'>;
  'finding.acknowledged': { reason: string };
  'finding.repaired': { table: string; before: string; after: string };
  'finding.closed': { reason: string };
  'model.called': LlmCallRow;
  'model.down': { reason: string; until: string };
  'model.up': { reason: string };
  'budget.spent': { what: 'tokens' | 'money'; spent: string; limit: string; until: string };
  'prompt.changed': { before: string | null; sha256: string; text: string };
  'news.read': NewsRow;
  'opinions.given': { price: number; opinions: Opinion[] };
  'shadow.followed': ShadowBegin;
  'shadow.closed': ShadowEnd;
  'insight.found': Omit<InsightRow, 'status'>;
  'insight.dropped': { reason: string };
  'adaptation.proposed': ProposedAdaptation;
  'adaptation.rejected': { reason: string };
  'adaptation.applied': { reason: string };
  'adaptation.graded': { grade: AdaptationGrade; measured: string };
  'adaptation.kept': { reason: string };
  'adaptation.undone': { reason: string };
  'reflection.finished': {
    trades: number;
    claims: number;
    dropped: number;
    insights: string[];
    adaptations: string[];
    source: 'template' | 'model';
    note: string;
  };
}

/** One line of a gate. */
interface GateFigure {
  readonly name: string;
  readonly figure: string;
}

/** What a ledger holds: a running Heron's paper or live account, or a replay. */
export type LedgerKind = 'paper' | 'live' | 'replay';

export type EventKind = keyof EventData;

export interface LedgerEvent<K extends EventKind = EventKind> {
  readonly seq: number;
  /** ISO-8601 UTC. */
  readonly at: string;
  /** Who: `policy`, `sniper`, `venue:paper`, `user:terminal`, … */
  readonly actor: string;
  readonly kind: K;
  readonly subject: string;
  /** The event that led to it. */
  readonly cause: number | null;
  readonly data: EventData[K];
}

/** An event of any kind, with `kind` and `data` that belong together. */
export type AnyEvent = { [K in EventKind]: LedgerEvent<K> }[EventKind];

/** The text that is hashed after the previous hash: canonical JSON of the event, keys in order. `data` is canonical JSON already. */
export const hashedText = (
  seq: number,
  at: string,
  actor: string,
  kind: string,
  subject: string,
  cause: number | null,
  data: string,
): string =>
  `{"actor":${quoted(actor)},"at":"${at}","cause":${cause},"data":${data},"kind":"${kind}","seq":${seq},"subject":${quoted(subject)}}`;

/** Row of the table as SQLite gives it. */
export interface EventRow {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly kind: string;
  readonly subject: string;
  readonly cause: number | null;
  readonly data: string;
  readonly hash: string;
}

export const eventOf = (row: EventRow): AnyEvent => ({ ...row, data: JSON.parse(row.data) as Json }) as unknown as AnyEvent;
