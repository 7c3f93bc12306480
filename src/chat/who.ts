/** An actor of the ledger in words: `user:terminal` → `you at the terminal`. */
export function who(actor: string): string {
  const [kind = '', name = '', ...rest] = actor.split(':');
  switch (kind) {
    case 'user':
      return name === 'terminal' || name === '' ? 'you at the terminal' : [rest.join(':'), `on ${name}`].filter((part) => part !== '').join(' ');
    case 'policy':
      return 'the policy';
    case 'sniper':
      return 'the sniper';
    case 'strategist':
      return name;
    case 'venue':
      return `the venue (${name})`;
    default:
      return actor;
  }
}

/** The channel that a person spoke on, or undefined when nobody did: they have their answer already. */
export const channelOf = (actor: string): string | undefined => (actor.startsWith('user:') ? actor.split(':')[1] : undefined);
