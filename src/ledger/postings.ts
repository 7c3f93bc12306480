import { add, type Decimal, decimal, isZero, toText, ZERO } from '#src/domain/decimal.ts';
import { assert } from '#src/domain/errors.ts';
import { type Book, imbalanceOf, type Posting, postingsOfTransfer } from '#src/domain/posting.ts';
import { noteBooking } from './bookings.ts';
import type { Core, Reader } from './core.ts';
import type { LedgerEvent } from './event.ts';
import { joinedSum } from './joinedSum.ts';
import { tableOf } from './table.ts';

const POSTING = tableOf('posting', ['seq', 'line', 'account_id', 'desk_id', 'book', 'asset', 'amount']);

const keyOf = (accountId: string, deskId: string, book: Book, asset: string): string => `${accountId}|${deskId}|${book}|${asset}`;

type Parts = readonly [account: string, desk: string, book: Book, asset: string];
const known = new Map<string, Parts>();

/** Balances are few and summed often. */
function partsOf(key: string): Parts {
  let parts = known.get(key);
  if (parts === undefined) {
    parts = key.split('|') as unknown as Parts;
    known.set(key, parts);
  }
  return parts;
}

/** Writes one journal entry. An entry that does not balance is refused. */
export function writePostings(core: Core, seq: number, accountId: string, deskId: string, postings: readonly Posting[]): void {
  const imbalance = imbalanceOf(postings);
  assert(imbalance === undefined, `journal entry ${seq} does not balance in ${imbalance?.asset}`);
  noteBooking(core.memory);
  postings.forEach(({ book, asset, amount }, line) => {
    core.insert(POSTING, [seq, line, accountId, deskId, book, asset, toText(amount)]);
    const key = keyOf(accountId, deskId, book, asset);
    core.memory.balances.set(key, add(core.memory.balances.get(key) ?? ZERO, amount));
  });
}

export function projectDeposit(core: Core, event: LedgerEvent<'capital.deposited' | 'capital.moved'>): void {
  const { account_id, desk_id, asset, amount } = event.data;
  writePostings(core, event.seq, account_id, desk_id, postingsOfTransfer(asset, decimal(amount)));
}

/** Sums of all postings; what the running balances in memory must equal. */
export function loadBalances(core: Core): Map<string, Decimal> {
  const rows = core.all<{ account_id: string; desk_id: string; book: Book; asset: string; amounts: string }>(
    "select account_id, desk_id, book, asset, group_concat(amount, ' ') as amounts from posting group by account_id, desk_id, book, asset order by 1, 2, 3, 4",
  );
  return new Map(rows.map((row) => [keyOf(row.account_id, row.desk_id, row.book, row.asset), joinedSum(row.amounts)]));
}

/** Balance of one book over the desks of an account, or of one desk: asset → amount, zero balances left out. */
export function balancesOf(core: Pick<Core, 'memory'>, book: Book, accountId: string, deskId?: string): Map<string, Decimal> {
  const totals = new Map<string, Decimal>();
  let hasZero = false;
  core.memory.balances.forEach((amount, key) => {
    const [account, desk, ofBook, asset] = partsOf(key);
    if (ofBook !== book || account !== accountId || (deskId !== undefined && desk !== deskId)) return;
    const before = totals.get(asset);
    const total = before === undefined ? amount : add(before, amount);
    hasZero ||= isZero(total);
    totals.set(asset, total);
  });
  if (hasZero) for (const [asset, amount] of totals) if (isZero(amount)) totals.delete(asset);
  return totals;
}

/** Journal entries that do not sum to zero, by asset; there must be none. */
export const unbalancedEntries = (ledger: Reader): { seq: number; asset: string; total: string }[] =>
  ledger.all("select seq, asset, decimal_sum(amount) as total from posting group by seq, asset having total <> '0' order by seq, asset");

export const countPostings = (ledger: Reader): number => ledger.get<{ n: number }>('select count(*) as n from posting')?.n ?? 0;

/** Sum of a book over the events of closed round trips, in their quote asset: what the postings say about `pnlBetween` of everything. */
export const postedByTrades = (ledger: Reader, book: Book): Decimal =>
  decimal(
    ledger.get<{ total: string }>(
      `select decimal_sum(p.amount) as total from posting p
       left join fill f on f.seq = p.seq left join funding n on n.seq = p.seq left join trade c on c.seq = p.seq
       join trade t on t.id = coalesce(f.trade_id, n.trade_id, c.id)
       join market m on m.symbol = t.market and p.asset = m.quote where p.book = ?`,
      book,
    )?.total ?? '0',
  );
