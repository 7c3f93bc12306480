import type { Change } from '#src/domain/adaptation.ts';
import { instant, parseInstant, toIso } from '#src/domain/clock.ts';
import type { Trial, TrialRunner } from '#src/reflection/trial.ts';

const POINTS = 40;

/** A replay that finds what a test tells it to find, at once: what a worker would have worked out over the candles of a month. */
export class ScriptedTrials implements TrialRunner {
  /** What it was asked, oldest first. */
  readonly asked: { readonly change: Change; readonly from: string; readonly to: string }[] = [];
  /** What it finds from now on, where that is not a small gain that may be chance. */
  finds: Partial<Trial> = {};
  /** A replay is not done before this is. */
  takes: Promise<void> = Promise.resolve();
  /** While it is set, every replay fails with it. */
  broken: Error | undefined;

  async run(change: Change, _deskId: string, from: string, to: string): Promise<Trial> {
    this.asked.push({ change, from, to });
    await this.takes;
    if (this.broken !== undefined) throw this.broken;
    return {
      from,
      to,
      candles: 43_200,
      without: { trades: 42, wins: 19, pnl: '112.40', meanR: 0.05, maxDrawdownPct: 4.1, curve: curveOf(from, to, 112.4) },
      with: { trades: 36, wins: 18, pnl: '301.25', meanR: 0.16, maxDrawdownPct: 3.2, curve: curveOf(from, to, 301.25) },
      deltaR: 3.66,
      lowR: -0.4,
      highR: 7.7,
      intervalPct: 80,
      verdict: 'unclear',
      ...this.finds,
    };
  }
}

/** From 10,000 to what was earned, with a dip on the way. */
function curveOf(from: string, to: string, pnl: number): [at: string, equity: number][] {
  const [start, end] = [parseInstant(from), parseInstant(to)];
  return Array.from({ length: POINTS + 1 }, (_, i) => {
    const part = i / POINTS;
    const dip = 140 * Math.sin(part * 9) * (1 - part);
    return [toIso(instant(Math.round(start + (end - start) * part))), Number((10_000 + pnl * part - dip).toFixed(2))];
  });
}
