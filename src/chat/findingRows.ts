import type { Reader } from '#src/ledger/core.ts';
import { eventBySeq } from '#src/ledger/events.ts';
import { columnOf, type FindingRow } from '#src/ledger/findings.ts';
import type { Memory } from '#src/ledger/memory.ts';
import { type Row, rowById } from '#src/ledger/mend.ts';
import { type Block, fields, table, text } from './reply.ts';
import { sentenceOf } from './sentence.ts';

const LONGEST = 80;
/** Of what is the same on both sides, so much tells which row it is. */
const SHORT = 24;
const MOST_SAME = 8;
const ROW = /^(\S+) (.+?)(?: \(event (\d+)\))?$/;

/**
 * The row that a finding is about, on both sides: what the events say, and what stands there. The audit has compared every column, so where it names no
 * difference both are the same. Reads by key alone.
 */
export function rowsOf(finding: FindingRow, ledger: Reader & { readonly memory: Memory }): Block[] {
  const match = ROW.exec(finding.row);
  if (match === null) return [];
  const [, name = '', id = '', seq] = match;
  const event = seq === undefined ? undefined : eventBySeq(ledger, Number(seq));
  const told = event === undefined ? [] : [text(`Made by event #${event.seq}: ${sentenceOf(event)}`)];
  const stands = rowById(ledger, name, id);
  if (finding.invariant !== 'INV-18' || (stands === undefined && event === undefined))
    return stands === undefined ? told : [...told, ...one(stands)];
  if (stands === undefined)
    return [...told, text('The row is missing. By its event it is:'), ...one((event?.data ?? {}) as unknown as Row)];
  if (finding.expected === 'none') return [text('No event has made this row:'), ...one(stands)];
  const differs = new Map(
    [...ledger.memory.findings.values()]
      .filter(({ invariant, row }) => invariant === finding.invariant && row === finding.row)
      .flatMap((other) => {
        const column = columnOf(other);
        return column === undefined ? [] : [[column, other.expected.slice(column.length + 1)] as const];
      }),
  );
  const same = Object.entries(stands).filter(([column]) => !differs.has(column));
  const short = same.filter(([, value]) => cell(value).length <= SHORT).slice(0, MOST_SAME);
  const others = same.length - short.length;
  return [
    ...told,
    table(
      ['column', 'events say', 'stands there'],
      [...differs].map(([column, expected]) => [column, cut(expected), cut(cell(stands[column]))]),
    ),
    text(
      `The same on both sides: ${short.map(([column, value]) => `${column} ${cell(value)}`).join(', ')}${others === 0 ? '' : ` and ${others} more`}.`,
    ),
  ];
}

const one = (row: Row): Block[] => [fields(Object.fromEntries(Object.entries(row).map(([column, value]) => [column, cut(cell(value))])))];

const cell = (value: Row[string] | undefined): string => (value === null || value === undefined ? 'nothing' : String(value));
const cut = (words: string): string => (words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words);
