import { join } from 'node:path';
import { loadSettings } from '#src/config/load.ts';
import { Candles } from '#src/domain/candles.ts';
import { instant, later, systemClock } from '#src/domain/clock.ts';
import { type Condition, type ConditionDraft, paramsHashOf } from '#src/domain/condition.ts';
import { decimal } from '#src/domain/decimal.ts';
import { countingIds } from '#src/domain/ids.ts';
import type { Quote } from '#src/domain/quote.ts';
import { Quotes } from '#src/domain/quotes.ts';
import { accountOf, DESK, found } from '#src/found.ts';
import { conditionRow } from '#src/ledger/conditions.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { keepLogShort } from '#src/shell/checkpoints.ts';
import { refusalAtEgress } from '#src/sniper/egress.ts';
import { Sniper } from '#src/sniper/sniper.ts';
import { ccxtVenue } from '#src/venue/ccxt/ccxtVenue.ts';
import { profileOf } from '#src/venue/ccxt/profileOf.ts';
import type { WireVenue } from './wireVenue.ts';

const MARKET = 'BTC/USDT';
const BOUND = 'a benchmark';
const LEDGER = 'wire';
const MINUTE_MS = 60_000;
const SETS = [
  'mode=live',
  'feed.source=binance',
  `desk.markets=["${MARKET}"]`,
  'guards.ordersPerMinute=1000000',
  'guards.ordersPerDayDesk=1000000',
  'guards.personDayPct=100000',
  'guards.ordersPerDayVenue=1000000',
  'guards.personDayPct=100000',
];

/** An order that went out. Moments in nanoseconds of the clock that all processes share. */
export interface Strike {
  readonly clientOrderId: string;
  readonly quoted: bigint;
  /** The row is on the disk. */
  readonly written: bigint;
}

/** A live Heron without its chat: ledger on a file, sniper, guards, adapter, ccxt. */
export interface WireHeron {
  /** Arms a condition, then gives the sniper the quote that makes it true. Resolves when the venue has answered and the order is ended again. */
  strike(): Promise<Strike>;
  close(): Promise<void>;
}

/** `limiter`: rollingWindow as Heron has it, or leakyBucket, which is what ccxt does when it is not told otherwise. */
export async function wireHeron(venue: WireVenue, limiter: 'rollingWindow' | 'leakyBucket', folder: string): Promise<WireHeron> {
  const clock = systemClock();
  const { values: settings } = loadSettings({ env: {}, folder: '/nowhere', sets: SETS });
  const ledger = new Ledger({ path: join(folder, `${limiter}.db`), clock });
  const network = await ccxtVenue({
    name: 'binance',
    profile: profileOf('binance'),
    clock,
    symbols: [MARKET],
    credentials: venue.credentials,
    url: venue.url,
    perSecond: 200,
    limiter,
    noRisk: (order) => refusalAtEgress(ledger.memory, order),
  });
  await network.open();
  const markets = network.markets().filter(({ symbol }) => symbol === MARKET);
  const opening = [{ asset: 'USDT', amount: '10000' }];
  found(ledger, { kind: 'live', source: 'wire', ledgerId: LEDGER, venue: 'binance', mode: 'live', opening, markets, settings });
  ledger.transact((tx) => {
    tx.append({ kind: 'live.unlocked', subject: 'live', actor: 'user:terminal', data: { gate_seq: 1, bound: BOUND } });
  });
  const ids = countingIds();
  const quotes = new Quotes();
  const candles = new Candles();
  const sniper = new Sniper({
    ledger,
    quotes,
    candles,
    venue: network,
    clock,
    ids,
    ledgerId: LEDGER,
    liveBound: BOUND,
    settings,
    indicator: () => undefined,
    fundingPct: () => 0,
    basisPct: () => 0,
    marketState: () => ({ trend: undefined, volatility: undefined, session: 'asia', hour: 0, weekday: 'Mon' }),
  });
  const quote = (last: number): void => {
    const one: Quote = { market: MARKET, bid: last - 0.01, ask: last, last, bidSize: 1e6, askSize: 1e6, at: clock.now() };
    quotes.put(one);
    sniper.tick(one);
  };
  const stopCheckpoints = keepLogShort(ledger, clock);
  await sniper.start();
  quote(99);
  const minute = {
    openedAt: instant(Math.floor(clock.now() / MINUTE_MS) * MINUTE_MS - MINUTE_MS),
    open: 99,
    high: 99,
    low: 99,
    close: 99,
    volume: 1e6,
  };
  candles.put(MARKET, '1m', minute);
  sniper.candlesClosed(MARKET, new Map([['1m', minute]]), minute);

  let answered = (_clientOrderId: string): void => {};
  ledger.listen((event) => {
    if (event.kind === 'condition.denied') throw new Error(`the guards said no: ${event.data.text}`);
    if (event.kind === 'order.accepted') answered(event.subject);
  });

  const arm = (): void => {
    const draft: ConditionDraft = {
      market: MARKET,
      side: 'long',
      entry: { type: 'price', is: 'above', level: '100' },
      stop: '95',
      targets: [{ price: '110', sharePct: 100 }],
      riskPct: 0.1,
      expiresAt: later(clock.now(), MINUTE_MS),
      exits: { trail: [], breakEvenAfter: 0, timeLimitMs: 0, atr: '1' },
      thesis: 'a benchmark',
      evidence: [],
      referencePrice: '99',
    };
    const condition: Condition = {
      ...draft,
      id: ids.next('c'),
      deskId: DESK,
      accountId: accountOf('live'),
      strategist: 'smc',
      status: 'proposed',
      paramsHash: paramsHashOf(draft, DESK, accountOf('live')),
      riskAmount: decimal('10'),
      createdAt: clock.now(),
    };
    ledger.transact((tx) =>
      tx.append({ kind: 'condition.proposed', subject: condition.id, actor: 'strategist:smc', data: conditionRow(condition) }),
    );
    const said = sniper.answer({ id: condition.id, decision: 'approve', actor: 'user:terminal' });
    if (!said.ok) throw new Error(said.text);
  };

  return {
    async strike() {
      quote(99);
      arm();
      const answer = new Promise<string>((resolve) => {
        answered = resolve;
      });
      const quoted = process.hrtime.bigint();
      quote(100);
      const written = process.hrtime.bigint();
      const orderId = await answer;
      const clientOrderId = ledger.memory.orders.get(orderId)?.order.clientOrderId ?? '';
      sniper.sink.canceled({ clientOrderId, reason: 'measured', at: clock.now() });
      return { clientOrderId, quoted, written };
    },
    async close() {
      stopCheckpoints();
      await network.close();
      ledger.close();
    },
  };
}
