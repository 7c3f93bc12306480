import type { LedgerEvent } from '#src/ledger/event.ts';
import { badged } from './badge.ts';
import { foundLines } from './learned.ts';
import type { World } from './messages.ts';
import { inModelsWords } from './modelsPart.ts';
import { buttons, type Reply, text } from './reply.ts';
import { sentenceOf } from './sentence.ts';

/** What a reflection found; null when it found nothing new, or when the message of the evening tells it. */
export function reflectionReply(event: LedgerEvent<'reflection.finished'>, { ledger, scene }: World): Reply | null {
  const { insights, adaptations, note } = event.data;
  if (event.actor === 'schedule' || insights.length + adaptations.length === 0) return null;
  const lines = foundLines(ledger, insights, adaptations, scene.settings.values.learning);
  return {
    title: badged(sentenceOf(event), scene),
    blocks: [
      text(lines.map((line) => `· ${line}`).join('\n')),
      ...(note === '' ? [] : [text(inModelsWords(note))]),
      buttons({ Insights: '/insights', Changes: '/adaptations' }),
    ],
  };
}
