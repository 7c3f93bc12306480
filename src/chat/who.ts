import type { Memory } from '#src/ledger/memory.ts';

const PLATFORMS: Readonly<Record<string, string>> = { telegram: 'Telegram', discord: 'Discord' };

/** `telegram`, `telegram:-100123` → `Telegram`; anything else is its own name. */
export function platformName(channel: string): string {
  const [platform = ''] = channel.split(':');
  return PLATFORMS[platform] ?? channel;
}

/** Who did something, as the end of a passive sentence: `user:terminal` → `at the terminal`, `user:telegram:111:Ann` → `by Ann on Telegram`. */
export function by(actor: string): string {
  const [kind = '', name = '', ...rest] = actor.split(':');
  switch (kind) {
    case 'user': {
      const person = rest.slice(1).join(':') || rest[0];
      if (person !== undefined) return `by ${person} on ${platformName(name)}`;
      return name === 'terminal' ? 'at the terminal' : `on ${platformName(name)}`;
    }
    case 'policy':
      return 'by the policy';
    case 'sniper':
      return 'by the sniper';
    case 'strategist':
      return `by ${name}`;
    case 'heron':
      return 'by Heron';
    case 'venue':
      return `by the venue (${name})`;
    default:
      return `by ${actor}`;
  }
}

/** The person who did something, `user:telegram:111:Ann` → `telegram:111`; undefined for whoever is known by no number. */
export function personIdOf(actor: string): string | undefined {
  const [kind, platform, id] = actor.split(':');
  return kind === 'user' && id !== undefined ? `${platform}:${id}` : undefined;
}

/**
 * The channel on which somebody has the answer to what they did: the terminal, or their private chat. Undefined when nobody did it. A group is not
 * known by who speaks in it, and the others there have not seen the answer.
 */
export function channelOf(actor: string, { chats }: Pick<Memory, 'chats'>): string | undefined {
  const person = personIdOf(actor);
  if (person === undefined) return actor.startsWith('user:') ? actor.slice('user:'.length) : undefined;
  for (const { id, person_id } of chats.values()) if (person_id === person) return id;
  return undefined;
}
