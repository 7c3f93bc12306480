import type { Question } from '#src/model/port.ts';
import { wireSchemaOf } from '#src/model/wireSchema.ts';
import type { StrategistDeps } from '#src/strategist/port.ts';
import { type Context, contextOf } from './context.ts';
import type { Asked } from './part.ts';
import { tokensOf } from './tokens.ts';
import { type Wire, wireSchema } from './wire.ts';

/** Name of the prompt file. */
const PROMPT = 'strategist';
/** What the schema of the answer costs in a question that carries it. */
const SCHEMA_TOKENS = tokensOf(JSON.stringify(wireSchemaOf(wireSchema)));

/** A question with what it is made of. */
interface Asking {
  readonly question: Question<Wire>;
  readonly context: Context;
  /** Tokens, estimated, of the prompt around the context and of the schema. */
  readonly fixed: { readonly prompt: number; readonly schema: number };
}

/** The one question about all markets that are asked about, at most `llm.contextTokens` long as a whole. */
export function questionOf(asked: readonly Asked[], deps: StrategistDeps): Asking {
  const { llm, analysts } = deps.settings;
  const prompt = deps.prompt(PROMPT);
  const fill = (context: string): { readonly system: string; readonly user: string } =>
    prompt.fill({ context, hours: String(analysts.horizonHours) });
  const empty = fill('');
  const fixed = { prompt: tokensOf(empty.system) + tokensOf(empty.user), schema: SCHEMA_TOKENS };
  const context = contextOf(asked, deps, llm.contextTokens - fixed.prompt - fixed.schema);
  const { system, user } = fill(context.text);
  const { name, sha256 } = prompt;
  const question: Question<Wire> = {
    purpose: 'strategist',
    prompt: { name, sha256 },
    system,
    user,
    name: 'proposal',
    schema: wireSchema,
    maxTokens: llm.answerTokens,
  };
  return { question, context, fixed };
}
