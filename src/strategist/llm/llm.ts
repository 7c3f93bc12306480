import { opinionOf } from '#src/analysts/strength.ts';
import type { ConditionDraft } from '#src/domain/condition.ts';
import type { Opinion } from '#src/ledger/opinions.ts';
import type { Model } from '#src/model/port.ts';
import type { Decision, MarketScene, Strategist, StrategistDeps } from '#src/strategist/port.ts';
import { draftOf, inWords } from './draftOf.ts';
import { evidenceOf } from './evidence.ts';
import { LlmMarket } from './llmMarket.ts';
import type { Asked } from './part.ts';
import { plainWords } from './plainWords.ts';
import { questionOf } from './question.ts';
import type { Wire } from './wire.ts';

/**
 * The strategist that is a language model (C3): asked one question about all markets that are due; what it answers is read by code, market by market. Without an
 * answer it has decided nothing, and whatever is armed stays armed.
 */
export class LlmStrategist implements Strategist {
  readonly name = 'llm';
  readonly #model: Model;
  readonly #deps: StrategistDeps;
  readonly #markets = new Map<string, LlmMarket>();

  constructor(model: Model, deps: StrategistDeps) {
    this.#model = model;
    this.#deps = deps;
  }

  forMarket(market: MarketScene['market']): LlmMarket {
    const seen = new LlmMarket(market, this.#deps.settings);
    this.#markets.set(market.symbol, seen);
    return seen;
  }

  async decideAll(scenes: readonly MarketScene[]): Promise<ReadonlyMap<string, Decision>> {
    const decisions = new Map<string, Decision>();
    const asked: Asked[] = [];
    for (const { market, context } of scenes) {
      const seen = this.#markets.get(market.symbol);
      if (seen === undefined) continue;
      const missing = tooFew(seen, this.#deps.settings.smc.structures.atrLength);
      if (missing === undefined) asked.push({ context, seen });
      else decisions.set(market.symbol, { outcome: 'waiting', reasons: [missing], drafts: [] });
    }
    if (asked.length === 0) return decisions;
    const answer = await this.#model.ask(questionOf(asked, this.#deps).question);
    const read = answer.ok ? this.#read(answer.value, asked) : undefined;
    for (const { context } of asked) {
      const { symbol } = context.market;
      decisions.set(symbol, read?.get(symbol) ?? { outcome: 'waiting', reasons: answer.ok ? [] : [noAnswer(answer.text)], drafts: [] });
    }
    return decisions;
  }

  #read({ opinions, conditions, note }: Wire, asked: readonly Asked[]): Map<string, Decision> {
    const found = new Map(asked.map(({ context }) => [context.market.symbol, { reasons: [] as string[], drafts: [] as ConditionDraft[] }]));
    for (const said of conditions) {
      const one = asked.find(({ context }) => context.market.symbol === said.market);
      if (one === undefined) {
        // Nobody asked about it, so it has no trace of its own; and its name is not repeated, because it is a text from outside.
        for (const { reasons } of found.values()) reasons.push('refused: a condition for a market that was not asked about');
        continue;
      }
      const { drafts, reasons } = found.get(said.market) as { reasons: string[]; drafts: ConditionDraft[] };
      const read = this.#draft(said, one);
      if ('refused' in read) reasons.push(`refused: ${read.refused}`);
      else {
        drafts.push(read.draft);
        reasons.push(`the model wants ${[inWords(read.draft), ...read.taken].join('; ')}`);
      }
    }
    const words = plainWords(note, 200);
    return new Map(
      [...found].map(([symbol, { reasons, drafts }]) => [
        symbol,
        {
          outcome: drafts.length > 0 ? 'proposed' : reasons.length > 0 ? 'refused' : 'nothing',
          reasons: [
            ...(reasons.length > 0 ? reasons : ['the model proposes nothing here']),
            ...(words === '' ? [] : [`its note: ${words}`]),
          ],
          drafts,
          opinions: this.#opinionsOf(opinions, symbol),
        } satisfies Decision,
      ]),
    );
  }

  #draft(said: Wire['conditions'][number], { context, seen }: Asked): ReturnType<typeof draftOf> {
    const { clock, quotes, settings } = this.#deps;
    const { market } = context;
    return draftOf(said, {
      market,
      now: clock.now(),
      // The answer took its time: it is held against the price of now.
      price: quotes.get(market.symbol)?.last ?? context.price,
      costBps: context.costBps,
      atr: seen.views[0].atr as number,
      settings,
      evidence: evidenceOf(said, seen, this.#deps),
    });
  }

  /** The first about a market counts. */
  #opinionsOf(opinions: Wire['opinions'], symbol: string): Opinion[] {
    const { on, horizonHours } = this.#deps.settings.analysts;
    const said = on.includes('model') ? opinions.find(({ market }) => market === symbol) : undefined;
    return said === undefined ? [] : [opinionOf('model', said.direction, said.strength, horizonHours * 60)];
  }
}

const tooFew = ({ views: [{ atr, seen, timeframe }] }: LlmMarket, needed: number): string | undefined =>
  atr === undefined ? `too few ${timeframe} candles to measure with: ${seen} of ${needed}` : undefined;

const noAnswer = (text: string): string => `no answer: ${text.replace(/\s+/g, ' ').slice(0, 300)}`;
