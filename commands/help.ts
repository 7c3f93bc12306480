import { z } from 'zod';
import { commandName } from '#src/chat/argument.ts';
import { command, mayRun, ROLES } from '#src/chat/command.ts';
import { commandsOf, ROLE_WORDS } from '#src/chat/commandTable.ts';
import { fields, type Reply, say, text } from '#src/chat/reply.ts';
import { usageOf } from '#src/chat/usage.ts';

export const help = command({
  name: 'help',
  summary: 'what you can say; with a command, how',
  role: 'viewer',
  args: z.object({ command: commandName.optional() }),
  aliases: { start: '' },
  examples: ['/help', '/help approve'],
  run({ commands, user }, args): Reply {
    if (args.command === undefined) {
      const groups = ROLES.filter((role) => mayRun(user.role, role)).flatMap((role) => {
        const some = commandsOf(commands.all, role);
        return some.length === 0
          ? []
          : [text(`${ROLE_WORDS[role]}\n${some.map((one) => `${usageOf(one)}\n    ${one.summary}`).join('\n')}`)];
      });
      return { title: 'What you can say', blocks: [...groups, text('The slash may be left out. /help approve tells more about one.')] };
    }
    const name = args.command.replace(/^\//, '');
    const found = commands.find(name)?.command;
    if (found === undefined) {
      const near = commands.near(name);
      return say(
        `There is no command /${name}.`,
        near.length > 0 ? `Did you mean ${near.map((one) => `/${one}`).join(' or ')}?` : '/help lists them all.',
      );
    }
    const aliases = Object.keys(found.aliases ?? {});
    return {
      title: `/${found.name}: ${found.summary}`,
      blocks: [
        fields({
          usage: usageOf(found),
          role: found.role,
          examples: found.examples.join('\n'),
          also: aliases.length === 0 ? undefined : aliases.map((alias) => `/${alias}`).join(', '),
        }),
      ],
    };
  },
});
