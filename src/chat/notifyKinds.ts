import type { Memory } from '#src/ledger/memory.ts';
import type { NoticeRow } from '#src/ledger/notices.ts';

/** Kinds of messages that a chat can choose among, with what each is about. */
export const NOTIFY_KINDS = {
  proposal: 'cards that ask for your answer',
  answer: 'what became of a proposal, where its card is not shown',
  fill: 'entries and targets that were filled',
  close: 'results of closed trades',
  stop: 'stops that moved',
  risk: 'guards, pauses and limits',
  halt: 'the kill switch',
  order: 'orders that the venue refused or lost',
  audit: 'what an audit found',
  learning: 'grades that changed, and what reflection found',
  adaptation: 'changes that are proposed, applied and taken back',
  summary: 'summaries and digests',
  system: 'prices, platforms, people and schedules',
} as const;

export type NotifyKind = keyof typeof NOTIFY_KINDS;

export const KIND_NAMES = Object.keys(NOTIFY_KINDS) as [NotifyKind, ...NotifyKind[]];

export const NOTIFY_MODES = ['on', 'silent', 'off'] as const satisfies readonly NoticeRow['mode'][];

/** What nobody may miss: it can come without a sound, but it comes. Quiet hours do not hush it either. */
export const ALWAYS_TOLD: ReadonlySet<string> = new Set<NotifyKind>(['halt', 'order', 'audit']);

/** What a chat hears that never chose. */
const DEFAULTS: Readonly<Record<string, NoticeRow['mode']>> = { learning: 'silent' };

/** How a chat wants a kind of message. */
export const modeOf = ({ notices }: Pick<Memory, 'notices'>, channel: string, kind: string): NoticeRow['mode'] => {
  const mode = notices.get(`${channel}|${kind}`)?.mode ?? DEFAULTS[kind] ?? 'on';
  return mode === 'off' && ALWAYS_TOLD.has(kind) ? 'silent' : mode;
};
