import { z } from 'zod';
import { market as marketArgument } from '#src/chat/argument.ts';
import { badged } from '#src/chat/badge.ts';
import { type Context, command } from '#src/chat/command.ts';
import { findMarket, unknownMarket } from '#src/chat/lookup.ts';
import { price } from '#src/chat/money.ts';
import { buttons, fields, text } from '#src/chat/reply.ts';
import { ageMs, duration, fromNow } from '#src/chat/time.ts';
import { GRADE_WORDS } from '#src/chat/words.ts';
import { fromNumber, placesOf, toText } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import { spreadBps } from '#src/domain/quote.ts';
import { gradeNow } from '#src/ledger/scores.ts';
import { lastTrace } from '#src/ledger/traces.ts';

export const market = command({
  name: 'market',
  summary: 'what the analysts see in a market',
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
    const [reason] = trace === undefined ? [] : (JSON.parse(trace.reasons) as string[]);
    return {
      title: badged(symbol, app),
      blocks: [
        fields({
          price: quote === undefined ? 'none yet' : `${onTick(quote.last, found)}, ${duration(ageMs(quote.at, now))} old`,
          'bid, ask': quote && `${onTick(quote.bid, found)}, ${onTick(quote.ask, found)} (${spreadBps(quote).toFixed(1)} bps)`,
          bias: trace?.bias,
          looked: trace && `${fromNow(trace.to_at, now)}: ${trace.outcome}`,
          grade: gradesOf(symbol, context),
          live: liveIn(symbol, context),
          kind: kindOf(found),
        }),
        ...(reason === undefined ? [] : [text(reason)]),
        buttons({ Why: `/why ${symbol}`, Propose: `/propose ${symbol}` }),
      ],
    };
  },
});

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
