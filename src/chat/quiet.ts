import type { Instant } from '#src/domain/clock.ts';
import { perZone } from '#src/domain/perZone.ts';
import type { ChatRow } from '#src/ledger/chats.ts';

/** From when to when a chat wants no sound, in its own zone; `22:00` to `07:00` goes over midnight. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
  readonly zone: string;
}

const SPAN = /^(\d{1,2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2})(?::(\d{2}))?$/;

/** `22:00-07:00`, `22-7`: both ends as `HH:MM`; undefined when it is no span of a day. */
export function parseSpan(typed: string): Pick<QuietHours, 'from' | 'to'> | undefined {
  const [, fromHour, fromMinute = '00', toHour, toMinute = '00'] = SPAN.exec(typed.trim()) ?? [];
  if (fromHour === undefined || toHour === undefined) return undefined;
  const from = `${fromHour.padStart(2, '0')}:${fromMinute}`;
  const to = `${toHour.padStart(2, '0')}:${toMinute}`;
  return isTime(from) && isTime(to) && from !== to ? { from, to } : undefined;
}

const isTime = (time: string): boolean => time < '24:00' && time.slice(3) < '60';

/** The zone under the name that the machine knows it by, or undefined when there is none of that name. */
export function zoneNamed(typed: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: typed }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Whether it is quiet in a chat at a moment. */
export function isQuiet(chat: Pick<ChatRow, 'quiet_from' | 'quiet_to' | 'quiet_zone'> | undefined, at: Instant): boolean {
  if (chat === undefined || chat.quiet_from === null || chat.quiet_to === null) return false;
  const time = timeIn(chat.quiet_zone ?? 'UTC', at);
  return chat.quiet_from < chat.quiet_to
    ? time >= chat.quiet_from && time < chat.quiet_to
    : time >= chat.quiet_from || time < chat.quiet_to;
}

/** `22:05` on the clocks of a zone. */
const timeIn = (zone: string, at: Instant): string => formatIn(zone).format(at);

const formatIn = perZone((timeZone) => new Intl.DateTimeFormat('en-GB-u-hc-h23', { timeZone, hour: '2-digit', minute: '2-digit' }));
