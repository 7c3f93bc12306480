import type { App } from '#src/app.ts';
import type { Sourced } from '#src/config/load.ts';
import { Candles } from '#src/domain/candles.ts';
import { instant, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { Quotes } from '#src/domain/quotes.ts';
import { ACCOUNT, DESK } from '#src/found.ts';
import { eventBySeq, recentEvents } from '#src/ledger/events.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { lastMark } from '#src/ledger/marks.ts';

/** Time of the newest event of a ledger that nobody runs: what `now` is for it. */
export function clockOf(ledgerAt: string | undefined): VirtualClock {
  return new VirtualClock(ledgerAt === undefined ? instant(0) : parseInstant(ledgerAt));
}

/**
 * A Heron that does not run, as far as a ledger can answer for it: everything that reads works, at the last prices that the ledger holds;
 * everything that acts is refused in words.
 */
export function offlineApp(ledger: Ledger, clock: VirtualClock, settings: Sourced): App {
  const quotes = new Quotes();
  const at = clock.now();
  for (const [market, last] of lastPrices(ledger)) quotes.put({ market, bid: last, ask: last, last, bidSize: 0, askSize: 0, at });
  const first = eventBySeq(ledger, 1);
  const simulated = first?.kind === 'ledger.opened' && first.data.source.startsWith('simulated');
  const refuse = (): never => {
    throw new OutsideError('not-running', 'No Heron is running on this ledger, so nothing can be done there.', 'Start it with heron start, then say it again. Questions are answered without it.');
  };
  return {
    clock,
    ledger,
    quotes,
    candles: new Candles(),
    settings,
    mode: 'paper',
    feed: { name: first?.kind === 'ledger.opened' ? first.data.kind : 'none', simulated },
    sniper: {
      answer: refuse,
      disarm: refuse,
      closePosition: refuse,
      cancelOrder: refuse,
      halt: refuse,
      resume: refuse,
      setDeskStatus: refuse,
      distancePct: () => undefined,
      limitsInUse: () => [],
      watched: () => ({ armed: [], trades: [] }),
      worstDrawdownPct: () => 0,
    },
    proposer: { now: refuse },
    jobs: [],
    audit: async () => (await import('#src/audit/audit.ts')).auditLedger(ledger),
    stop: async () => ledger.close(),
    [Symbol.asyncDispose]: async () => ledger.close(),
  };
}

function lastPrices(ledger: Ledger): [string, number][] {
  const mark = lastMark(ledger, DESK);
  if (mark === undefined || !ledger.memory.accounts.has(ACCOUNT)) return [];
  return Object.entries(JSON.parse(mark.prices) as Record<string, string>).map(([market, price]) => [market, Number(price)]);
}

/** Time of the newest event, read before the ledger is opened for good: its clock must stand there. */
export const newestAt = (ledger: Ledger): string | undefined => recentEvents(ledger, 1)[0]?.at;
