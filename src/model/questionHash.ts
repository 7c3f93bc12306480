import { canonicalJson, type Json, sha256 } from '#src/domain/hash.ts';
import type { Inquiry, Question } from './port.ts';
import { wireSchemaOf } from './wireSchema.ts';

/** SHA-256 of everything that decides an answer; `model` is the one that is named in the settings, also where another one fills in for it. */
export const questionHashOf = <T>(model: string, { system, user, name, schema, maxTokens }: Question<T>): string =>
  hashOf({ model, system, user, name, schema: wireSchemaOf(schema), maxTokens });

/** The same for a question with tools. */
export const inquiryHashOf = (model: string, { system, user, tools, maxTokens }: Inquiry): string =>
  hashOf({
    model,
    system,
    user,
    tools: tools.map(({ name, description, args }) => ({ name, description, args: wireSchemaOf(args) })),
    maxTokens,
  });

const hashOf = (question: Json): string => sha256(canonicalJson(question));
