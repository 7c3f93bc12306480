import { lastTrace } from '#src/ledger/traces.ts';
import { ofMarkets, type PartMaker } from '#src/strategist/llm/part.ts';
import { plainWords } from '#src/strategist/llm/plainWords.ts';

/** Sentences of Heron's own checks begin so; what a model said is always quoted behind other words. */
const OURS = /^(?:refused|merged): /;

/** What was wrong with the last answer, so that it is not said again. */
export const refusalsPart: PartMaker = (asked, { ledger }) =>
  ofMarkets(asked, ({ context: { market } }) => {
    const trace = lastTrace(ledger, market.symbol);
    if (trace === undefined) return undefined;
    const refused = (JSON.parse(trace.reasons) as string[]).filter((reason) => OURS.test(reason)).slice(0, 3);
    return refused.length === 0 ? undefined : `last time ${refused.map((reason) => plainWords(reason, 160)).join('; ')}`;
  });
