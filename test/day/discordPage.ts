import type { FakeChannel } from '#test/fakes/discord/channel.ts';
import type { FakeMessage, Shown } from '#test/fakes/discord/message.ts';
import type { People } from './people.ts';
import type { Pictures } from './pictures.ts';
import type { Stage } from './stage.ts';
import { type Look, writtenMessage } from './written.ts';

/** The channel of the server at the end as Bob sees it, each thread below its card. */
export function discordPage({ discord, pictures }: Stage, people: People, what = 'The day'): string {
  const parts = [`# ${what} on Discord, as Bob sees it (times in UTC)`];
  const write = (channel: FakeChannel, level: string): void => {
    for (const message of channel.all.filter(({ thinking, deleted }) => !thinking && !deleted)) {
      parts.push(written(message, people, pictures, level));
      const thread = channel.threads.find(({ id }) => id === message.id);
      if (thread === undefined) continue;
      parts.push(`${level}# Thread: ${thread.name}`);
      write(thread, `${level}##`);
    }
  };
  write(discord.home, '##');
  return `${parts.join('\n\n')}\n`;
}

function written({ id, silent, onlyFor, history, now }: FakeMessage, people: People, pictures: Pictures, level: string): string {
  const at = people.seenAt.get(`discord:${id}`);
  if (at === undefined) throw new Error(`nobody has seen message ${id}`);
  const asked = people.asked.get(id);
  const looks = [...history, now]
    .map((shown) => lookOf(shown, pictures))
    .filter(({ text, buttons, picture }) => text !== '' || buttons.length > 0 || picture !== undefined) as [Look, ...Look[]];
  return writtenMessage(
    {
      at,
      who: 'Heron',
      notes: [
        ...(asked === undefined ? [] : [asked]),
        ...(onlyFor === undefined ? [] : ['only Bob sees this']),
        ...(silent ? ['silent'] : []),
      ],
      looks,
      isLive: looks[0].text.startsWith('Status'),
    },
    level,
  );
}

const lookOf = ({ content, embeds, components, files }: Shown, pictures: Pictures): Look => ({
  text: [content, ...embeds.flatMap(({ title, description, footer }) => [title, description, footer?.text])]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => asRead(part as string))
    .join('\n'),
  buttons: components.map((row) => row.components.flatMap((one) => ('label' in one ? [one.label ?? ''] : []))),
  ...(files[0] && { picture: pictures.nameOf(files[0].bytes) }),
});

/** Markdown as a client shows it: bold and fences are looks, and a backslash before a sign is not seen. */
const asRead = (markdown: string): string =>
  markdown
    .replace(/\n?^```$\n?/gm, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .replaceAll('**', '')
    .replace(/\\([^0-9A-Za-z\s])/g, '$1')
    .trimEnd();
