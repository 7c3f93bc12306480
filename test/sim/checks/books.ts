import { parseInstant } from '#src/domain/clock.ts';
import { eventBySeq } from '#src/ledger/events.ts';
import type { ListedMarket } from '#test/fakes/venue/record.ts';
import { abs, ONE, units, ZERO } from '#test/fakes/venue/units.ts';
import { type Books, booksOfExchange, booksOfLedger } from '#test/live/books.ts';
import type { Booted } from '../boot.ts';
import type { World } from '../world.ts';

export interface Difference {
  readonly of: keyof Books;
  readonly what: string;
}

/** Where ledger and venue do not say the same, as sentences; empty when they do. Both books are read at one moment, without asking the venue. */
export function differences(world: World): Difference[] {
  const { running, venue } = world;
  if (running === undefined) return [{ of: 'orders', what: 'Heron does not run' }];
  const { exchange } = venue;
  const began = parseInstant(eventBySeq(running.app.ledger, 1)?.at ?? '1970-01-01T00:00:00Z');
  const plain = <One extends { readonly clientOrderId: string | undefined }>(one: One): One => ({
    ...one,
    clientOrderId: venue.ours(one.clientOrderId) ?? one.clientOrderId,
  });
  const plainly = {
    orders: () => exchange.orders().map(plain),
    fills: () => exchange.fills().map(plain),
    // What came before the ledger was begun is in its opening balance.
    fundings: () => exchange.fundings().filter(({ at }) => at >= began),
    transfers: () => exchange.transfers().filter(({ at }) => at > began),
    balances: () => exchange.balances(),
    positions: exchange.positions,
  };
  const there = booksOfExchange(plainly, venue.opening);
  const sent = new Set(venue.sent.map(({ wireId }) => venue.ours(wireId)));
  const isOurs = (line: string): boolean => sent.has(line.slice(0, 32));
  const said = booksOfLedger(running.app.ledger);
  const here: Books = { ...said, orders: said.orders.filter(isOurs), fills: said.fills.filter(isOurs) };
  return apart(world, there, here).length === 0 ? [] : apart(world, ...withoutTaken(world, there, here));
}

/**
 * What somebody did by hand is in the ledger as an exit of its own; there it is an order of theirs. What it did to money and positions is compared. So is a
 * second exit of Heron's own that was let through because of them, once somebody has taken it over as money or as an exit by hand.
 */
function withoutTaken({ running, venue }: World, there: Books, here: Books): [Books, Books] {
  const { ledger } = (running as Booted).app;
  const money = new Set(
    ledger.all<{ subject: string }>("select subject from event where kind = 'capital.moved'").map(({ subject }) => subject),
  );
  const recorded = new Map(
    ledger
      .all<{ id: string; order: string }>(
        'select f.venue_fill_id as id, o.client_order_id as "order" from fill f join "order" o on o.id = f.order_id',
      )
      .map(({ id, order }) => [id, order]),
  );
  const taken = new Set(
    venue.exchange.fills().flatMap(({ id, clientOrderId }) => {
      const own = venue.ours(clientOrderId);
      const isElsewhere = money.has(`live|${venue.kind.market.symbol}|${id}|0`) || (recorded.get(id) ?? own) !== own;
      return isElsewhere ? [own] : [];
    }),
  );
  const isNotTaken = (line: string): boolean => !taken.has(line.slice(0, 32));
  const left = (books: Books): Books => ({ ...books, orders: books.orders.filter(isNotTaken), fills: books.fills.filter(isNotTaken) });
  return [left(there), left(here)];
}

function apart({ running, venue }: World, there: Books, here: Books): Difference[] {
  const { ledger } = (running as Booted).app;
  // While a part of a perpetual position is closed, a venue rounds what it realized; an exit that a person reported is booked at a price that Heron knew. Both
  // leave less than the declared unit of a balance (INV-7); otherwise it is the same to the last digit.
  const isAbout = (): boolean =>
    (venue.kind.market.kind === 'perpetual' && ledger.memory.positions.size > 0) ||
    ledger.get("select 1 from event where kind = 'exit.adopted' limit 1") !== undefined;
  return (Object.keys(there) as (keyof Books)[]).flatMap((of) => {
    const [a, b] = [there[of].map(ended), here[of].map(ended)] as const;
    const [only, too] = [a.filter((line) => !b.includes(line)), b.filter((line) => !a.includes(line))];
    if (a.length === b.length && only.length === 0) return [];
    if (of === 'balances' && isAbout() && isNear(there.balances, here.balances, venue.kind.market)) return [];
    return [{ of, what: `${of}: only at the venue [${only.join('; ')}], only in the ledger [${too.join('; ')}]` }];
  });
}

function isNear(there: readonly string[], here: readonly string[], { base, tick, step }: ListedMarket): boolean {
  const [a, b] = [there, here].map(
    (lines) => new Map(lines.map((line): [string, bigint] => [line.split(' ')[0] ?? '', units(line.split(' ')[1] ?? '0')])),
  ) as [Map<string, bigint>, Map<string, bigint>];
  return [...new Set([...a.keys(), ...b.keys()])].every((asset) => {
    const unit = asset === base ? units(step) : (units(tick) * units(step)) / ONE;
    return abs((a.get(asset) ?? ZERO) - (b.get(asset) ?? ZERO)) <= unit;
  });
}

/** How an order ended that was not filled has several words: where a venue's lists forget it, only its fills tell of it. */
const ended = (line: string): string => line.replace(/ (?:canceled|expired)$/, ' ended');
