import type { PartMaker } from '#src/strategist/llm/part.ts';
import { isKnownName } from './knownNames.ts';

/** Insights that are told, the newest ones. */
const MOST = 8;
/** A figure of a claim as text: an hour, a count. */
const FIGURE = /^\d{1,6}$/;
/** Names of fields are ours; one that looks different is left out. */
const FIELD = /^[a-zA-Z]{1,24}$/;

/**
 * What the trades show and still bear out: the fields of the claim and the figures that a query gave, not the sentence, which a model may have worded. A
 * claim with a name that is none of Heron's own is left out: half of it would say something else.
 */
export const insightsPart: PartMaker = (_, { ledger, deskId, settings }) => {
  const { markets } = settings.desk;
  const held = [...ledger.memory.insights.values()].filter((one) => one.desk_id === deskId).slice(-MOST);
  const said = held.flatMap(({ id, claim, evidence }) => {
    const about = fieldsOf(claim, markets);
    const figures = fieldsOf(evidence, markets).flatMap((field) => field ?? []);
    return about.includes(undefined) ? [] : [`${id} ${about.join(' ')}${figures.length === 0 ? '' : ` (${figures.join(' ')})`}`];
  });
  return { desk: said.length === 0 ? undefined : `insights that hold: ${said.join('; ')}` };
};

/** `market=BTC/USDT`, `meanR=-0.41`: figures and known names; undefined for any other field. */
const fieldsOf = (json: string, markets: readonly string[]): (string | undefined)[] =>
  Object.entries(JSON.parse(json) as Record<string, unknown>).map(([key, value]) => {
    if (!FIELD.test(key)) return undefined;
    if (typeof value === 'number') return `${key}=${Number(value.toPrecision(2))}`;
    return typeof value === 'string' && (isKnownName(value, markets) || FIGURE.test(value)) ? `${key}=${value}` : undefined;
  });
