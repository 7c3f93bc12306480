import { loadSettings } from '#src/config/load.ts';
import { Candles } from '#src/domain/candles.ts';
import { type Clock, type Instant, instant, later, VirtualClock } from '#src/domain/clock.ts';
import { type Condition, paramsHashOf } from '#src/domain/condition.ts';
import { type Decimal, decimal, toText } from '#src/domain/decimal.ts';
import { countingIds } from '#src/domain/ids.ts';
import type { MarketState } from '#src/domain/marketState.ts';
import { Quotes } from '#src/domain/quotes.ts';
import { simulatedMarket } from '#src/feed/simulated/markets.ts';
import { DESK, found } from '#src/found.ts';
import { conditionRow } from '#src/ledger/conditions.ts';
import type { AnyEvent, EventKind, LedgerEvent } from '#src/ledger/event.ts';
import { eventBySeq } from '#src/ledger/events.ts';
import { highestIds } from '#src/ledger/highest.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { orderById, ordersOfTrade } from '#src/ledger/orders.ts';
import { balancesOf } from '#src/ledger/postings.ts';
import type { AdoptionPlan } from '#src/reconcile/adopt.ts';
import type { Report } from '#src/reconcile/compare.ts';
import { Reconciler } from '#src/reconcile/reconciler.ts';
import { Sniper } from '#src/sniper/sniper.ts';
import { draftOf, type Idea } from '#test/scriptedStrategist.ts';
import { HeldVenue } from './heldVenue.ts';

export const BTC = 'BTC/USDT';
export const PERP = 'BTC/USDT:USDT';
const ACCOUNT = 'live';
const START = instant(Date.parse('2026-03-02T08:00:00Z'));
const SECOND_MS = 1_000;

/** Ledger, sniper and reconciler on a venue behind a network; time moves when it is told to, and answers come while it does. */
export class LiveStage implements AsyncDisposable {
  readonly clock = new VirtualClock(START);
  /** How far this machine's date is ahead. Orders are written and deadlines are set by it. */
  dateAheadMs = 0;
  readonly venue: HeldVenue;
  readonly ledger: Ledger;
  readonly quotes = new Quotes();
  readonly bugs: unknown[] = [];
  sniper!: Sniper;
  reconciler!: Reconciler;
  report!: Report;
  /** Most that may lie on the account, at the next start. */
  maxFunds: Decimal | undefined;
  #conditions = 0;

  private constructor() {
    this.ledger = new Ledger({ path: ':memory:', clock: this.clock, report: (error) => void this.bugs.push(error) });
    const markets = [BTC, PERP].map((symbol) => ({ ...simulatedMarket(symbol), venue: 'held' }));
    this.venue = new HeldVenue(markets, this.clock);
    this.venue.held.set('USDT', decimal('100000'));
  }

  /** `before` sees the venue before anything is read. */
  static async open(before: (stage: LiveStage) => void = () => undefined): Promise<LiveStage> {
    const stage = new LiveStage();
    before(stage);
    const opening = [...stage.venue.held].map(([asset, amount]) => ({ asset, amount: toText(amount) }));
    const { values: settings } = stage.#settings();
    found(stage.ledger, {
      kind: 'live',
      source: 'held',
      ledgerId: 'stage',
      venue: 'held',
      mode: 'live',
      opening,
      markets: stage.venue.markets(),
      settings,
    });
    stage.ledger.transact((tx) =>
      tx.append({ kind: 'live.unlocked', subject: 'live', actor: 'user:terminal', data: { gate_seq: 1, bound: 'stage' } }),
    );
    stage.quote(BTC, 64_000);
    stage.quote(PERP, 64_000);
    await stage.start();
    return stage;
  }

  /** The sniper takes up the ledger and the reconciler reads the venue, as at every start. */
  async start(): Promise<void> {
    const { ledger, venue, quotes } = this;
    const clock: Clock = {
      now: () => later(this.clock.now(), this.dateAheadMs),
      mono: () => this.clock.mono(),
      after: (ms, run) => this.clock.after(ms, run),
      every: (ms, run) => this.clock.every(ms, run),
    };
    const { values: settings } = this.#settings();
    const ids = countingIds(highestIds(ledger));
    this.sniper = new Sniper({
      ledger,
      quotes,
      candles: new Candles(),
      venue,
      clock,
      ids,
      ledgerId: 'stage',
      liveBound: 'stage',
      settings,
      indicator: () => undefined,
      fundingPct: () => 0,
      basisPct: () => 0,
      marketState: () => ({ trend: undefined, volatility: undefined, hour: 8 }) as unknown as MarketState,
    });
    await this.sniper.start();
    const { sniper } = this;
    this.reconciler = new Reconciler({
      venue,
      ledger,
      clock,
      ids,
      quotes,
      sink: sniper.sink,
      sniper,
      accountId: ACCOUNT,
      deskId: DESK,
      maxFunds: this.maxFunds,
      report: (error) => void this.bugs.push(error),
    });
    const started = this.reconciler.start();
    await this.seconds(2);
    this.report = await this.#within(started);
  }

  /** The process dies and is started again; the venue goes on. */
  async restart(afterSeconds = 0): Promise<void> {
    this.kill();
    if (afterSeconds > 0) this.clock.advanceTo(later(this.clock.now(), afterSeconds * SECOND_MS));
    await this.start();
  }

  kill(): void {
    this.reconciler.stop();
    this.venue.forget();
  }

  get now(): Instant {
    return this.clock.now();
  }

  /** A price, which the venue's own books and the sniper see at the same moment. */
  quote(market: string, last: number): void {
    this.venue.price(market, last);
    const quote = { market, bid: last - 0.5, ask: last + 0.5, last, bidSize: 100, askSize: 100, at: later(this.now, this.dateAheadMs) };
    this.quotes.put(quote);
    (this.sniper as Sniper | undefined)?.tick(quote);
  }

  /** So much time passes; everything that was under way gets its answer. Prices stay. */
  async seconds(count: number): Promise<void> {
    const until = this.now + Math.round(count * SECOND_MS);
    while (this.now < until) {
      this.clock.advanceTo(instant(Math.min(this.now + 10, until)));
      await settled();
    }
  }

  async minutes(count: number): Promise<void> {
    await this.seconds(count * 60);
  }

  /** Something that needs time to answer. */
  async #within<T>(promise: Promise<T>): Promise<T> {
    let isDone = false;
    const done = promise.finally(() => {
      isDone = true;
    });
    for (let i = 0; !isDone && i < 100; i++) await this.seconds(1);
    return done;
  }

  /** Compares now. */
  compares = (): Promise<Report> => this.#within(this.reconciler.now());
  /** Waits for whatever is asked of the reconciler. */
  gets = <T>(promise: Promise<T>): Promise<T> => this.#within(promise);

  /** What somebody is shown who asks what would be taken over for the first difference of a kind. */
  shown(invariant: string): { readonly id: string; readonly plan: AdoptionPlan } {
    const id = this.events('finding.opened').find(({ data }) => data.invariant === invariant)?.subject ?? '';
    const plan = this.reconciler.plan(id);
    if (!plan.ok) throw new Error(plan.text);
    return { id, plan };
  }

  /** A condition is proposed and approved by a person; returns its id. */
  arms(idea: Idea = {}, accountId = ACCOUNT): string {
    const market = idea.market ?? BTC;
    const id = `c${++this.#conditions}`;
    const draft = draftOf(
      {
        entry: 64_100,
        stop: 63_000,
        targets: [
          [65_500, 50],
          [67_000, 50],
        ],
        ...idea,
        market,
      },
      64_000,
      this.now,
    );
    const condition: Condition = {
      ...draft,
      id,
      deskId: DESK,
      accountId,
      strategist: 'smc',
      status: 'proposed',
      paramsHash: paramsHashOf(draft, DESK, accountId),
      riskAmount: decimal('500'),
      createdAt: this.now,
    };
    this.ledger.transact((tx) =>
      tx.append({ kind: 'condition.proposed', subject: id, actor: 'user:terminal', data: conditionRow(condition) }),
    );
    const answer = this.sniper.answer({ id, decision: 'approve', actor: 'user:terminal' });
    if (!answer.ok) throw new Error(answer.text);
    return id;
  }

  /** Armed and triggered at 64,100; returns the id of the trade, whatever became of its order. */
  async enters(idea: Idea = {}, wait = 3): Promise<string> {
    const market = idea.market ?? BTC;
    this.quote(market, 64_000);
    this.arms(idea);
    this.quote(market, idea.side === 'short' ? 63_900 : 64_110);
    if (wait > 0) await this.seconds(wait);
    const order = this.events('order.submitted').findLast(({ data }) => data.purpose === 'entry');
    if (order === undefined) throw new Error(`not entered: ${JSON.stringify(this.events('condition.denied').at(-1)?.data)}`);
    return order.data.trade_id;
  }

  /** `entry filled`, in the order in which they were written. */
  ordersOf = (trade: string): string[] => ordersOfTrade(this.ledger, trade).map(({ purpose, status }) => `${purpose} ${status}`);

  statusOf = (order: string): string | undefined => orderById(this.ledger, order)?.status;

  events<K extends EventKind>(kind: K): LedgerEvent<K>[] {
    const seqs = this.ledger.all<{ seq: number }>('select seq from event where kind = ? order by seq', kind);
    return seqs.map(({ seq }) => eventBySeq(this.ledger, seq) as AnyEvent as LedgerEvent<K>);
  }

  /** Names of what stands. */
  findings = (): string[] => [...this.ledger.memory.findings.values()].map(({ invariant, row }) => `${invariant} ${row}`);

  /** Asset → what the ledger holds, as text; and the same at the venue. */
  books(): { ledger: Record<string, string>; venue: Record<string, string> } {
    const text = (map: ReadonlyMap<string, ReturnType<typeof decimal>>): Record<string, string> =>
      Object.fromEntries([...map].flatMap(([key, amount]) => (toText(amount) === '0' ? [] : [[key, toText(amount)]])).sort());
    return { ledger: text(balancesOf(this.ledger, 'cash', ACCOUNT)), venue: text(this.venue.held) };
  }

  /** At most one creation for each client order id. */
  get duplicates(): string[] {
    return [...this.venue.created].flatMap(([id, times]) => (times > 1 ? [id] : []));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.reconciler.stop();
    this.ledger.close();
    if (this.bugs.length > 0) throw new AggregateError(this.bugs, `something inside failed: ${this.bugs.map(String).join('; ')}`);
  }

  #settings() {
    return loadSettings({
      env: {},
      folder: '/nowhere',
      sets: [
        `desk.markets=["${BTC}","${PERP}"]`,
        'guards.errorsPerHour=1000',
        'guards.ordersPerDayDesk=100000',
        'guards.personDayPct=100000',
        'guards.ordersPerDayVenue=100000',
        'guards.ordersPerMinute=100000',
      ],
    });
  }
}

/** Lets everything that was answered be taken in. */
async function settled(): Promise<void> {
  for (let i = 0; i < 12; i++) await Promise.resolve();
}
