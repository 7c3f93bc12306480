import { parseInstant } from '#src/domain/clock.ts';
import { audited } from '#test/day/audited.ts';
import { discordPage } from '#test/day/discordPage.ts';
import { ANN } from '#test/day/stage.ts';
import { telegramPage } from '#test/day/telegramPage.ts';
import { type Figures, figuresOf } from './figures.ts';
import type { Night } from './stage.ts';

const MINUTE_MS = 60_000;

/** What was shown on a platform, by the first words of its title, as it can be read. */
export type Shown = Readonly<Record<(typeof TOLD)[number], string>>;

/** The messages of a night, in their order. */
export const TOLD = ['Summary', 'e1 proposed', 'Reflection', 'Late summary', 'insight', 'change'] as const;

export interface Told {
  readonly telegram: Shown;
  readonly discord: Shown;
  readonly pages: Readonly<Record<'telegram' | 'discord', string>>;
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  readonly figures: Figures;
  /** Sentences of insights, with who phrased them. */
  readonly insights: readonly { readonly text: string; readonly source: string }[];
  /** Bodies of the questions that came to the model's server. */
  readonly questions: readonly string[];
  /** Whether anything was connected to the model's server. */
  readonly reachedModel: boolean;
  readonly connections: number;
  readonly log: readonly string[];
}

/** Lets the evening pass: a summary at 22:00, the reflection at 23:30, one more summary at 23:45; then both people ask what was learned. */
export async function spend({ stage, people, fake, ports }: Night): Promise<Told> {
  const { world, telegram, discord, pictures } = stage;
  const to = (time: string): number => (parseInstant(`2026-01-05T${time}:00Z`) - world.now) / MINUTE_MS;
  await people.pass(to('21:59'));
  await audited(world, '21:58');
  await people.pass(to('22:01'));
  await world.minutes(to('22:59'));
  await audited(world, '22:58');
  await world.minutes(to('23:29'));
  await people.pass(to('23:31'));
  await world.minutes(to('23:44'));
  await people.pass(to('23:46'));
  for (const line of ['/insights', '/adaptations']) {
    await people.annSays(line);
    await people.bobSays(line);
  }
  return {
    telegram: byTitle(telegram.said(ANN).map(({ text }) => text)),
    discord: byTitle(discord.home.messages.map(({ text }) => text)),
    pages: { telegram: telegramPage(stage, people, 'The night'), discord: discordPage(stage, people, 'The night') },
    pictures: pictures.named,
    figures: figuresOf(world.ledger),
    insights: world.events('insight.found').map(({ data: { text, source } }) => ({ text, source })),
    questions: fake.arrived.map(({ body }) => body),
    reachedModel: ports().includes(Number(new URL(fake.url).port)),
    connections: ports().length,
    log: stage.log,
  };
}

/** The whole text of each message; where a picture came with the title alone, the text is the longer one. */
function byTitle(texts: readonly string[]): Shown {
  const told = texts.filter((text, i) => !texts[i + 1]?.startsWith(text));
  const summaries = told.filter((text) => text.includes('Summary of'));
  const titled = (words: string): string => told.find((text) => text.split('\n')[0]?.includes(words)) ?? '';
  return {
    Summary: summaries[0] ?? '',
    'e1 proposed': titled('e1 proposed'),
    Reflection: titled('Reflection of'),
    'Late summary': summaries[1] ?? '',
    insight: titled('1 insight'),
    change: titled('1 change'),
  };
}
