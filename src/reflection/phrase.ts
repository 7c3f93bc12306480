import { z } from 'zod';
import { type Change, changeSchema, faultOfChange, PARAMETERS, type ParameterKey } from '#src/domain/adaptation.ts';
import type { Prompt } from '#src/domain/prompt.ts';
import type { Model } from '#src/model/port.ts';
import { type Claim, claimSchema, type Evidence, evidenceOf, keysOf, sameClaim } from './claims.ts';
import type { Finding } from './discover.ts';
import { DIMENSIONS, type Fact } from './facts.ts';
import { consequenceOf } from './follow.ts';
import { groupOf, inR, numbersAgree } from './templates.ts';

const PARAMETER_KEYS = Object.keys(PARAMETERS) as [ParameterKey, ...ParameterKey[]];
const MAX_TOKENS = 1_200;
/** Rows of the table; the largest groups first. */
const MOST_ROWS = 60;

/** What the model answers: flat, with null for what does not apply, because not every server takes choices between objects. */
const answerSchema = z.strictObject({
  claims: z
    .array(
      z.strictObject({
        dimension: z.enum(DIMENSIONS),
        key: z.string().min(1).max(80),
        direction: z.enum(['worse', 'better']),
        text: z.string().min(1).max(200),
      }),
    )
    .max(12),
  changes: z
    .array(
      z.strictObject({
        action: z.enum([
          'bench_market',
          'favor_market',
          'deactivate_pattern',
          'boost_pattern',
          'no_trade',
          'reduce',
          'caution',
          'parameter',
        ]),
        dimension: z.enum(DIMENSIONS).nullable(),
        key: z.string().min(1).max(80).nullable(),
        parameter: z.enum(PARAMETER_KEYS).nullable(),
        after: z.number().nullable(),
      }),
    )
    .max(8),
  summary: z.string().max(300),
});

type Answer = z.infer<typeof answerSchema>;

export interface ModelsView {
  /** In the order of the model; each holds, and its text agrees with its figures or is undefined. */
  readonly claims: readonly { readonly claim: Claim; readonly text: string | undefined }[];
  /** Claims that did not hold. */
  readonly dropped: number;
  /** Changes of the right form; `mustHelp` where no claim carries them. */
  readonly changes: readonly { readonly change: Change; readonly claim: Claim | undefined; readonly mustHelp: boolean }[];
  readonly summary: string;
}

export interface PhraseParts {
  readonly model: Model;
  readonly prompt: Prompt;
  readonly facts: readonly Fact[];
  /** What holds: new, and from before. */
  readonly holding: readonly Finding[];
  readonly confidencePct: number;
  readonly most: number;
  readonly inForce: (key: ParameterKey) => number;
}

/** Asks the model what it makes of the facts, and checks all of it. Undefined where there is no answer: the templates speak then. Never throws. */
export async function phrase(parts: PhraseParts): Promise<ModelsView | undefined> {
  const { model, prompt } = parts;
  try {
    const { system, user } = prompt.fill({ facts: tableOf(parts), parameters: parametersOf(parts.inForce), most: String(parts.most) });
    const asked = await model.ask({
      purpose: 'reflection',
      prompt: { name: prompt.name, sha256: prompt.sha256 },
      system,
      user,
      name: 'reflection',
      schema: answerSchema,
      maxTokens: MAX_TOKENS,
    });
    return asked.ok ? checked(asked.value, parts) : undefined;
  } catch {
    return undefined;
  }
}

/** Holds each claim against what was found: a claim of the model is one more answer to questions that were counted already, so it may not be easier on itself. */
function checked(answer: Answer, parts: PhraseParts): ModelsView {
  const claims: { claim: Claim; text: string | undefined }[] = [];
  let dropped = 0;
  for (const { text, ...said } of answer.claims) {
    const parsed = claimSchema.safeParse({ kind: 'mean_r', ...said });
    const finding = parsed.success ? parts.holding.find((one) => sameClaim(one.claim, parsed.data)) : undefined;
    if (finding === undefined) dropped++;
    else if (!claims.some((one) => sameClaim(one.claim, finding.claim)))
      claims.push({ claim: finding.claim, text: numbersAgree(text, finding.claim, finding.evidence) ? text : undefined });
  }
  const changes = answer.changes.flatMap((said) => changeOf(said, parts));
  const summary = isBare(answer.summary) ? answer.summary : '';
  return { claims, dropped, changes, summary };
}

/** A summary is about many claims, so that no number of it can be checked: it has none. */
const isBare = (text: string): boolean => !/\d/.test(text);

function changeOf(said: Answer['changes'][number], parts: PhraseParts): ModelsView['changes'][number][] {
  const { action, dimension, key, parameter, after } = said;
  if (action === 'parameter') {
    if (parameter === null || after === null) return [];
    const change: Change = { kind: 'parameter', key: parameter, before: parts.inForce(parameter), after };
    return faultOfChange(change, parts.inForce) === undefined ? [{ change, claim: undefined, mustHelp: true }] : [];
  }
  if (key === null) return [];
  const finding = parts.holding.find(
    ({ claim }) => claim.kind === 'mean_r' && claim.key === key && (dimension ?? claim.dimension) === claim.dimension,
  );
  const parsed = changeSchema.safeParse(shapeOf(action, dimension, key));
  // What no claim carries would be a guess with money; the replay alone is too weak a reason.
  if (!parsed.success || finding === undefined) return [];
  const follows = consequenceOf(finding, parts.inForce);
  if (follows === undefined || isAgainst(parsed.data) !== isAgainst(follows.change)) return [];
  return [{ change: parsed.data, claim: finding.claim, mustHelp: false }];
}

function shapeOf(action: Exclude<Answer['changes'][number]['action'], 'parameter'>, dimension: string | null, key: string): unknown {
  const [verb = '', noun] = action.split('_');
  if (noun === 'market') return { kind: 'market', market: key, action: verb };
  if (noun === 'pattern') return { kind: 'pattern', pattern: key, action: verb };
  return dimension === null ? undefined : { kind: 'rule', when: { [dimension]: dimension === 'hour' ? Number(key) : key }, action };
}

const isAgainst = (change: Change): boolean =>
  change.kind === 'rule' || (change.kind !== 'parameter' && (change.action === 'bench' || change.action === 'deactivate'));

/** `hour 14: 23 trades -0.61 R; others 177 +0.08 R; p 0.0001; holds worse` */
function tableOf({ facts, holding, confidencePct }: PhraseParts): string {
  const rows = DIMENSIONS.flatMap((dimension) =>
    keysOf(facts, dimension).flatMap((key) => {
      const claim = (direction: 'worse' | 'better'): Claim => ({ kind: 'mean_r', dimension, key, direction });
      const evidence = evidenceOf(claim('worse'), facts, confidencePct);
      if (evidence === undefined || evidence.n < 2) return [];
      const held = (['worse', 'better'] as const).find((one) => holding.some((finding) => sameClaim(finding.claim, claim(one))));
      return [
        { n: evidence.n, line: `${dimension} ${key}: ${figuresOf(evidence)}; ${held === undefined ? 'not proven' : `holds ${held}`}` },
      ];
    }),
  );
  const others = holding.flatMap(({ claim, evidence }) => (claim.kind === 'mean_r' ? [] : [`${groupOf(claim)}: ${figuresOf(evidence)}`]));
  const lines = rows.sort((a, b) => b.n - a.n).map(({ line }) => line);
  return [...lines.slice(0, MOST_ROWS), ...others].join('\n') || 'no closed trades';
}

const figuresOf = ({ n, meanR, restN, restMeanR, p }: Evidence): string =>
  `${n} trades ${inR(meanR)}; others ${restN} ${inR(restMeanR)}; p ${p.toPrecision(2)}`;

const parametersOf = (inForce: PhraseParts['inForce']): string =>
  PARAMETER_KEYS.map((key) => `${key}: ${inForce(key)}, ${PARAMETERS[key].from} to ${PARAMETERS[key].to}`).join('\n');
