import { parseInstant } from '#src/domain/clock.ts';
import { isZero, toText } from '#src/domain/decimal.ts';
import type { Position } from '#src/domain/position.ts';
import type { AnyEvent } from '#src/ledger/event.ts';
import type { Memory } from '#src/ledger/memory.ts';
import { abs, least, type Units, units, ZERO } from '#test/fakes/venue/units.ts';
import type { World } from '../world.ts';

const LOOK_EVERY_MS = 5_000;
/** INV-16 allows thirty seconds; whoever watches looks every five, and a commit may fail in between. */
const NAKED_MS = 60_000;
/**
 * Where a stop ends at the venue and every read fails, nobody can know (what is pushed says only that there is something to read). That excuses as long as
 * nothing is known, and no longer: known is what the ledger's own rows say, and what the first list of resting orders shows that reached the process and
 * is younger than the stop's end. Within thirty seconds from there it has to be said; whoever watches looks every five, and a commit may fail in between.
 */
const KNOWN_MS = 40_000;
/** And it excuses only whoever asks: a request that hangs is given up after ten seconds, of two in a row the second one asks for what rests. */
const ASKS_MS = 30_000;
/** G9 allows five seconds; a world's ticks are a second apart. */
const STALE_MS = 7_000;
const OVER: ReadonlySet<string> = new Set(['order.canceled', 'order.expired', 'order.rejected']);
const MOVES: ReadonlySet<string> = new Set(['order.accepted', 'order.unknown', 'order.needs_human', 'order.absent', ...OVER]);

/** A position that no stop at the venue covers. */
interface Naked {
  readonly since: number;
  /** When Heron had it in its rows, or had read it. */
  knownAt: number | undefined;
}

/** What has to hold at any time, looked at as it happens. */
export class Watch {
  readonly #world: World;
  readonly #over = new Map<string, string>();
  #naked: Naked | undefined;
  #alarms = 0;

  constructor(world: World) {
    this.#world = world;
    world.venue.exchange.on(() => this.#covered());
    world.venue.onShown = (asOf) => {
      if (this.#naked !== undefined && asOf >= this.#naked.since) this.#naked.knownAt ??= world.scheduler.now;
    };
    this.#beat();
  }

  /** Each event after its commit. */
  hears(event: AnyEvent): void {
    const { kind, subject } = event;
    if (kind === 'condition.triggered') this.#fresh(event.subject, event.data.quote);
    if (kind === 'position.naked') this.#alarms++;
    this.#covered();
    if (!MOVES.has(kind)) return;
    const before = this.#over.get(subject);
    // A word about how it ended may be said again; what is over moves no more (INV-11).
    if (before !== undefined) this.#world.violated('INV-11', `${subject} was over (${before}) and then had ${kind}`);
    if (OVER.has(kind)) this.#over.set(subject, kind);
  }

  /** INV-13: what was decided on was a price, and no old one. */
  #fresh(condition: string, quote: string): void {
    const [bid, ask, rest = ''] = quote.split('/');
    const [last, at = ''] = rest.split('@');
    const world = this.#world;
    for (const price of [bid, ask, last]) {
      const value = Number(price);
      if (!(value > 0 && Number.isFinite(value))) world.violated('INV-13', `${condition} was triggered by the price ${price}`);
      else if (Math.abs(value / world.price - 1) > 0.05)
        world.violated('INV-13', `${condition} was triggered by ${price} while the market was at ${world.price}`);
    }
    const age = world.scheduler.now - parseInstant(at);
    if (age > STALE_MS) world.violated('INV-13', `${condition} was triggered by a price that was ${age} ms old`);
  }

  #beat(): void {
    this.#world.scheduler.in(LOOK_EVERY_MS, () => {
      this.#covered();
      this.#beat();
    });
  }

  /** INV-16: a stop rests at the venue for whatever is open, or it is said that none does. */
  #covered(): void {
    const { running, scheduler, venue } = this.#world;
    const [position] = running?.app.ledger.memory.positions.values() ?? [];
    if (running === undefined || position === undefined || running.life.isStopped || this.#world.isDiskFull) {
      this.#naked = undefined;
      return;
    }
    const isCovered = this.#isCovered(position);
    if (isCovered) this.#alarms = 0;
    if (isCovered || this.#alarms > 0 || running.app.ledger.memory.findings.size > 0) {
      this.#naked = undefined;
      return;
    }
    const { now } = scheduler;
    this.#naked ??= { since: now, knownAt: undefined };
    const isSilent = now - Math.max(venue.askedAt, this.#naked.since) > ASKS_MS;
    if (isSilent || !this.#isCoveredByRows(running.app.ledger.memory, position)) this.#naked.knownAt ??= now;
    const { since, knownAt } = this.#naked;
    if (knownAt === undefined || now - since <= NAKED_MS || now - knownAt <= KNOWN_MS) return;
    const [naked, known] = [now - since, now - knownAt].map((ms) => Math.round(ms / 1_000));
    this.#world.violated('INV-16', `a position has had no stop for ${naked} s, which could be known for ${known} s, and nobody was told`);
    this.#alarms++;
  }

  #isCovered(position: Position): boolean {
    const { symbol, kind, base } = this.#world.venue.kind.market;
    const { exchange } = this.#world.venue;
    // What somebody added by hand is not what Heron has to protect, and what somebody took is gone.
    const there = kind === 'spot' ? exchange.holding(base).total : abs(exchange.position(symbol)?.amount ?? ZERO);
    const held = least(units(toText(position.amount)), there);
    const side = position.side === 'long' ? 'sell' : 'buy';
    const resting = exchange.orders().filter((order) => order.state === 'waiting' && order.side === side);
    return this.#isNothing(held - resting.reduce((sum, { amount }) => sum + amount, ZERO), resting.length > 0);
  }

  /** As far as the ledger knows, all of it is covered by stops that rest and of which nothing was filled. */
  #isCoveredByRows({ orders }: Memory, { tradeId, amount }: Position): boolean {
    const stops = [...orders.values()].filter(
      ({ order, filled }) => order.type === 'stop' && order.tradeId === tradeId && order.status === 'open' && isZero(filled),
    );
    const covered = stops.reduce((sum, { order }) => sum + units(toText(order.amount)), ZERO);
    return this.#isNothing(units(toText(amount)) - covered, stops.length > 0);
  }

  /** Beside a stop that rests, what the venue takes no order for needs none: it is a few dollars. */
  #isNothing(open: Units, hasStop: boolean): boolean {
    const { step, minAmount } = this.#world.venue.kind.market;
    return open <= units(step) || (hasStop && open < units(minAmount));
  }
}
