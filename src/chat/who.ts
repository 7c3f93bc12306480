/** Who did something, as the end of a passive sentence: `user:terminal` → `at the terminal`, `user:telegram:Ann` → `by Ann on telegram`. */
export function by(actor: string): string {
  const [kind = '', name = '', ...rest] = actor.split(':');
  switch (kind) {
    case 'user': {
      const person = rest.join(':');
      if (person !== '') return `by ${person} on ${name}`;
      return name === 'terminal' ? 'at the terminal' : `on ${name}`;
    }
    case 'policy':
      return 'by the policy';
    case 'sniper':
      return 'by the sniper';
    case 'strategist':
      return `by ${name}`;
    case 'venue':
      return `by the venue (${name})`;
    default:
      return `by ${actor}`;
  }
}

/** The channel that a person spoke on, or undefined when nobody did: they have their answer already. */
export const channelOf = (actor: string): string | undefined => (actor.startsWith('user:') ? actor.split(':')[1] : undefined);
