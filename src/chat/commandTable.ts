import { type Command, ROLES, type Role } from './command.ts';
import { usageOf } from './usage.ts';

export const ROLE_WORDS: Record<Role, string> = { viewer: 'Look', trader: 'Act', owner: 'Own' };

/** The commands of a role, in the order of the list. */
export const commandsOf = (commands: readonly Command[], role: Role): readonly Command[] =>
  commands.filter((command) => command.role === role);

/** Every command as a Markdown table, for README: made from the registry, so that it cannot be out of date. */
export function commandTable(commands: readonly Command[]): string {
  const rows = ROLES.flatMap((role) =>
    commandsOf(commands, role).map((command) => {
      const aliases = Object.keys(command.aliases ?? {}).map((alias) => `\`/${alias}\``);
      const also = aliases.length === 0 ? '' : ` (also ${aliases.join(', ')})`;
      return `| \`${usageOf(command).replaceAll('|', '\\|')}\` | ${command.summary}${also} | ${role} |`;
    }),
  );
  return ['| command | what it does | role |', '|---|---|---|', ...rows].join('\n');
}
