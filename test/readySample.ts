import { loadSettings } from '#src/config/load.ts';
import { type Instant, parseInstant, toIso, type VirtualClock } from '#src/domain/clock.ts';
import { type Decimal, decimal } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { Cleared, Order } from '#src/domain/order.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import type { ReadyParts } from '#src/ready/check.ts';
import type { KeyPermissions, NetworkVenue, VenueFill, VenueOrder, VenueProfile, VenueSink } from '#src/venue/port.ts';

export const NOW = parseInstant('2026-06-01T12:00:00Z');
export const STAMP = { hash: 'a'.repeat(64), ccxt: '4.5.84' };

export const BTC: Market = {
  symbol: 'BTC/USDT',
  venue: 'kraken',
  kind: 'spot',
  base: 'BTC',
  quote: 'USDT',
  tick: decimal('0.1'),
  step: decimal('0.0001'),
  minAmount: decimal('0.00005'),
  minNotional: decimal('5'),
  contractSize: decimal('1'),
  maxLeverage: 1,
};

/** An exchange that keeps its own book and can be told to misbehave. */
export class SampleVenue implements NetworkVenue {
  readonly name = 'kraken';
  readonly mode = 'live';
  profile: VenueProfile = {
    makerFeePct: 0.1,
    takerFeePct: 0.1,
    slippageBps: 1,
    nativeStops: true,
    deadlineMs: 5_000,
    readLagMs: 0,
    supervised: [],
  };
  /** Answers of the next clock readings, milliseconds behind ours. */
  behindMs = [3, -4, 5];
  may: KeyPermissions | undefined = { canTrade: true, canWithdraw: false, ipRestricted: true };
  held = new Map<string, Decimal>([['USDT', decimal('100')]]);
  readonly resting: VenueOrder[] = [];
  readonly filled: VenueFill[] = [];
  /** Every order that was sent here. */
  readonly sent: Order[] = [];
  readonly canceled: string[] = [];
  /** How it answers an order: `twice` takes the same id again, `silent` says nothing and takes it all the same. */
  manner: 'good' | 'refuses' | 'twice' | 'silent' | 'keeps' = 'good';
  readonly deadMan: NetworkVenue['deadMan'];
  readonly #clock: VirtualClock;
  #sink: VenueSink | undefined;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  markets(): readonly Market[] {
    return [BTC];
  }

  connect(sink: VenueSink): void {
    this.#sink = sink;
  }

  submit(order: Cleared<Order>): void {
    this.sent.push(order);
    const at = this.#clock.now();
    const { clientOrderId, market, side, type, amount, price, reduceOnly } = order;
    if (this.manner === 'refuses') return void this.#sink?.rejected({ clientOrderId, reason: 'too little money', at });
    if (this.resting.some((one) => one.clientOrderId === clientOrderId) && this.manner !== 'twice')
      return void this.#sink?.rejected({ clientOrderId, reason: 'duplicate client order id', at });
    const venueOrderId = `V${this.sent.length}`;
    this.resting.push({
      clientOrderId,
      venueOrderId,
      market,
      side,
      type,
      amount,
      filled: decimal('0'),
      price,
      reduceOnly,
      status: 'open',
      at,
    });
    if (this.manner !== 'silent') this.#sink?.accepted({ clientOrderId, venueOrderId, at });
  }

  cancel(clientOrderId: string): void {
    this.canceled.push(clientOrderId);
    if (this.manner === 'keeps') return;
    const at = this.resting.findIndex((one) => one.clientOrderId === clientOrderId);
    if (at >= 0) this.resting.splice(at, 1);
  }

  async orderById(clientOrderId: string): Promise<VenueOrder | undefined> {
    return this.resting.find((one) => one.clientOrderId === clientOrderId);
  }

  async openOrders(): Promise<readonly VenueOrder[]> {
    return [...this.resting];
  }

  async closedOrders(): Promise<readonly VenueOrder[]> {
    return [];
  }

  async fillsSince(): Promise<readonly VenueFill[]> {
    return this.filled;
  }

  async balances(): Promise<ReadonlyMap<string, Decimal>> {
    return this.held;
  }

  async positions(): Promise<readonly []> {
    return [];
  }

  async time(): Promise<Instant> {
    return (this.#clock.now() - (this.behindMs.shift() ?? 0)) as Instant;
  }

  async open(): Promise<void> {}

  async close(): Promise<void> {}

  onHint(): () => void {
    return () => undefined;
  }

  async fundingSince(): Promise<undefined> {
    return undefined;
  }

  async transfersSince(): Promise<undefined> {
    return undefined;
  }

  clockAheadMs(): number {
    return 0;
  }

  async permissions(): Promise<KeyPermissions | undefined> {
    return this.may;
  }
}

/** A ledger whose time can be set, in memory unless told, of a live account with 100 USDT. */
export function liveLedger(clock: VirtualClock, source = 'kraken', path = ':memory:'): Ledger {
  const ledger = new Ledger({ path, clock });
  ledger.transact((tx) => {
    tx.append({ kind: 'ledger.opened', subject: 'ledger', actor: 'heron', data: { id: 'x', kind: 'live', source } });
    tx.append({
      kind: 'account.opened',
      subject: 'live',
      actor: 'heron',
      data: { id: 'live', venue: 'kraken', mode: 'live', quote: 'USDT' },
    });
    tx.append({
      kind: 'desk.created',
      subject: 'main',
      actor: 'heron',
      data: { id: 'main', account_id: 'live', status: 'active', strategist: 'smc', profile: 'swing', markets: '["BTC/USDT"]' },
    });
    tx.append({
      kind: 'capital.deposited',
      subject: 'live',
      actor: 'heron',
      data: { account_id: 'live', desk_id: 'main', asset: 'USDT', amount: '100' },
    });
  });
  return ledger;
}

/** Everything that the gate asks for, as it should be; what is given is different. */
export function readyParts(clock: VirtualClock, different: Partial<ReadyParts> = {}): ReadyParts {
  return {
    ledger: liveLedger(clock),
    paper: undefined,
    venue: new SampleVenue(clock),
    vault: { isOpen: true, figure: 'open', key: undefined },
    settings: loadSettings({ env: {}, sets: ['mode=live', 'feed.source=kraken', 'live.maxFunds="1000"'] }).values,
    clock,
    platforms: ['telegram', 'discord'],
    profile: STAMP,
    egress: async () => ({ ok: true, figure: 'only kraken.com' }),
    version: '0.5.0',
    holdsLease: true,
    ...different,
  };
}

/** The row of a message that arrived, or a button that was tapped, at a moment. */
export function talked(ledger: Ledger, platform: string, at: Instant): void {
  ledger.transact((tx) => {
    const seq = tx.append({ kind: 'app.stopped', subject: 'heron', actor: 'heron', data: { reason: 'x' } });
    tx.run(
      "insert into outbox (event_seq, channel, reply, status, attempts, created_at, sent_at, seal, action, kind, priority) values (?, ?, '{}', 'sent', 1, ?, ?, '', 'send', 'system', 50)",
      seq,
      `${platform}:1`,
      toIso(at),
      toIso(at),
    );
    tx.run(
      "insert into button (token, channel, command, single_use, created_at, expires_at, used_at, seal) values (?, ?, '/status', 1, ?, ?, ?, '')",
      `${platform}${seq}`,
      `${platform}:1`,
      toIso(at),
      toIso(at),
      toIso(at),
    );
  });
}
