import type { StructureSettings } from '#src/analysis/smc/structures.ts';
import type { Candle } from '#src/domain/candle.ts';
import type { Candles } from '#src/domain/candles.ts';
import type { Clock } from '#src/domain/clock.ts';
import type { Quotes } from '#src/domain/quotes.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { areOpinionsDue } from '#src/ledger/openOpinions.ts';
import { Momentum } from './momentum.ts';
import type { Analyst } from './port.ts';
import { Structure } from './structure.ts';
import { Trend } from './trend.ts';
import { Volatility } from './volatility.ts';

/** They are asked after each close of a candle of this timeframe. */
const ASKS: Timeframe = '1h';

export interface PanelDeps {
  readonly ledger: Ledger;
  readonly quotes: Quotes;
  readonly clock: Clock;
  /** Who is asked; names that nobody here bears speak elsewhere. */
  readonly on: readonly string[];
  readonly horizonMinutes: number;
  readonly structures: StructureSettings;
  readonly markets: readonly string[];
}

interface Table {
  analysts: readonly Analyst[];
  due: boolean;
}

/** One set of analysts for each market of the desk: fed its closed candles, asked each hour, and heard by the ledger. */
export class Panel {
  readonly #deps: PanelDeps;
  readonly #tables: ReadonlyMap<string, Table>;

  constructor(deps: PanelDeps) {
    this.#deps = deps;
    this.#tables = new Map(deps.markets.map((market) => [market, { analysts: analystsOf(deps), due: false }]));
  }

  /** Timeframes that they want of a market. */
  timeframes(market: string): readonly Timeframe[] {
    const table = this.#tables.get(market);
    return table === undefined ? [] : [...new Set([ASKS, ...table.analysts.flatMap(({ timeframes }) => timeframes)])];
  }

  candle(market: string, timeframe: Timeframe, candle: Candle): void {
    const table = this.#tables.get(market);
    if (table === undefined) return;
    for (const one of table.analysts) if (one.timeframes.includes(timeframe)) one.candle(timeframe, candle);
    if (timeframe === ASKS) table.due = true;
  }

  /** Whole candles of these timeframes are missing: whoever looks at one of them begins anew, with what is kept of the others. */
  gap(market: string, timeframes: readonly Timeframe[], kept: Pick<Candles, 'of'>): void {
    const table = this.#tables.get(market);
    if (table === undefined) return;
    const fresh = analystsOf(this.#deps);
    table.analysts = table.analysts.map((one, index) => {
      const anew = fresh[index];
      if (anew === undefined || !one.timeframes.some((timeframe) => timeframes.includes(timeframe))) return one;
      const left = one.timeframes.filter((timeframe) => !timeframes.includes(timeframe));
      for (const timeframe of left) for (const candle of kept.of(market, timeframe)) anew.candle(timeframe, candle);
      return anew;
    });
  }

  /** After warm-up: nobody is asked about candles that are history. */
  warmed(): void {
    for (const table of this.#tables.values()) table.due = false;
  }

  /** Asks about a market whose hour has just ended. What was held before is measured with its price, also when nobody has anything to say. */
  cycle(market: string): void {
    const table = this.#tables.get(market);
    if (table?.due !== true) return;
    table.due = false;
    const { ledger, quotes, clock } = this.#deps;
    const price = quotes.get(market)?.last;
    if (price === undefined) return;
    const now = clock.now();
    const opinions = table.analysts.flatMap((one) => one.opinion(now) ?? []);
    if (opinions.length === 0 && !areOpinionsDue(ledger, market, now)) return;
    ledger.transact((tx) => tx.append({ kind: 'opinions.given', subject: market, actor: 'analysts', data: { price, opinions } }));
  }
}

function analystsOf({ on, horizonMinutes, structures }: PanelDeps): Analyst[] {
  const horizon = { horizonMinutes };
  const all = [new Trend(horizon), new Momentum(horizon), new Structure(horizon, structures), new Volatility(horizon)];
  return all.filter(({ name }) => on.includes(name));
}
