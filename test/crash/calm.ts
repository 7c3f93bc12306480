import { booksOfLedger } from '#test/live/books.ts';
import { settlesByHand } from './acts.ts';
import type { LiveHeron } from './liveHeron.ts';

const ROUNDS = 12;

/** Everything is closed and compared. Returns what is not as it must be, a sentence each; nothing when both books are the same to the last digit. */
export async function calmsDown(heron: LiveHeron): Promise<string[]> {
  const { world } = heron;
  const { memory } = world.ledger;
  await world.says('/halt calm');
  for (let round = 0; round < ROUNDS && !isCalm(heron); round++) {
    if (world.ledger.memory.positions.size > 0) await world.says('/close all');
    for (let i = 0; i < 4; i++) await heron.seconds(5);
    await settlesByHand(heron);
  }
  for (let i = 0; i < 2; i++) {
    await world.app.reconciler?.now();
    await heron.seconds(12);
  }
  await world.says('/resume "resume trading"');
  await heron.seconds(1);
  // Telegram takes only so many in a minute.
  for (let i = 0; i < ROUNDS && waiting(heron) > 0; i++) await heron.seconds(20);
  const wrong: string[] = [];
  if (!isCalm(heron)) wrong.push(`after two minutes of calm there is still ${standing(heron)}`);
  for (const { invariant, row, expected, found } of memory.findings.values())
    wrong.push(`the comparison stands at ${invariant} (${row}): expected ${expected}, found ${found}`);
  const { books } = await heron.look();
  const ours = booksOfLedger(world.ledger);
  for (const name of ['orders', 'fills', 'fundings', 'transfers', 'balances', 'positions'] as const)
    if (JSON.stringify(ours[name]) !== JSON.stringify(books[name]))
      wrong.push(
        `${name} differ: in the ledger ${difference(ours[name], books[name])}, at the venue ${difference(books[name], ours[name])}`,
      );
  const { findings } = await world.audit();
  for (const { invariant, row, expected, found } of findings)
    wrong.push(`the audit found ${invariant} (${row}): expected ${expected}, found ${found}`);
  if (waiting(heron) > 0) wrong.push(`${waiting(heron)} messages still wait`);
  return wrong;
}

const isCalm = ({ world }: LiveHeron): boolean => world.ledger.memory.positions.size === 0 && world.ledger.memory.orders.size === 0;

const waiting = ({ world }: LiveHeron): number =>
  world.ledger.get<{ n: number }>("select count(*) as n from outbox where status = 'pending'")?.n ?? 0;

const standing = ({ world }: LiveHeron): string =>
  [
    ...[...world.ledger.memory.positions.values()].map(({ tradeId }) => `position ${tradeId}`),
    ...[...world.ledger.memory.orders.values()].map(({ order }) => `order ${order.id} (${order.purpose} ${order.status})`),
  ].join(', ');

const difference = (one: readonly string[], other: readonly string[]): string =>
  JSON.stringify(one.filter((line) => !other.includes(line)).slice(0, 3));
