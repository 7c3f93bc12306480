import { type Fault, Faults, type Invariant } from '#src/audit/invariant.ts';
import { type Decimal, toText } from '#src/domain/decimal.ts';
import { canonicalJson, type Json } from '#src/domain/hash.ts';
import type { Position } from '#src/domain/position.ts';
import { conditionRow } from '#src/ledger/conditions.ts';
import { marketRow } from '#src/ledger/markets.ts';
import { loadMemory, type Memory } from '#src/ledger/memory.ts';
import { orderRow } from '#src/ledger/orders.ts';

/** RT-003, RT-004. */
export const memoryEqualsLedger: Invariant = {
  id: 'MEMORY',
  says: 'What is kept in memory is what the rows say.',
  readsEvents: false,
  start({ ledger }) {
    if (ledger.readonly) return undefined; // who only reads keeps nothing beside the rows
    return {
      finish() {
        const should = textsOf(loadMemory(ledger));
        const is = textsOf(ledger.memory);
        const faults = new Faults();
        for (const key of new Set([...should.keys(), ...is.keys()])) {
          faults.look();
          const expected = should.get(key) ?? 'none';
          const found = is.get(key) ?? 'none';
          if (expected !== found) faults.faults.push(firstDifference(key, expected, found));
        }
        return faults;
      },
    };
  },
};

/** Everything that is live as text by a name, so that two memories can be compared. */
function textsOf(memory: Memory): Map<string, string> {
  const texts = new Map<string, string>();
  const put = (kind: string, id: string, value: unknown): void => {
    texts.set(`${kind} ${id}`, canonicalJson((value ?? null) as Json));
  };
  for (const [id, one] of memory.accounts) put('account', id, one);
  for (const [id, one] of memory.desks) put('desk', id, one);
  for (const [id, one] of memory.markets) put('market', id, marketRow(one));
  for (const [id, one] of memory.conditions) put('condition', id, conditionRow(one));
  for (const [id, one] of memory.approvals) put('approval of', id, one);
  for (const [id, one] of memory.orders) put('order', id, { ...orderRow(one.order), filled: toText(one.filled) });
  for (const [id, one] of memory.orderIds) put('client order id', id, one);
  for (const [id, one] of memory.positions) put('position of trade', id, positionText(one));
  for (const [id, one] of memory.balances) put('balance', id, toText(one));
  for (const [id, one] of memory.scores) put('score', id, { ...one, pnl: toText(one.pnl) });
  for (const [id, one] of memory.orderCounts) put('orders of', id, one);
  for (const [id, one] of memory.people) put('person', id, one);
  for (const [id, one] of memory.chats) put('chat', id, one);
  for (const [id, one] of memory.notices) put('notice', id, one);
  for (const [id, one] of memory.schedules) put('schedule', id, one);
  for (const [id, one] of memory.findings) put('finding', id, one);
  for (const [id, one] of memory.liveCards) put('live card', id, one);
  for (const [id, one] of memory.prompts) put('prompt', id, one);
  for (const [id, one] of memory.analysts) put('analyst', id, one);
  for (const [id, one] of memory.insights) put('insight', id, one);
  for (const [id, one] of memory.adaptations) put('adaptation', id, one);
  for (const [id, one] of memory.shadows) put('shadow', id, one);
  put('halt', 'in force', memory.halt);
  put('lockdown', 'in force', memory.lockdown);
  put('live', 'unlocked', memory.live);
  put('learning', 'settings', memory.learning);
  return texts;
}

const positionText = (position: Position): Record<string, unknown> =>
  Object.fromEntries(Object.entries(position).map(([key, value]) => [key, typeof value === 'object' ? toText(value as Decimal) : value]));

/** Long texts are cut to the neighborhood in which they begin to differ. */
function firstDifference(row: string, expected: string, found: string): Fault {
  if (expected === 'none' || found === 'none')
    return { row, expected: expected === 'none' ? expected : 'a row', found: found === 'none' ? found : 'a row' };
  let at = 0;
  while (expected[at] === found[at]) at++;
  const from = Math.max(0, expected.lastIndexOf(',', at));
  return { row, expected: expected.slice(from, at + 60), found: found.slice(from, at + 60) };
}
