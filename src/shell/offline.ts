import { randomBytes } from 'node:crypto';
import { marketStateOf } from '#src/analysis/marketState.ts';
import { analystVerbs } from '#src/analysts/view.ts';
import type { App } from '#src/app.ts';
import type { Sourced } from '#src/config/load.ts';
import { Candles } from '#src/domain/candles.ts';
import { instant, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { Quotes } from '#src/domain/quotes.ts';
import { DESK } from '#src/found.ts';
import { eventBySeq, recentEvents } from '#src/ledger/events.ts';
import { takeLease } from '#src/ledger/lease.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { lastMark } from '#src/ledger/marks.ts';
import { repairsOf } from '#src/repair.ts';

/**
 * A Heron that does not run, as far as a ledger can answer for it: everything that reads works, at the last prices that the ledger holds;
 * everything that acts is refused in words.
 */
function offlineApp(ledger: Ledger, clock: VirtualClock, settings: Sourced, monoMs: () => number): App {
  const quotes = new Quotes();
  const at = clock.now();
  for (const [market, last] of lastPrices(ledger)) quotes.put({ market, bid: last, ask: last, last, bidSize: 0, askSize: 0, at });
  const first = eventBySeq(ledger, 1);
  const simulated = first?.kind === 'ledger.opened' && first.data.source.startsWith('simulated');
  const refuse = (): never => {
    throw new OutsideError(
      'not-running',
      'No Heron is running on this ledger, so nothing can be done there.',
      'Start it with heron start, then say it again. Questions are answered without it.',
    );
  };
  const app: App = {
    clock,
    wall: clock,
    entropy: randomBytes,
    ledger,
    quotes,
    candles: new Candles(),
    settings,
    mode: [...ledger.memory.accounts.values()][0]?.mode ?? 'paper',
    feed: { name: first?.kind === 'ledger.opened' ? first.data.kind : 'none', simulated },
    sniper: {
      answer: refuse,
      edit: refuse,
      preview: () => undefined,
      disarm: refuse,
      closePosition: refuse,
      keepPosition: refuse,
      flatten: refuse,
      cancelOrder: refuse,
      halt: refuse,
      resume: refuse,
      lockDown: refuse,
      endLockdown: refuse,
      setDeskStatus: refuse,
      distancePct: () => undefined,
      limitsInUse: () => [],
      worstDrawdownPct: () => 0,
    },
    proposer: { now: refuse },
    jobs: [],
    schedules: { add: refuse, remove: refuse },
    analysts: analystVerbs({ ledger, clock, ...settings.values.analysts, intervalPct: settings.values.learning.intervalPct }),
    marketState: (_, moment) => marketStateOf([], moment),
    repairs: repairsOf(ledger, clock),
    audit: async () => (await import('#src/auditApp.ts')).auditApp(app, monoMs),
    stop: async () => ledger.close(),
    [Symbol.asyncDispose]: async () => ledger.close(),
  };
  return app;
}

function lastPrices(ledger: Ledger): [string, number][] {
  const mark = lastMark(ledger, DESK);
  if (mark === undefined || ledger.memory.accounts.size === 0) return [];
  return Object.entries(JSON.parse(mark.prices) as Record<string, string>).map(([market, price]) => [market, Number(price)]);
}

/** Opens a ledger that nobody runs, to answer from it. Throws CannotStart when there is none or when somebody does run it. */
export function openOffline(path: string, settings: Sourced, monoMs: () => number): { readonly app: App; release(): void } {
  const reading = new Ledger({ path, clock: new VirtualClock(instant(0)), readonly: true });
  const newest = recentEvents(reading, 1)[0]?.at;
  reading.close();
  const lease = takeLease(path);
  const clock = new VirtualClock(newest === undefined ? instant(0) : parseInstant(newest));
  try {
    const ledger = new Ledger({ path, clock });
    return {
      app: offlineApp(ledger, clock, settings, monoMs),
      release() {
        ledger.close();
        lease.release();
      },
    };
  } catch (error) {
    lease.release();
    throw error;
  }
}
