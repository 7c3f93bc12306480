const PREFIX = 'telegram:';

/** `telegram:-100123` */
export const channelName = (chatId: number): string => `${PREFIX}${chatId}`;

/** Throws RangeError for a name of another platform. */
export function chatIdOf(channel: string): number {
  const id = channel.startsWith(PREFIX) ? Number(channel.slice(PREFIX.length)) : Number.NaN;
  if (!Number.isSafeInteger(id) || id === 0) throw new RangeError(`not a chat of Telegram: ${channel}`);
  return id;
}

/** A message within its chat. Whether it is a picture decides how it is edited. */
export interface Ref {
  readonly kind: 'text' | 'photo';
  readonly messageId: number;
}

/** `t12` is a text, `p12` a picture. */
export const refName = ({ kind, messageId }: Ref): string => `${kind === 'photo' ? 'p' : 't'}${messageId}`;

/** Undefined for what is no reference of Telegram. */
export function readRef(ref: string): Ref | undefined {
  const [, kind, id] = /^([tp])(\d{1,15})$/.exec(ref) ?? [];
  return id === undefined ? undefined : { kind: kind === 'p' ? 'photo' : 'text', messageId: Number(id) };
}
