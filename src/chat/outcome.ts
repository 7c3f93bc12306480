import type { Instant } from '#src/domain/clock.ts';
import type { Condition, ConditionStatus } from '#src/domain/condition.ts';
import type { Position } from '#src/domain/position.ts';
import { rOf } from '#src/domain/trade.ts';
import { type ApprovalRow, approvalOf } from '#src/ledger/approvals.ts';
import type { AnyEvent, LedgerEvent } from '#src/ledger/event.ts';
import { lastEvent } from '#src/ledger/events.ts';
import type { LedgerTx } from '#src/ledger/ledger.ts';
import { type TradeRow, tradeOf } from '#src/ledger/trades.ts';
import type { Scene } from './card.ts';
import { quoteOf } from './lookup.ts';
import { coins, inR, money, price } from './money.ts';
import { openPosition } from './openPosition.ts';
import type { Tone } from './reply.ts';
import { clockTime } from './time.ts';
import { by } from './who.ts';
import { becauseGiven, capital, denierOf, EXIT_SENTENCES } from './words.ts';

/** What became of a condition, for its card: a word for the title, and the lines that take the place of its buttons. */
export interface Outcome {
  /** `is armed`, `expired`, `closed +12.00 USDT` */
  readonly verb: string;
  readonly tone?: Tone;
  /** Oldest first. */
  readonly lines: readonly string[];
}

const VERBS: Readonly<Record<ConditionStatus, string>> = {
  proposed: 'waits for an answer',
  rejected: 'was rejected',
  expired: 'expired',
  superseded: 'was replaced',
  armed: 'is armed',
  disarmed: 'was disarmed',
  triggered: 'has triggered',
  denied: 'was denied by a guard',
  closed: 'is over',
};

const TONES: Readonly<Partial<Record<ConditionStatus, Tone>>> = { armed: 'good', triggered: 'good', disarmed: 'warn', denied: 'warn' };

/** Read right after `event`, which carries what is no longer live by then: a closed trade. */
export function outcomeOf(condition: Condition, event: AnyEvent, ledger: LedgerTx, scene: Scene, now: Instant): Outcome {
  const { id, status } = condition;
  const answer = approvalOf(ledger, id);
  const lines = [
    answer && answerLine(answer, now),
    status === 'triggered' ? triggerLine(ledger, id, now) : undefined,
    ended(condition, ledger, now),
  ];
  const base = { verb: VERBS[status], ...(TONES[status] && { tone: TONES[status] }) };
  if (event.kind === 'trade.closed') {
    const trade = tradeOf(event.data);
    const made = money(trade.pnl, quoteOf(trade.market), 'signed');
    return {
      verb: `closed ${made}`,
      tone: event.data.pnl.startsWith('-') ? 'bad' : 'good',
      lines: said([...lines, closeLine(event.data, now)]),
    };
  }
  const position = [...ledger.memory.positions.values()].find(({ conditionId }) => conditionId === id);
  if (position === undefined) return { ...base, lines: said(lines) };
  return { ...base, verb: `is open as ${position.tradeId}`, lines: said([...lines, openLine(position, condition, ledger, scene)]) };
}

const said = (lines: readonly (string | undefined)[]): string[] => lines.filter((line) => line !== undefined);

/** `Approved by Ann on Discord 14:02 UTC, armed until 20:00` */
function answerLine({ decision, actor, at, expires_at, reason }: ApprovalRow, now: Instant): string {
  const when = clockTime(at, now);
  if (decision === 'reject') return `Rejected ${by(actor)} ${when}${becauseGiven(reason)}`;
  return `Approved ${by(actor)} ${when}, armed until ${clockTime(expires_at, now).replace(/ UTC$/, '')}`;
}

/** `Approved by Ann on Telegram 14:02 UTC as the first of two`, while the second answer is missing. */
export function pledgeLine({ id, paramsHash }: Condition, ledger: LedgerTx, now: Instant): string | undefined {
  const pledge = lastEvent(ledger, 'approval.pledged', id);
  if (pledge === undefined || pledge.data.params_hash !== paramsHash) return undefined;
  return `Approved ${by(pledge.actor)} ${clockTime(pledge.at, now)} as the first of two; a second person has to approve it.`;
}

function triggerLine(ledger: LedgerTx, id: string, now: Instant): string | undefined {
  const event = lastEvent(ledger, 'condition.triggered', id);
  return event && `Triggered ${clockTime(event.at, now)}`;
}

const ENDS = {
  expired: ['condition.expired', 'Expired'],
  superseded: ['condition.superseded', 'Replaced'],
  disarmed: ['condition.disarmed', 'Disarmed'],
  closed: ['condition.closed', 'Over'],
} as const;

/** How it ended, where it ended before there was a trade. */
function ended({ id, status }: Condition, ledger: LedgerTx, now: Instant): string | undefined {
  if (status === 'denied') {
    const event = lastEvent(ledger, 'condition.denied', id);
    return event && `${capital(denierOf(event.data.guard))} said no ${clockTime(event.at, now)}: ${event.data.text}`;
  }
  if (!(status in ENDS)) return undefined;
  const [kind, word] = ENDS[status as keyof typeof ENDS];
  const event: LedgerEvent<(typeof ENDS)[keyof typeof ENDS][0]> | undefined = lastEvent(ledger, kind, id);
  if (event === undefined) return undefined;
  const who = event.actor.startsWith('user:') ? ` ${by(event.actor)}` : '';
  return `${word}${who} ${clockTime(event.at, now)}${becauseGiven(event.data.reason)}`;
}

/** `t1: 0.01 at 64,010 · stop 63,000 · target 1 of 2 taken` */
function openLine(position: Position, { stop, targets }: Condition, ledger: LedgerTx, { quotes }: Scene): string {
  const { entry } = openPosition(position, ledger.memory, quotes);
  const moved = lastEvent(ledger, 'stop.moved', position.tradeId)?.data.to;
  const taken = lastEvent(ledger, 'target.reached', position.tradeId)?.data.target;
  const parts = [
    `${position.tradeId}: ${coins(position.amount, '')} at ${price(entry)}`,
    `stop ${price(moved ?? stop)}`,
    taken === undefined ? undefined : `target ${taken} of ${targets.length} taken`,
  ];
  return said(parts).join(' · ');
}

function closeLine(row: TradeRow, now: Instant): string {
  const trade = tradeOf(row);
  const made = `${money(trade.pnl, quoteOf(row.market), 'signed')} (${inR(rOf(trade))})`;
  return `${row.id} closed ${clockTime(row.closed_at, now)}: ${made}, ${EXIT_SENTENCES[row.exit_reason]}`;
}
