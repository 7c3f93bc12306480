import type { Look as Shown } from '#test/fakes/telegram/chats.ts';
import type { FakeMessage } from '#test/fakes/telegram/fakeTelegram.ts';
import type { People } from './people.ts';
import type { Pictures } from './pictures.ts';
import { ANN, type Stage } from './stage.ts';
import { type Look, timeOf, writtenMessage } from './written.ts';

/** Ann's chat at the end, message by message, from so many on. */
export function telegramPage({ telegram, pictures }: Stage, people: People, what = 'The day', from = 0): string {
  const { messages } = telegram.chat(ANN);
  const parts = [`# ${what} on Telegram, as Ann sees it (times in UTC)`];
  const tapsAfter = (count: number): void => {
    for (const { after, at, label, toast } of people.tapped)
      if (after === count) parts.push(`*${timeOf(at)} Ann taps [${label}]${toast === '' ? '' : `, and a notice says: ${toast}`}*`);
  };
  messages.forEach((message, index) => {
    if (index < from) return;
    tapsAfter(index);
    parts.push(written(message, messages, people, pictures));
  });
  tapsAfter(messages.length);
  return `${parts.join('\n\n')}\n`;
}

function written(message: FakeMessage, all: readonly FakeMessage[], { seenAt, ann }: People, pictures: Pictures): string {
  const { id, from, replyTo, silent, deleted, history } = message;
  const answered = all.find((one) => one.id === replyTo);
  const at = seenAt.get(`telegram:${id}`);
  if (at === undefined) throw new Error(`nobody has seen message ${id}`);
  const looks = [...history, message].map((look) => lookOf(look, pictures)) as [Look, ...Look[]];
  return writtenMessage({
    at,
    who: from === ann.id ? ann.first_name : 'Heron',
    notes: [
      ...(answered === undefined ? [] : [`answers “${answered.text.split('\n')[0]}”`]),
      ...(silent ? ['silent'] : []),
      ...(deleted ? ['deleted'] : []),
    ],
    looks,
    isLive: looks[0].text.startsWith('Status'),
  });
}

const lookOf = ({ text, keyboard, photo }: Shown, pictures: Pictures): Look => ({
  text,
  buttons: (keyboard ?? []).map((row) => row.map((button) => button.text)),
  ...(photo && { picture: pictures.nameOf(photo.bytes) }),
});
