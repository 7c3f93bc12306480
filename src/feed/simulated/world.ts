import { type Rng, seedOf } from '#src/domain/rng.ts';
import type { SimulatedAsset } from './markets.ts';
import type { SimulatedModel } from './model.ts';
import { MinuteRng } from './noise.ts';

/** Numbers in one candle of an asset: open, high, low, close, volume in base units. Candles are rows of plain numbers in one array. */
export const BAR = 5;

interface AssetState {
  /** Logarithm of the price at the last close. */
  log: number;
  /** 1 in a trend up, −1 in a trend down, 0 in a range. */
  regime: number;
  /** Middle of the range, as a logarithm. */
  middle: number;
  /** Own part of the logarithm of volatility. */
  heat: number;
}

interface Coefficients {
  readonly seed: number;
  readonly startLog: number;
  readonly sigma: number;
  readonly minuteVolume: number;
  readonly volatility: number;
}

const HOUR = 60;
const DAY = 1440;
const WEEK = 10_080;
const CLIMATE_HALF_LIFE = 6 * HOUR;
const HEAT_HALF_LIFE = 30;
const STRESS_HALF_LIFE = 45;
/** Volatility right after a shock: e^0.8 ≈ 2.2 times the usual. */
const STRESS = 0.8;
/** Mean length of a trend or range. */
const REGIME = 5 * HOUR;
/** Prices find home in weeks, so that a simulation that runs for years does not end at zero or at the moon. */
const HOME_HALF_LIFE = 20 * DAY;

const STRESS_KEEP = 0.5 ** (1 / STRESS_HALF_LIFE);
const CLIMATE_KEEP = 0.5 ** (1 / CLIMATE_HALF_LIFE);
const HEAT_KEEP = 0.5 ** (1 / HEAT_HALF_LIFE);
const HOME_PULL = Math.LN2 / HOME_HALF_LIFE;

/**
 * The assets, minute by minute. A minute follows from the state before it and from random numbers that belong to (seed, asset, minute), so it is the
 * same whichever other assets are there and wherever the simulation was taken up again. All parts of the model draw their numbers whether they are
 * switched on or not, so that switching one leaves the others where they were.
 *
 * Log return of a minute = trend or pull to the middle of the range + pull home + shock + σ·z, where z is shared in part by all assets
 * (one-factor model) and log σ is the sum of two Ornstein-Uhlenbeck processes, one common and slow, one own and fast, and of the stress after a shock.
 * High and low come from the law of the extremes of a Brownian bridge: for a bridge over d with variance σ², the highest point is
 * (d + √(d² − 2σ² ln u)) ÷ 2 with u uniform (Karatzas & Shreve, Brownian Motion and Stochastic Calculus, 4.3.40).
 */
export class World {
  readonly #model: SimulatedModel;
  readonly #coefficients: readonly Coefficients[];
  readonly #seed: number;
  readonly #assets: AssetState[];
  readonly #rng = new MinuteRng();
  readonly #climateKick: number;
  readonly #heatKick: number;
  readonly #calm: number;
  readonly #shared: number;
  readonly #own: number;
  #minute: number;
  #climate = 0;
  #stress = 0;
  #shockLeft = 0;
  #shockMove = 0;

  /** `minute` counts minutes since 1970; nothing has moved yet when it begins. */
  constructor(seed: number | string, assets: readonly SimulatedAsset[], model: SimulatedModel, minute: number) {
    this.#model = model;
    this.#minute = minute;
    this.#seed = seedOf(seed, 'world');
    this.#coefficients = assets.map(({ base, startPrice, volatility, minuteValue }) => ({
      seed: seedOf(seed, 'asset', base),
      startLog: Math.log(startPrice),
      sigma: (model.hourlyVolatilityPct / 100 / Math.sqrt(HOUR)) * volatility,
      minuteVolume: minuteValue / startPrice,
      volatility,
    }));
    this.#assets = this.#coefficients.map(({ startLog }) => ({ log: startLog, regime: 0, middle: startLog, heat: 0 }));
    const spread = model.clustering * Math.SQRT1_2; // of each of the two parts
    this.#climateKick = spread * Math.sqrt(1 - CLIMATE_KEEP ** 2);
    this.#heatKick = spread * Math.sqrt(1 - HEAT_KEEP ** 2);
    this.#calm = -(model.clustering ** 2); // keeps the mean variance where it is: E e^2x = e^(2 var x)
    this.#shared = Math.sqrt(model.correlation);
    this.#own = Math.sqrt(1 - model.correlation);
  }

  /** The minute that `advance` makes next. */
  get minute(): number {
    return this.#minute;
  }

  /** Makes the next minute of all assets and writes their candles, one after another, into `out` from `at` on. */
  advance(out: Float64Array, at: number): void {
    const model = this.#model;
    const rng = this.#rng.at(this.#seed, this.#minute);
    const common = rng.normal();
    this.#climate = this.#climate * CLIMATE_KEEP + this.#climateKick * rng.normal();
    const shock = this.#shock(rng);
    const weather = this.#climate + this.#stress + this.#calm;
    for (let index = 0; index < this.#assets.length; index++) {
      const state = this.#assets[index] as AssetState;
      const fixed = this.#coefficients[index] as Coefficients;
      const own = this.#rng.at(fixed.seed, this.#minute);
      const z = this.#shared * common + this.#own * own.normal();
      state.heat = state.heat * HEAT_KEEP + this.#heatKick * own.normal();
      turn(state, own);
      const gap = gapOf(own, model);
      const storm = Math.exp(weather + state.heat);
      const sigma = fixed.sigma * storm;
      const opened = state.log + gap;
      const drift = driftOf(state, opened, model) + HOME_PULL * (fixed.startLog - opened);
      const jump = shock * fixed.volatility;
      const move = drift + jump + sigma * z;
      const square = move * move;
      const double = 2 * sigma * sigma;
      const rise = (move + Math.sqrt(square - double * Math.log(1 - own.next()))) / 2;
      const fall = (move - Math.sqrt(square - double * Math.log(1 - own.next()))) / 2;
      const bustle = storm * (0.4 + 0.6 * (Math.abs(move) / fixed.sigma)) * (0.5 + own.next());
      const open = Math.exp(opened);
      state.log = opened + move;
      const close = Math.exp(state.log);
      const row = at + index * BAR;
      out[row] = open;
      out[row + 1] = Math.max(open, close, open * Math.exp(rise));
      out[row + 2] = Math.min(open, close, open * Math.exp(fall));
      out[row + 3] = close;
      out[row + 4] = fixed.minuteVolume * bustle;
    }
    this.#minute++;
  }

  /** The state as plain numbers; `restore` takes it up again. */
  save(): number[] {
    const assets = this.#assets.flatMap(({ log, regime, middle, heat }) => [log, regime, middle, heat]);
    return [this.#minute, this.#climate, this.#stress, this.#shockLeft, this.#shockMove, ...assets];
  }

  /** Goes on from saved numbers; false, and nothing changed, when they are none for these assets. */
  restore(saved: readonly number[]): boolean {
    if (saved.length !== 5 + 4 * this.#assets.length || !saved.every(Number.isFinite)) return false;
    const [minute, climate, stress, shockLeft, shockMove, ...assets] = saved as [number, number, number, number, number, ...number[]];
    this.#minute = minute;
    this.#climate = climate;
    this.#stress = stress;
    this.#shockLeft = shockLeft;
    this.#shockMove = shockMove;
    for (const [index, state] of this.#assets.entries()) {
      [state.log, state.regime, state.middle, state.heat] = assets.slice(index * 4, index * 4 + 4) as [number, number, number, number];
    }
    return true;
  }

  /** Log return of this minute's part of a shock, 0 nearly always. A shock takes two to four minutes; the stress fades afterwards. */
  #shock(rng: Rng): number {
    const strikes = rng.next() < this.#model.shocksPerWeek / WEEK;
    const size = rng.next();
    const length = rng.next();
    const falls = rng.next() < 0.5;
    this.#stress *= STRESS_KEEP;
    if (strikes && this.#shockLeft === 0) {
      this.#shockLeft = 2 + Math.floor(length * 3);
      this.#shockMove = (((falls ? -1 : 1) * this.#model.shockPct) / 100) * ((0.6 + 0.8 * size) / this.#shockLeft);
      this.#stress += STRESS;
    }
    if (this.#shockLeft === 0) return 0;
    this.#shockLeft--;
    return this.#shockMove;
  }
}

/** Trends and ranges take turns at random moments. */
function turn(state: AssetState, rng: Rng): void {
  const ends = rng.next() < 1 / REGIME;
  const kind = rng.next();
  if (!ends) return;
  state.regime = kind < 0.3 ? 1 : kind < 0.6 ? -1 : 0;
  state.middle = state.log;
}

function gapOf(rng: Rng, model: SimulatedModel): number {
  const opens = rng.next() < model.gapsPerDay / DAY;
  const size = rng.next();
  const falls = rng.next() < 0.5;
  return opens ? ((falls ? -1 : 1) * model.gapPct * (0.6 + 0.8 * size)) / 100 : 0;
}

function driftOf(state: AssetState, log: number, model: SimulatedModel): number {
  return state.regime === 0 ? (model.rangePullPerHour / HOUR) * (state.middle - log) : (state.regime * model.trendPctPerHour) / 100 / HOUR;
}
