/** A message that Heron can find again: the channel or thread that it stands in, and its id. */
interface Place {
  readonly channelId: string;
  readonly messageId: string;
}

/** `<channel or thread id>/<message id>` */
export const refOf = (channelId: string, messageId: string): string => `${channelId}/${messageId}`;

/** Undefined when the text is no reference. */
export function placeOf(ref: string): Place | undefined {
  const found = /^(\d{15,21})\/(\d{15,21})$/.exec(ref);
  return found === null ? undefined : { channelId: found[1] as string, messageId: found[2] as string };
}

/** `discord:123…` of a channel's id. */
export const channelName = (channelId: string): string => `discord:${channelId}`;

/** The id in a channel's name. Throws RangeError when it is none of Discord's. */
export function channelIdOf(name: string): string {
  const id = /^discord:(\d{15,21})$/.exec(name)?.[1];
  if (id === undefined) throw new RangeError(`${name} is no channel of Discord`);
  return id;
}
