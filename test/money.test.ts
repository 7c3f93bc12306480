import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import type { App } from '#src/app.ts';
import { auditApp, surfacesOf } from '#src/auditApp.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { loadSettings } from '#src/config/load.ts';
import { instant, VirtualClock } from '#src/domain/clock.ts';
import { absolute, compare, decimal, sum, toText } from '#src/domain/decimal.ts';
import type { Json } from '#src/domain/hash.ts';
import { Quotes } from '#src/domain/quotes.ts';
import { pnlOf } from '#src/domain/trade.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { expectancyR, PERFORMANCE_BY } from '#src/ledger/pnl.ts';
import { loadScores } from '#src/ledger/scores.ts';
import { tradesInOrder } from '#src/ledger/trades.ts';
import { replay } from '#src/shell/replay.ts';
import { size } from '#test/size.ts';
import { exact, type Fraction, fraction, minus, NOTHING, plus, times } from './fraction.ts';
import { history, type RoundTrip, THIRD, THIRD_MARKET, truthOf } from './histories.ts';
import { walkCsv } from './walk.ts';
import { CAPITAL, THIRD_CAPITAL, type WrittenHistory, writeHistory } from './writtenHistory.ts';

const HISTORIES = size(1_000, 300);
const registry = createRegistry(commands);
const settings = loadSettings({ env: {}, folder: '/nowhere', sets: [] });

/** Says a line to a Heron that has only what a question needs. */
async function asked({ ledger, clock, quotes }: WrittenHistory, name: string, args: Record<string, string> = {}): Promise<Json> {
  const feed = { name: 'made up', simulated: true };
  // A question reads ledger, quotes and settings; what acts is absent, so that a question that acts fails here.
  const app = { ledger, clock, quotes, settings, feed, mode: 'paper', jobs: [] } as unknown as App;
  const command = registry.all.find((one) => one.name === name);
  if (command === undefined) throw new Error(`there is no /${name}`);
  const { data = null } = await command.run(
    { app, commands: registry, user: { actor: 'user:terminal', role: 'owner' }, channel: 'terminal', isPrivate: true, now: clock.now() },
    args,
  );
  return data;
}

type Figures = Record<string, string>;
const total = (texts: readonly string[]): string => exact(texts.map(fraction).reduce(plus, NOTHING));
const totalOf = (data: Json, key: string): string => total(((data ?? []) as Figures[]).map((one) => one[key] as string));

/** Worth of everything at the last prices of the quotes, from nothing but what came in and what went out. */
function worthOf(trips: readonly RoundTrip[], { quotes }: WrittenHistory): Fraction {
  const price = (symbol: string): Fraction => fraction(String(quotes.get(symbol)?.last));
  const held = new Map([
    ['USDT', fraction(CAPITAL)],
    [THIRD, fraction(THIRD_CAPITAL)],
  ]);
  let contracts = NOTHING;
  for (const trip of trips) {
    const truth = truthOf(trip);
    for (const [asset, change] of truth.held) held.set(asset, plus(held.get(asset) ?? NOTHING, change));
    if (trip.market.kind === 'spot') continue;
    const worth = times(times(truth.left, price(trip.market.symbol)), fraction(toText(trip.market.contractSize)));
    const result = minus(worth, truth.spent);
    contracts = trip.side === 'long' ? plus(contracts, result) : minus(contracts, result);
  }
  let worth = contracts;
  for (const [asset, amount] of held) worth = plus(worth, asset === 'USDT' ? amount : times(amount, price(`${asset}/USDT`)));
  return worth;
}

describe('one PnL', () => {
  it(`is shown by every surface to the last digit, and is the truth, over ${HISTORIES} random histories`, async () => {
    const seen = { trades: 0, open: 0, shorts: 0, fundings: 0, dust: 0, third: 0, base: 0, rebates: 0, partial: 0 };
    let count = 0;
    await fc.assert(
      fc.asyncProperty(history, async (trips) => {
        const written = writeHistory(trips, count % 5 === 0 ? 1 : 1_000);
        const { ledger } = written;
        try {
          const closed = trips.filter(({ closes }) => closes);
          const truths = closed.map(truthOf);
          const pnl = exact(truths.map((one) => one.pnl).reduce(plus, NOTHING));
          const fees = exact(truths.map((one) => one.fees).reduce(plus, NOTHING));
          const funding = exact(truths.map((one) => one.funding).reduce(plus, NOTHING));
          note(seen, trips);

          // /pnl, as a whole and desk by desk.
          expect(await asked(written, 'pnl', { period: 'all' })).toMatchObject({
            period: 'all',
            trades: closed.length,
            pnl,
            fees,
            funding,
          });
          const desks = await Promise.all(['main', 'second'].map((desk) => asked(written, 'pnl', { period: 'all', desk })));
          expect(totalOf(desks, 'pnl')).toBe(pnl);
          // Each trade.
          for (const { trade } of tradesInOrder(ledger)) {
            const of = trips[Number(trade.id.slice(1)) - 1] as RoundTrip;
            expect(toText(trade.pnl), trade.id).toBe(exact(truthOf(of).pnl));
            expect(toText(trade.dust), trade.id).toBe(exact(truthOf(of).left));
          }
          // /performance in each dimension, /coins, and the scores.
          for (const by of PERFORMANCE_BY) {
            const parts = await asked(written, 'performance', { by });
            expect(totalOf(parts, 'pnl'), by).toBe(pnl);
            expect(totalOf(parts, 'fees'), by).toBe(fees);
            expect(totalOf(parts, 'funding'), by).toBe(funding);
          }
          expect(totalOf(await asked(written, 'coins'), 'pnl')).toBe(pnl);
          ledger.flush();
          const scores = loadScores(ledger);
          for (const by of new Set(scores.map(({ dimension }) => dimension))) {
            expect(toText(sum(scores.filter(({ dimension }) => dimension === by).map((row) => row.pnl))), by).toBe(pnl);
          }
          // What the audit compares.
          for (const surface of surfacesOf(ledger)) expect(surface.pnl(), surface.name).toBe(pnl);

          // /status and /balance: equity is capital + realized + unrealized − fees and funding of what is open, counted from the cash alone.
          const equity = exact(worthOf(trips, written));
          const status = (await asked(written, 'status')) as { accounts: Figures[] };
          expect(status.accounts[0]?.equity).toBe(equity);
          expect(((await asked(written, 'balance')) as Figures[])[0]?.equity).toBe(equity);
          expect(equityByIdentity(trips, written, pnl, status.accounts[0]?.unrealized as string)).toBe(equity);

          if (count++ % 25 === 0) expect((await auditApp(written, () => 0)).findings).toEqual([]);
        } finally {
          ledger.close();
        }
      }),
      { numRuns: HISTORIES, seed: 20_260_105, endOnFailure: true },
    );
    // The histories hold what they are for; a change of the generator that loses one of these would make the test weaker.
    for (const [what, times_] of Object.entries(seen)) expect(times_, what).toBeGreaterThan(HISTORIES / 10);
  });
});

/** What each asset is worth that no trade accounts for: dust that was written off, and third assets that paid fees, at the prices of now. */
function equityByIdentity(trips: readonly RoundTrip[], { ledger, quotes }: WrittenHistory, pnl: string, unrealized: string): string {
  const third = fraction(String(quotes.get(THIRD_MARKET.symbol)?.last));
  let equity = plus(plus(fraction(CAPITAL), times(fraction(THIRD_CAPITAL), third)), plus(fraction(pnl), fraction(unrealized)));
  for (const position of ledger.memory.positions.values()) {
    // Realized parts of what is still open, less its fees and funding: `pnlOf` of it without the cost that it still carries.
    equity = plus(equity, fraction(toText(pnlOf({ ...position, cost: decimal('0') }))));
  }
  for (const trip of trips) {
    const { market, closes, steps } = trip;
    if (closes && market.kind === 'spot')
      equity = plus(equity, times(truthOf(trip).left, fraction(String(quotes.get(market.symbol)?.last))));
    for (const one of steps) {
      if (one.kind !== 'fill') continue;
      const isThird = one.feeAsset === THIRD;
      const isContractBase = market.kind === 'perpetual' && one.feeAsset === market.base;
      if (!isThird && !isContractBase) continue;
      const now = isThird ? third : fraction(String(quotes.get(`${market.base}/USDT`)?.last ?? 0));
      equity = plus(equity, times(fraction(one.fee), minus(fraction(one.feeRate), now)));
    }
  }
  return exact(equity);
}

function note(seen: Record<string, number>, trips: readonly RoundTrip[]): void {
  const add = (what: string, holds: boolean): void => {
    seen[what] = (seen[what] ?? 0) + (holds ? 1 : 0);
  };
  for (const trip of trips) {
    const fills = trip.steps.filter((one) => one.kind === 'fill');
    add('trades', trip.closes);
    add('open', !trip.closes);
    add('shorts', trip.side === 'short');
    add(
      'fundings',
      trip.steps.some(({ kind }) => kind === 'funding'),
    );
    add('dust', trip.closes && truthOf(trip).left.over !== 0n);
    add(
      'third',
      fills.some(({ feeAsset }) => feeAsset === THIRD),
    );
    add(
      'base',
      fills.some(({ feeAsset }) => feeAsset === trip.market.base),
    );
    add(
      'rebates',
      fills.some(({ fee }) => fee.startsWith('-')),
    );
    add('partial', fills.filter(({ enters }) => enters).length > 1 && fills.filter(({ enters }) => !enters).length > 1);
  }
}

describe('a replay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heron-money-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('reports the figures that every question to its ledger answers with', async () => {
    const candles = join(folder, 'candles.csv');
    writeFileSync(candles, walkCsv(Date.UTC(2026, 0, 1), 12 * 1440, 7));
    const ledgerPath = join(folder, 'replay.db');
    const wild = loadSettings({ env: {}, folder: '/nowhere', sets: ['guards.minVolume24h=0'] });
    const report = await replay({ path: candles, market: 'BTC/USDT', approve: 'auto', settings: wild, ledgerPath, nowMs: () => 0 });
    expect(report.trades).toBeGreaterThan(3);
    expect(report.audit).toEqual({ ok: true, findings: [] });
    const clock = new VirtualClock(instant(0));
    const ledger = new Ledger({ path: ledgerPath, clock });
    const world: WrittenHistory = { ledger, clock, quotes: new Quotes() };
    try {
      const { trades, pnl, fees, funding } = report;
      expect(await asked(world, 'pnl', { period: 'all' })).toMatchObject({ trades, pnl, fees, funding });
      for (const by of PERFORMANCE_BY) expect(totalOf(await asked(world, 'performance', { by }), 'pnl'), by).toBe(pnl);
      for (const surface of surfacesOf(ledger)) expect(surface.pnl(), surface.name).toBe(pnl);
      expect(toText(sum(tradesInOrder(ledger).map(({ trade }) => trade.pnl)))).toBe(pnl);
      const wins = tradesInOrder(ledger).filter(({ trade }) => compare(trade.pnl, decimal('0')) > 0).length;
      expect(report.winRate).toBe(Math.round((wins / trades) * 1e6) / 1e6);
      expect(report.expectancyR).toBe(expectancyR(ledger));
      // Flat at the end, equity is the capital and what the trades brought, and dust at its last price.
      if (report.openPositions === 0) {
        const rest = decimal(exact(minus(fraction(report.equity), plus(fraction(wild.values.desk.capital), fraction(pnl)))));
        expect(compare(absolute(rest), decimal('0.01'))).toBeLessThan(0);
      }
    } finally {
      ledger.close();
    }
  });
});
