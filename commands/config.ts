import { z } from 'zod';
import { settingKey } from '#src/chat/argument.ts';
import { command } from '#src/chat/command.ts';
import { nearest } from '#src/chat/nearest.ts';
import { say, text } from '#src/chat/reply.ts';

export const config = command({
  name: 'config',
  summary: 'settings in force, and where each came from',
  role: 'viewer',
  discreet: true,
  args: z.object({ key: settingKey.optional() }),
  aliases: { show_config: '' },
  examples: ['/config', '/config guards', '/config policy.autoUpToPct'],
  run({ app }, { key }) {
    const entries = app.settings.entries();
    const lines = (some: typeof entries): string =>
      some.map(({ key, value, origin }) => `${key} = ${shown(value)}${origin === 'default' ? '' : ` (${origin})`}`).join('\n');
    if (key === undefined) {
      const changed = entries.filter(({ origin }) => origin !== 'default');
      const groups = [...new Set(entries.map((entry) => entry.key.split('.')[0] ?? ''))];
      return {
        title: `${entries.length} settings, ${changed.length === 0 ? 'all at their defaults' : `${changed.length} changed`}`,
        blocks: [
          ...(changed.length === 0 ? [] : [text(lines(changed))]),
          text(`Look closer with /config and one of: ${groups.join(', ')}.`),
        ],
        data: entries.map(({ key, value, origin }) => ({ key, value: shown(value), origin })),
      };
    }
    const found = entries.filter((entry) => entry.key === key || entry.key.startsWith(`${key}.`));
    if (found.length > 0)
      return {
        title: `Settings: ${key}`,
        blocks: [text(lines(found))],
        data: found.map(({ key, value, origin }) => ({ key, value: shown(value), origin })),
      };
    const near = nearest(
      key,
      entries.map((entry) => entry.key),
    );
    return say(`There is no setting ${key}.`, near.length > 0 ? `Did you mean ${near.join(' or ')}?` : '/config lists the groups.');
  },
});

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
