import { parseInstant } from '#src/domain/clock.ts';
import { toText } from '#src/domain/decimal.ts';
import type { AnyEvent } from '#src/ledger/event.ts';
import { abs, least, units, ZERO } from '#test/fakes/venue/units.ts';
import type { World } from '../world.ts';

const LOOK_EVERY_MS = 5_000;
/**
 * INV-16 allows thirty seconds from when Heron can know, and what a stream did not tell is read within sixty (FI-30); whoever watches looks every five.
 */
const NAKED_MS = 95_000;
/** G9 allows five seconds; a world's ticks are a second apart. */
const STALE_MS = 7_000;
const OVER: ReadonlySet<string> = new Set(['order.canceled', 'order.expired', 'order.rejected']);
const MOVES: ReadonlySet<string> = new Set(['order.accepted', 'order.unknown', 'order.needs_human', 'order.absent', ...OVER]);

/** What has to hold at any time, looked at as it happens. */
export class Watch {
  readonly #world: World;
  readonly #over = new Map<string, string>();
  #nakedSince: number | undefined;
  #alarms = 0;

  constructor(world: World) {
    this.#world = world;
    this.#beat();
  }

  /** Each event after its commit. */
  hears(event: AnyEvent): void {
    const { kind, subject } = event;
    if (kind === 'condition.triggered') this.#fresh(event.subject, event.data.quote);
    if (kind === 'position.naked') this.#alarms++;
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
    const { running, venue, scheduler } = this.#world;
    const { symbol, kind, base, step } = venue.kind.market;
    const [position] = running?.app.ledger.memory.positions.values() ?? [];
    if (running === undefined || position === undefined || running.life.isStopped || this.#world.isDiskFull) {
      this.#nakedSince = undefined;
      return;
    }
    // What somebody added by hand is not what Heron has to protect, and what somebody took is gone.
    const here = units(toText(position.amount));
    const there = kind === 'spot' ? venue.exchange.holding(base).total : abs(venue.exchange.position(symbol)?.amount ?? ZERO);
    const held = least(here, there);
    const side = position.side === 'long' ? 'sell' : 'buy';
    const covered = venue.exchange
      .orders()
      .filter((order) => order.state === 'waiting' && order.side === side)
      .reduce((sum, { amount }) => sum + amount, ZERO);
    const { findings } = running.app.ledger.memory;
    const isSaid = this.#alarms > 0 || findings.size > 0;
    if (held - covered <= units(step) || isSaid) {
      this.#nakedSince = undefined;
      if (held - covered <= units(step)) this.#alarms = 0;
      return;
    }
    this.#nakedSince ??= scheduler.now;
    const since = Math.max(this.#nakedSince, running.life.bornAt);
    if (scheduler.now - since > NAKED_MS) {
      this.#world.violated(
        'INV-16',
        `a position has had no stop for ${Math.round((scheduler.now - since) / 1_000)} s, and nobody was told`,
      );
      this.#alarms++;
    }
  }
}
