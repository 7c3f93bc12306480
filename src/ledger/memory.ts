import type { Condition } from '#src/domain/condition.ts';
import type { Decimal } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { Position } from '#src/domain/position.ts';
import type { ScoreSettings } from '#src/domain/score.ts';
import { type AccountRow, loadAccounts } from './accounts.ts';
import { type AdaptationRow, loadAdaptations } from './adaptations.ts';
import { type ApprovalRow, approvalOf } from './approvals.ts';
import { type ChatRow, loadChats } from './chats.ts';
import { loadLiveConditions } from './conditions.ts';
import type { Core, Reader } from './core.ts';
import { type DeskRow, loadDesks } from './desks.ts';
import { loadPositions } from './fills.ts';
import { type FindingRow, loadFindings } from './findings.ts';
import { type HaltRow, loadHalt } from './halts.ts';
import { type InsightRow, loadInsights } from './insights.ts';
import { loadLiveCards } from './liveCards.ts';
import { type LiveUnlock, loadUnlock } from './liveLock.ts';
import { type Lockdown, loadLockdown } from './lockdown.ts';
import { loadMarkets } from './markets.ts';
import { loadNotices, type NoticeRow } from './notices.ts';
import { type AnalystRow, loadAnalysts } from './opinions.ts';
import { type LiveOrder, loadLiveOrders, loadOrderCounts } from './orders.ts';
import { loadPeople, type PersonRow } from './people.ts';
import { loadBalances } from './postings.ts';
import { loadPrompts, type PromptRow } from './prompts.ts';
import { loadSchedules, type ScheduleRow } from './schedules.ts';
import { loadLearning, loadScores, type ScoreRow } from './scores.ts';
import { loadShadows, type ShadowRow } from './shadows.ts';

/**
 * What is live now: a copy of the rows that something can still come of, so that a tick needs no query. It is written by the same
 * projections that write the rows, loaded from the rows at start and after a rolled back transaction, and compared with them by the audit.
 */
export interface Memory {
  readonly accounts: Map<string, AccountRow>;
  readonly desks: Map<string, DeskRow>;
  /** By symbol. */
  readonly markets: Map<string, Market>;
  /** Proposed, armed or triggered. */
  readonly conditions: Map<string, Condition>;
  /** By condition: the approvals of conditions that are live. */
  readonly approvals: Map<string, ApprovalRow>;
  readonly orders: Map<string, LiveOrder>;
  /** Client order id → id, of live orders. */
  readonly orderIds: Map<string, string>;
  /** By condition: how many orders its round trip has had, while it is live. Numbers the next one. */
  readonly orderCounts: Map<string, number>;
  /** By trade id. */
  readonly positions: Map<string, Position>;
  /** By account|desk|book|asset. */
  readonly balances: Map<string, Decimal>;
  /** By desk|dimension|key. */
  readonly scores: Map<string, ScoreRow>;
  /** By id, `telegram:111`; those that were removed are not here. */
  readonly people: Map<string, PersonRow>;
  /** By id, `telegram:-100123`: where Heron speaks now. */
  readonly chats: Map<string, ChatRow>;
  /** By chat|kind. */
  readonly notices: Map<string, NoticeRow>;
  /** By id: those that are on. */
  readonly schedules: Map<string, ScheduleRow>;
  /** By id: open or acknowledged. */
  readonly findings: Map<string, FindingRow>;
  /** By channel|kind: the message. */
  readonly liveCards: Map<string, string>;
  /** By name: those in force. */
  readonly prompts: Map<string, PromptRow>;
  /** By name: how good each analyst has been. */
  readonly analysts: Map<string, AnalystRow>;
  /** By id: those that hold. */
  readonly insights: Map<string, InsightRow>;
  /** By id: proposed, or in force. */
  readonly adaptations: Map<string, AdaptationRow>;
  /** By id: those that are followed. */
  readonly shadows: Map<string, ShadowRow>;
  halt: HaltRow | undefined;
  lockdown: Lockdown | undefined;
  live: LiveUnlock | undefined;
  learning: ScoreSettings | undefined;
}

export const emptyMemory = (): Memory => ({
  accounts: new Map(),
  desks: new Map(),
  markets: new Map(),
  conditions: new Map(),
  approvals: new Map(),
  orders: new Map(),
  orderIds: new Map(),
  orderCounts: new Map(),
  positions: new Map(),
  balances: new Map(),
  scores: new Map(),
  people: new Map(),
  chats: new Map(),
  notices: new Map(),
  schedules: new Map(),
  findings: new Map(),
  liveCards: new Map(),
  prompts: new Map(),
  analysts: new Map(),
  insights: new Map(),
  adaptations: new Map(),
  shadows: new Map(),
  halt: undefined,
  lockdown: undefined,
  live: undefined,
  learning: undefined,
});

/** Reads everything that is live from the rows. */
export function loadMemory(source: Reader): Memory {
  const memory = emptyMemory();
  const refuse = (): never => {
    throw new Error('bug: loading writes');
  };
  const core: Core = {
    get: source.get.bind(source),
    all: source.all.bind(source),
    run: refuse,
    insert: refuse,
    change: refuse,
    later: refuse,
    memory,
  };
  for (const one of loadAccounts(core)) memory.accounts.set(one.id, one);
  for (const one of loadDesks(core)) memory.desks.set(one.id, one);
  for (const one of loadMarkets(core)) memory.markets.set(one.symbol, one);
  for (const one of loadLiveConditions(core)) {
    memory.conditions.set(one.id, one);
    const approval = one.status === 'proposed' ? undefined : approvalOf(core, one.id);
    if (approval) memory.approvals.set(one.id, approval);
  }
  for (const one of loadLiveOrders(core)) {
    memory.orders.set(one.order.id, one);
    memory.orderIds.set(one.order.clientOrderId, one.order.id);
  }
  for (const [conditionId, count] of loadOrderCounts(core)) memory.orderCounts.set(conditionId, count);
  for (const one of loadPositions(core)) memory.positions.set(one.tradeId, one);
  for (const [key, amount] of loadBalances(core)) memory.balances.set(key, amount);
  for (const one of loadScores(core)) memory.scores.set(`${one.desk_id}|${one.dimension}|${one.key}`, one);
  for (const one of loadPeople(core)) memory.people.set(one.id, one);
  for (const one of loadChats(core)) memory.chats.set(one.id, one);
  for (const one of loadNotices(core)) memory.notices.set(`${one.chat_id}|${one.kind}`, one);
  for (const one of loadSchedules(core)) memory.schedules.set(one.id, one);
  for (const one of loadFindings(core)) memory.findings.set(one.id, one);
  for (const one of loadLiveCards(core)) memory.liveCards.set(`${one.channel}|${one.kind}`, one.message_ref);
  for (const one of loadPrompts(core)) memory.prompts.set(one.name, one);
  for (const one of loadAnalysts(core)) memory.analysts.set(one.name, one);
  for (const one of loadInsights(core)) memory.insights.set(one.id, one);
  for (const one of loadAdaptations(core)) memory.adaptations.set(one.id, one);
  for (const one of loadShadows(core)) memory.shadows.set(one.id, one);
  memory.halt = loadHalt(core);
  memory.lockdown = loadLockdown(core);
  memory.live = loadUnlock(core);
  memory.learning = loadLearning(core);
  return memory;
}
