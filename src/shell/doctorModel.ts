import { z } from 'zod';
import type { Check } from '#src/chat/checks.ts';
import { promptOf } from '#src/config/prompt.ts';
import type { Settings } from '#src/config/settings.ts';
import { systemClock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import type { Model, ModelCall } from '#src/model/port.ts';

const WORD = 'heron';
const answer = z.strictObject({ word: z.string().max(40) });
const MOST_TOKENS = 400;
const MEND = 'See model.name, model.baseUrl and model.token in config/default.yaml.';
const HOW: Readonly<Record<ModelCall['rung'], string>> = {
  json_schema: 'with a schema (json_schema)',
  json_object: 'as JSON (json_object)',
  text: 'as text',
  tools: 'with tools',
};

/** Asks the model one tiny question, where one is named; its library is loaded only then. Never throws, and names neither key nor address. */
export async function modelChecks({ model: settings }: Settings): Promise<Check[]> {
  if (settings.name === '')
    return [{ name: 'model', ok: true, found: 'off: set model.name and HERON_MODEL__TOKEN; the rules and templates do its work' }];
  const { ModelClient } = await import('#src/model/client.ts');
  const calls: ModelCall[] = [];
  const wall = systemClock();
  const client = new ModelClient({
    // One try says how it is; a second model would hide that.
    settings: { ...settings, retries: 0, fallback: '' },
    clock: wall,
    wall,
    record: (call) => calls.push(call),
    maySpend: () => undefined,
    known: () => undefined,
    down: () => undefined,
    up: () => undefined,
  });
  try {
    return [await checkOf(client, calls)];
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return [{ name: 'model', ok: false, found: error.message, mend: error.hint }];
  }
}

async function checkOf(client: Model, calls: readonly ModelCall[]): Promise<Check> {
  const { name, sha256, fill } = promptOf('doctor');
  const asked = {
    purpose: 'doctor' as const,
    prompt: { name, sha256 },
    ...fill({ word: WORD }),
    name: 'answer',
    schema: answer,
    maxTokens: MOST_TOKENS,
  };
  const answered = await client.ask(asked);
  const last = calls.at(-1);
  const who = `${client.name} at ${last?.server}`;
  if (!answered.ok) return { name: 'model', ok: false, found: `${who}: ${answered.text}`, mend: MEND };
  const tokens = calls.reduce((sum, call) => sum + call.tokensIn + call.tokensOut, 0);
  const how = HOW[last?.rung ?? 'text'];
  return { name: 'model', ok: true, found: `${who} answered ${how} in ${last?.latencyMs} ms, for ${tokens} tokens` };
}
