import { commands } from '#commands/index.ts';
import { createApp, type RunningApp } from '#src/app.ts';
import { announce } from '#src/chat/announce.ts';
import type { Role } from '#src/chat/command.ts';
import { createDispatch, type Dispatch } from '#src/chat/dispatch.ts';
import { toPlainText } from '#src/chat/plainText.ts';
import { createRegistry, type Registry } from '#src/chat/registry.ts';
import type { Reply } from '#src/chat/reply.ts';
import { loadSettings } from '#src/config/load.ts';
import { instant, later, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import type { ConditionDraft } from '#src/domain/condition.ts';
import { decimal } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { Quote } from '#src/domain/quote.ts';
import type { SteppedFeed } from '#src/feed/port.ts';
import type { AnyEvent } from '#src/ledger/event.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import type { Strategist } from '#src/strategist/port.ts';

export const START = parseInstant('2026-01-05T08:00:00Z');
const HOUR_MS = 3_600_000;

const spot = (symbol: string, tick: string, step: string): Market => {
  const [base = '', quote = ''] = symbol.split('/');
  const sizes = { tick: decimal(tick), step: decimal(step), minAmount: decimal(step), minNotional: decimal('5') };
  return { symbol, venue: 'paper', kind: 'spot', base, quote, ...sizes, contractSize: decimal('1'), maxLeverage: 1 };
};

const MARKETS: readonly Market[] = [
  spot('BTC/USDT', '0.1', '0.00001'),
  spot('ETH/USDT', '0.01', '0.0001'),
  { ...spot('SOL/USDT', '0.01', '0.1'), symbol: 'SOL/USDT:USDT', kind: 'perpetual', maxLeverage: 10 },
];

/** A long in BTC/USDT when it crosses above 64,000; whatever is given is different. */
export const draftOf = (different: Partial<ConditionDraft> = {}): ConditionDraft => ({
  market: 'BTC/USDT',
  side: 'long',
  entry: { type: 'price', is: 'crossesAbove', level: '64000' },
  stop: '63000',
  targets: [
    { price: '65500', sharePct: 50 },
    { price: '67000', sharePct: 50 },
  ],
  riskPct: 0.2,
  expiresAt: later(START, 4 * HOUR_MS),
  exits: { trail: [], breakEvenAfter: 1, timeLimitMs: 5 * HOUR_MS, atr: '500' },
  thesis:
    'BTC/USDT leans up on 4h, and a fresh break above the last swing on 1h is holding. Buy when price makes a new high beyond 64,000.',
  against: 'The trend is weak: ADX on 1h is 18.',
  pattern: 'momentum_breakout',
  regime: 'wide_structure',
  score: 71,
  evidence: ['bos:1h:2026-01-05T06:00:00.000Z'],
  referencePrice: '63800',
  ...different,
});

/** A feed whose prices the test says, one by one. */
class SaidFeed implements SteppedFeed {
  readonly name = 'simulated';
  readonly simulated: boolean;
  readonly markets = MARKETS;
  readonly #said: Quote[] = [];

  constructor(simulated: boolean) {
    this.simulated = simulated;
  }

  say(quote: Quote): void {
    this.#said.push(quote);
  }

  readonly #minutes = new Map<string, number>();

  history = () => [];
  nextAt = () => this.#said[0]?.at;

  step(sink: Parameters<SteppedFeed['step']>[0]): void {
    const quote = this.#said.shift();
    if (quote === undefined) return;
    sink.quote(quote);
    // A minute that is over is a flat candle at the price of now, so that what waits for closed minutes wakes up.
    const { market, last, at } = quote;
    const openedAt = instant(Math.floor(at / 60_000) * 60_000 - 60_000);
    if (openedAt <= (this.#minutes.get(market) ?? START - 120_000)) return;
    this.#minutes.set(market, openedAt);
    sink.candle(market, { openedAt, open: last, high: last, low: last, close: last, volume: 1000 });
  }
}

export interface ChatWorld {
  readonly app: RunningApp;
  readonly clock: VirtualClock;
  readonly commands: Registry;
  readonly dispatch: Dispatch;
  /** Bugs that dispatch reported. */
  readonly bugs: { reference: string; error: unknown }[];
  /** The next price of a market, this many seconds after the last moment. */
  price(market: string, last: number, afterSeconds?: number): void;
  /** Lets the strategist propose; returns the id of the condition. */
  propose(draft?: Partial<ConditionDraft>): string;
  /** What the strategist says when it is asked and has nothing to propose. */
  reasons: string[];
  /** Says a line at the terminal and returns the answer as plain text. */
  say(line: string, role?: Role): Promise<string>;
  reply(line: string, role?: Role): Promise<Reply>;
  /** Events of a kind, oldest first. */
  events<K extends AnyEvent['kind']>(kind: K): Extract<AnyEvent, { kind: K }>[];
  /** From proposal to closed trade: entered near 64,000, first target, then out at break-even. Returns the trade's id. */
  winATrade(): Promise<string>;
}

export interface WorldOptions {
  readonly channels?: readonly string[];
  readonly simulated?: boolean;
  readonly sets?: readonly string[];
  readonly path?: string;
}

/** The real app on a ledger in memory, with a strategist and prices that say what the test wants. Every proposal asks, unless `sets` says otherwise. */
export async function chatWorld({ channels = [], simulated = true, sets = [], path = ':memory:' }: WorldOptions = {}): Promise<ChatWorld> {
  const clock = new VirtualClock(START);
  const feed = new SaidFeed(simulated);
  const ledger = new Ledger({ path, clock });
  let drafts: readonly ConditionDraft[] = [];
  const world = { reasons: ['no structure on 1h stands at the price'] };
  const strategist: Strategist = {
    name: 'smc',
    forMarket: () => ({
      timeframes: ['1h'],
      asks: '1h',
      candle: () => undefined,
      decide: () => ({
        outcome: drafts.length > 0 ? 'proposed' : 'nothing',
        reasons: drafts.length > 0 ? ['score 71 of 60 needed'] : world.reasons,
        drafts,
      }),
      bias: () => 'neutral',
    }),
  };
  const settings = loadSettings({
    env: {},
    folder: '/nowhere',
    sets: ['policy.autoUpToPct=0', 'desk.markets=["BTC/USDT","ETH/USDT","SOL/USDT:USDT"]', 'guards.minVolume24h=0', ...sets],
  });
  const app = await createApp({
    settings,
    ledger,
    clock,
    feed,
    strategist,
    kind: 'paper',
    source: 'said by a test',
    ledgerId: 'test',
    announce: (tx, event, facts) => announce(tx, event, channels, facts),
    report: (error) => {
      throw error;
    },
  });
  const registry = createRegistry(commands);
  const bugs: ChatWorld['bugs'] = [];
  const dispatch = createDispatch({ app, commands: registry, report: ({ reference, error }) => bugs.push({ reference, error }) });
  let updates = 0;

  const price = (market: string, last: number, afterSeconds = 1): void => {
    const at = later(clock.now(), afterSeconds * 1000);
    feed.say({ market, bid: last * 0.9999, ask: last * 1.0001, last, bidSize: 1000, askSize: 1000, at: instant(at) });
    app.engine.step();
  };
  const reply = async (line: string, role: Role = 'owner'): Promise<Reply> => {
    updates++;
    const said = await dispatch({
      platform: 'terminal',
      updateId: `u${updates}`,
      chat: 'terminal',
      user: { actor: 'user:terminal', role },
      text: line,
    });
    if (said === undefined) throw new Error(`no answer to ${line}`);
    return said;
  };
  const propose = (different: Partial<ConditionDraft> = {}): string => {
    const draft = draftOf({ expiresAt: later(clock.now(), 4 * HOUR_MS), ...different });
    drafts = [draft];
    const [cycle] = app.proposer.now(draft.market);
    drafts = [];
    const proposed = [...ledger.memory.conditions.values()].at(-1);
    if (cycle?.outcome !== 'proposed' || proposed === undefined) throw new Error(`not proposed: ${cycle?.reasons.join('; ')}`);
    return proposed.id;
  };
  const events: ChatWorld['events'] = (kind) =>
    ledger
      .all<{ seq: number; at: string; actor: string; kind: typeof kind; subject: string; cause: number | null; data: string }>(
        'select seq, at, actor, kind, subject, cause, data from event where kind = ? order by seq',
        kind,
      )
      .map((row) => ({ ...row, data: JSON.parse(row.data) })) as never;
  const winATrade = async (): Promise<string> => {
    price('BTC/USDT', 63800);
    const id = propose();
    await reply(`/approve ${id}`);
    for (const [last, seconds] of [
      [63900, 60],
      [64001, 600],
      [64500, 600],
      [65501, 1800],
      [65200, 600],
      [64100, 1200],
    ] as const)
      price('BTC/USDT', last, seconds);
    const [trade] = events('trade.closed').slice(-1);
    if (trade === undefined) throw new Error('the trade did not close');
    return trade.subject;
  };
  return Object.assign(world, {
    app,
    clock,
    commands: registry,
    dispatch,
    bugs,
    price,
    propose,
    say: async (line: string, role?: Role) => toPlainText(await reply(line, role)),
    reply,
    events,
    winATrade,
  });
}
