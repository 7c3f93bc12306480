/** Candle of a chart: open time in ms, open, high, low, close, volume. */
export type ChartCandle = readonly [openedAt: number, open: number, high: number, low: number, close: number, volume: number];

/** A price that matters, drawn as a line with a label. */
export interface ChartLevel {
  readonly kind: 'entry' | 'stop' | 'target' | 'last';
  readonly price: number;
  /** `TP1`, `SL`, `ENTRY` */
  readonly label: string;
}

/** An area of price over time: an order block, a gap. */
export interface ChartZone {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
  readonly label: string;
  readonly tone: 'good' | 'bad' | 'neutral';
}

/** Something that happened at a price and a time: an entry, an exit, a swing. */
export interface ChartMarker {
  readonly at: number;
  readonly price: number;
  readonly kind: 'buy' | 'sell' | 'stop' | 'target';
  readonly label?: string;
}

/** A line over the candles, such as an average: as many values as candles, null where there is none. */
export interface ChartLine {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

interface ChartHead {
  readonly title: string;
  readonly subtitle: string;
  /** IANA name: the time axis is in the reader's zone. */
  readonly zone: string;
  /** Drawn large and unmistakable when the prices are made up or the money is: `PAPER · SIMULATED`. */
  readonly badge: string;
}

export interface CandleChart extends ChartHead {
  readonly kind: 'candles';
  readonly market: string;
  readonly timeframe: string;
  readonly candles: readonly ChartCandle[];
  readonly lines: readonly ChartLine[];
  /** Levels of one plan stand together, its entry first. The reward and the risk of the first plan are shaded. */
  readonly levels: readonly ChartLevel[];
  readonly zones: readonly ChartZone[];
  readonly markers: readonly ChartMarker[];
  /** From when on the levels apply (time of the proposal or the entry); the picture shades reward and risk from here. */
  readonly since?: number;
  readonly side?: 'long' | 'short';
  /** Digits behind the point of a price. */
  readonly places: number;
}

/** Worth at a time; `hold` is what buying and holding would be worth, null where unknown. */
export interface EquityPoint {
  readonly at: number;
  readonly equity: number;
  readonly hold: number | null;
}

export interface EquityChart extends ChartHead {
  readonly kind: 'equity';
  readonly asset: string;
  /** What the two lines are, where they are not what was made and buying and holding: `with`, `without`. */
  readonly labels?: { readonly equity: string; readonly hold: string };
  /** In order of time. */
  readonly points: readonly EquityPoint[];
}

/** Mean R of one market with the interval that holds it; without one where there are too few trades. */
export interface ScoreBar {
  readonly label: string;
  readonly mean: number;
  readonly interval?: { readonly low: number; readonly high: number };
  readonly trades: number;
  readonly grade: string;
}

export interface ScoreChart extends ChartHead {
  readonly kind: 'scores';
  /** Sorted as drawn. */
  readonly bars: readonly ScoreBar[];
}

/** What a picture shows, as plain JSON: it waits in the outbox and is drawn when it is sent. */
export type Chart = CandleChart | EquityChart | ScoreChart;
