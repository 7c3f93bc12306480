import { parseArgs } from 'node:util';
import { resultFile, writeResult } from '#test/trust/result.ts';
import { Strikes, type Struck } from './strikes.ts';

/** `npm run tamper -- --strikes 1000`: how many changes of the file by hand are found out. Ends with 1 when one is not. */
const { values } = parseArgs({ options: { strikes: { type: 'string', default: '1000' }, out: { type: 'string' } } });
const wanted = Number(values.strikes);

using strikes = new Strikes();
const struck: Struck[] = [];
for (let seed = 1; seed <= wanted; seed++) struck.push(await strikes.strike(seed));

const missed = struck.filter(({ by }) => by === 'nobody');
const unnamed = struck.filter(({ by, isNamed }) => by !== 'nobody' && !isNamed);
const count = (is: (one: Struck) => boolean): number => struck.filter(is).length;
const ACTS = [
  ['edit', 'rows with one column edited'],
  ['delete', 'rows deleted'],
  ['swap', 'pairs of rows swapped, whole or in one column'],
  ['reorder', 'runs of rows put in another order'],
  ['truncate', 'tables cut off at their end'],
] as const;
const hit = count(({ by }) => by !== 'nobody');
writeResult(values.out ?? resultFile('tamper'), {
  tool: 'tamper',
  tried: {
    'strikes at a copy of one ledger': struck.length,
    ...Object.fromEntries(ACTS.map(([act, words]) => [words, count((one) => one.act === act)])),
    'tables that were struck': new Set(struck.map(({ table }) => table)).size,
  },
  goals: [
    { what: 'strikes that are found out', target: 'all', measured: `${hit} of ${struck.length}`, met: hit === struck.length },
    {
      what: 'strikes of which the first bad event or row is named, and is the right one',
      target: 'all',
      measured: `${hit - unnamed.length} of ${struck.length}`,
      met: hit - unnamed.length === struck.length,
    },
  ],
  found: [
    ...missed.map(({ seed, what }) => `seed ${seed} was not seen: ${what}`),
    ...unnamed.map(
      ({ seed, what, firstSeq, said }) =>
        `seed ${seed} was seen, but its first place (event ${firstSeq}) was not named: ${what}; said was ${said}`,
    ),
  ],
  notes: [
    `${count(({ by }) => by === 'verify')} were found by verify, ${count(({ by }) => by === 'audit')} by the audit alone.`,
    'A truncation that also rewrites the record of the newest event and every row that follows from what was cut off is not told from an older ledger by the file itself: the anchors in the chats and the backups tell.',
  ],
  again: `npm run tamper -- --strikes ${wanted}`,
});
console.log(`${hit} of ${struck.length} found out, ${hit - unnamed.length} named`);
for (const { seed, what } of missed) console.log(`MISSED ${seed}: ${what}`);
for (const { seed, what, firstSeq, said } of unnamed.slice(0, 20)) console.log(`UNNAMED ${seed}: ${what} (event ${firstSeq}): ${said}`);
process.exitCode = missed.length + unnamed.length === 0 ? 0 : 1;
