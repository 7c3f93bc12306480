import { z } from 'zod';
import { analystBlocks, stateText, togetherText } from '#src/chat/analystsTable.ts';
import { market as marketArgument } from '#src/chat/argument.ts';
import { badged } from '#src/chat/badge.ts';
import { type Context, command } from '#src/chat/command.ts';
import { findMarket, unknownMarket } from '#src/chat/lookup.ts';
import { price } from '#src/chat/money.ts';
import { buttons, fields, text } from '#src/chat/reply.ts';
import { ageMs, duration, fromNow } from '#src/chat/time.ts';
import { GRADE_WORDS } from '#src/chat/words.ts';
import { fromNumber, placesOf, toText } from '#src/domain/decimal.ts';
import type { Json } from '#src/domain/hash.ts';
import type { Market } from '#src/domain/market.ts';
import type { MarketState } from '#src/domain/marketState.ts';
import { spreadBps } from '#src/domain/quote.ts';
import { gradeNow } from '#src/ledger/scores.ts';
import { lastTrace } from '#src/ledger/traces.ts';

type View = ReturnType<Context['app']['analysts']['view']>;

export const market = command({
  name: 'market',
  summary: 'what the analysts see in a market, and how good each has been',
  role: 'viewer',
  args: z.object({ market: marketArgument }),
  examples: ['/market BTC/USDT', '/market btc'],
  run(context, args) {
    const { app, now } = context;
    const { memory } = app.ledger;
    const found = findMarket(memory, args.market);
    if (found === undefined) return unknownMarket(memory, args.market);
    const { symbol } = found;
    const quote = app.quotes.get(symbol);
    const trace = lastTrace(app.ledger, symbol);
    const view = app.analysts.view(symbol);
    const state = app.marketState(symbol, app.clock.now());
    const [reason] = trace === undefined ? [] : (JSON.parse(trace.reasons) as string[]);
    return {
      title: badged(symbol, app),
      blocks: [
        fields({
          price: quote === undefined ? 'none yet' : `${onTick(quote.last, found)}, ${duration(ageMs(quote.at, now))} old`,
          'bid, ask': quote && `${onTick(quote.bid, found)}, ${onTick(quote.ask, found)} (${spreadBps(quote).toFixed(1)} bps)`,
          state: stateText(state),
          analysts: togetherText(view),
          bias: trace?.bias,
          looked: trace && `${fromNow(trace.to_at, now)}: ${trace.outcome}`,
          grade: gradesOf(symbol, context),
          live: liveIn(symbol, context),
          kind: kindOf(found),
        }),
        ...(reason === undefined ? [] : [text(reason)]),
        ...analystBlocks(view, app.settings.values.learning.intervalPct),
        buttons({ Why: `/why ${symbol}`, Propose: `/propose ${symbol}` }),
      ],
      data: dataOf(symbol, state, view),
    };
  },
});

/** Exact figures; what nobody knows yet is left out. */
function dataOf(symbol: string, { trend, volatility }: MarketState, { consensus, records }: View): Json {
  const { direction, upProbability, voices } = consensus;
  return {
    market: symbol,
    trend,
    volatility,
    direction,
    upProbability,
    voices: voices.map((one) => ({ ...one })),
    records: records.map(({ analyst, given, resolved, rightShare, brier, skill, move, reliability }) => ({
      analyst,
      given,
      resolved,
      rightShare,
      brier,
      skill,
      meanMovePct: move?.meanPct,
      ...(move !== undefined && Number.isFinite(move.highPct) ? { lowPct: move.lowPct, highPct: move.highPct } : {}),
      reliability: reliability.map((one) => ({ ...one })),
    })),
  };
}

function gradesOf(symbol: string, { app, now }: Context): string {
  const { scores, desks } = app.ledger.memory;
  const said = [...desks.keys()].map((desk) => GRADE_WORDS[gradeNow(scores.get(`${desk}|market|${symbol}`), now)]);
  return [...new Set(said)].join(', ');
}

function liveIn(symbol: string, { app }: Context): string {
  const { conditions, positions } = app.ledger.memory;
  const live = [
    ...[...conditions.values()]
      .filter((one) => one.market === symbol && one.status !== 'triggered')
      .map(({ id, status }) => `${id} ${status}`),
    ...[...positions.values()].filter((one) => one.market === symbol).map(({ tradeId, side }) => `${tradeId} ${side}`),
  ];
  return live.length === 0 ? 'nothing' : live.join(', ');
}

const onTick = (value: number, { tick }: Market): string => price(fromNumber(value, placesOf(tick)));

const kindOf = ({ kind, step, minNotional, quote, maxLeverage }: Market): string =>
  `${kind}, step ${toText(step)}, at least ${toText(minNotional)} ${quote}${kind === 'perpetual' ? `, leverage up to ${maxLeverage}` : ''}`;
