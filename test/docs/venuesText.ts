import { VENUES, type VenueId } from '#src/domain/venue.ts';
import { LIVE_VENUES } from '#test/live/venues.ts';
import { type ContractRun, contractCases, contractRuns, skipOf } from './contractCases.ts';
import { liveCases } from './liveCases.ts';
import { listOf, tableOf } from './markdown.ts';
import { errorBodies, networkCases, probedVenues, valrCases } from './otherCases.ts';
import { factsOf, type VenueFacts } from './venueFacts.ts';

/** docs/venues.md, from the profiles and from the lists of the tests themselves. */
export function venuesText(): string {
  const facts = new Map(VENUES.map((id) => [id, factsOf(id)]));
  return `${[...intro(), ...whatWasRun(facts), ...whichCases(), ...whatItCan(facts), ...whatToWatch(facts)].join('\n\n')}\n`;
}

const intro = (): string[] => [
  '# Venues',
  'Written by `UPDATE_GOLDEN=1 npx vitest run test/docs/venues.test.ts` from the profiles in `src/venue` and from the lists of the tests. A test fails when it does not fit them any more.',
  '**Nothing here was run against the real servers of a venue, nor against a testnet.** What was run talked to programs on the same machine that were written after the documents of the venues: they check signatures and nonces and keep books of their own, but they are not the venues. Before real money, `heron ready --probe` places one smallest order at the real venue and takes it back; the gate asks for it.',
];

function whatWasRun(facts: ReadonlyMap<VenueId, VenueFacts>): string[] {
  const runs = contractRuns();
  const cases = contractCases();
  const network = networkCases().length;
  const live = liveCases();
  const liveIds = LIVE_VENUES.map(({ id }) => id);
  const rows = VENUES.map((id) => {
    const run = runs.find(({ venue }) => venue === id);
    const { own, any } = errorBodies(id);
    return [
      `${facts.get(id)?.title} (\`${id}\`)`,
      run === undefined ? 'not run' : `${ranOf(run)} of ${cases.length}`,
      run === undefined ? 'not run' : `${network}`,
      countOf(live.filter(({ venues }) => venues.includes(id)).length),
      probedVenues().includes(id) ? 'run' : 'not run',
      any === 0 ? `${own}` : `${own} + ${any}`,
      id === 'valr' ? `${valrCases()} (own fake)` : 'yes',
      'nothing yet',
    ];
  });
  return [
    '## What was run against what',
    tableOf(
      ['venue', 'contract suite', 'network faults', 'a live Heron', '`ready --probe`', 'error bodies', 'wire', 'real servers, testnet'],
      rows,
    ),
    listOf([
      'Contract suite: what any venue must do (`test/contracts`), through the real ccxt over sockets against a fake with its own books in integers. Paper passes it too, without a network.',
      'Network faults: the cases of `test/contracts/networkCases.test.ts` at the same fakes.',
      'A live Heron: the tests of `test/live`, in which the whole of Heron trades at the same fakes while answers are lost, late, doubled and old.',
      '`ready --probe`: the smallest order placed, found, not taken twice, canceled and gone, at the same fakes.',
      'Error bodies: recorded answers, thrown by the real ccxt from a server on this machine, and what Heron understands: those of the venue, and those that any server can give.',
      'Wire: for each kind of market, what one order, one stop, one cancel and each lookup look like as requests; the answers are empty. VALR has an adapter of its own and a small fake of its own.',
    ]),
    '### The network faults',
    listOf(networkCases()),
    '### A live Heron',
    'An empty cell: the case was not run there.',
    tableOf(
      ['case', ...liveIds],
      live.map(({ title, venues }) => [title, ...liveIds.map((id) => (venues.includes(id) ? 'run' : ''))]),
    ),
  ];
}

const countOf = (count: number): string => (count === 0 ? 'not run' : String(count));

const ranOf = (run: ContractRun): number => contractCases().filter((one) => skipOf(one, run) === undefined).length;

function whichCases(): string[] {
  const runs = contractRuns();
  const reasons = [...new Set(runs.flatMap((run) => contractCases().flatMap((one) => skipOf(one, run) ?? [])))];
  const mark = (why: string | undefined): string => (why === undefined ? 'run' : `no ${reasons.indexOf(why) + 1}`);
  return [
    '## The contract suite, case by case',
    '`run`, or `no` with the number of the reason below. The other venues have no fake: no case was run for them.',
    tableOf(
      ['case', ...runs.map(({ venue }) => venue)],
      contractCases().map((one) => [one.title, ...runs.map((run) => mark(skipOf(one, run)))]),
    ),
    reasons.map((reason, at) => `${at + 1}. ${reason}`).join('\n'),
    'At Kraken and Kraken Futures an order that cannot be is answered with words that the exchange library puts into its base class. The verdict is then `unknown`, never `rejected`; the case passes when the order is found nowhere afterwards.',
  ];
}

function whatItCan(facts: ReadonlyMap<VenueId, VenueFacts>): string[] {
  const columns = (head: readonly string[], cells: (one: VenueFacts) => readonly string[]): string =>
    tableOf(
      ['venue', ...head],
      [...facts.values()].map((one) => [one.title, ...cells(one)]),
    );
  return [
    '## What a venue can do',
    columns(
      ['trades', 'testnet', 'stops rest there', 'funding', 'deposits and withdrawals', 'dead-man switch', 'what a key may do', 'prices'],
      (one) => [one.trades, one.testnet, one.stops, one.funding, one.transfers, one.deadMan, one.permissions, one.prices],
    ),
    'Where there is a dead-man switch it is set only while entries rest at the venue and no position is open: it would take protective stops away too.',
    '### How an order is found again',
    columns(['deadline', 'asked by', 'found for', 'the same id twice is refused'], (one) => [
      one.deadline,
      one.lookup,
      one.horizon,
      one.sameId,
    ]),
    'The deadline is how long the venue takes an order after it was signed. Without one, an order whose answer is lost can never be proven absent: a person is asked. The routes are asked in this order, and a list that knows no id is searched for ours. A refused second id is a help and no proof: an order is sent once, whatever the venue does.',
  ];
}

function whatToWatch(facts: ReadonlyMap<VenueId, VenueFacts>): string[] {
  const groups = [...facts.values()].map(({ title, supervised }) =>
    supervised.length === 0 ? `**${title}**: nothing.` : `**${title}**\n\n${listOf(supervised)}`,
  );
  const stopless = [...facts.values()].filter(({ stops }) => stops === 'no').map(({ title }) => title);
  return [
    '## What is left to a person',
    `What a venue cannot do Heron says before an approval, and in the readiness gate. The gate does not open where no stop rests at the venue: no real money for ${stopless.join(' and ')}.`,
    ...groups,
  ];
}
