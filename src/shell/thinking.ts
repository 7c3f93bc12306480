import type { AppParts } from '#src/app.ts';
import { type Clock, systemClock } from '#src/domain/clock.ts';
import type { ModelOfParts } from '#src/modelOf.ts';

export interface ThinkingParts extends Pick<ModelOfParts, 'settings' | 'ledger' | 'clock'> {
  /** The machine's time unless said. */
  readonly wall: Clock | undefined;
  readonly report: ((error: unknown) => void) | undefined;
}

/** The model of a running Heron and what is said to it; nothing, and nothing loaded, where no model is named. Throws CannotStart for a faulty prompt. */
export async function thinkingOf({ wall, report, ...parts }: ThinkingParts): Promise<Pick<AppParts, 'model' | 'prompt' | 'prompts'>> {
  if (parts.settings.model.name === '') return {};
  const { modelOf } = await import('#src/modelOf.ts');
  const { promptOf, readPrompts } = await import('#src/config/prompt.ts');
  const model = modelOf({ ...parts, wall: wall ?? systemClock(), report: report ?? (() => undefined) });
  return { model, prompt: promptOf, prompts: readPrompts().values() };
}
