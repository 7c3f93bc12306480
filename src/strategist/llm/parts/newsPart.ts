import { parseInstant, toIso } from '#src/domain/clock.ts';
import { liveNews } from '#src/ledger/news.ts';
import { hour, short, signed } from '#src/strategist/llm/figures.ts';
import type { PartMaker } from '#src/strategist/llm/part.ts';

const MOST = 12;
/** Topics are words of a closed list; one that looks different is not repeated. */
const TOPIC = /^[a-z_]{1,24}$/;

/** News that still count, as the fields that the extractor read; neither text nor source. */
export const newsPart: PartMaker = (asked, { ledger, clock }) => {
  const symbols = new Set(asked.map(({ context }) => context.market.symbol));
  const said = liveNews(ledger, toIso(clock.now()), MOST).flatMap(({ id, at, market, topic, sentiment, confidence }) =>
    (market === 'all' || symbols.has(market)) && TOPIC.test(topic)
      ? [`${id} ${hour(parseInstant(at))} ${market} ${topic} ${signed(sentiment)} (confidence ${short(confidence)})`]
      : [],
  );
  return { desk: said.length === 0 ? undefined : `news, sentiment from -1 to 1: ${said.join('; ')}` };
};
