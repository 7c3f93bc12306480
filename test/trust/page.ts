import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { listOf, tableOf } from '#test/docs/markdown.ts';
import { regressions } from '#test/sim/regression.ts';
import { FAULT_TITLES, FAULTS } from './faults.ts';
import { INVARIANTS_HELD } from './invariants.ts';
import { type Goal, readResult, resultFile, type TrustResult } from './result.ts';
import { TOOLS, type Tool } from './tools.ts';

/** The result of a tool; undefined while it was never run. */
export type Results = (tool: string) => TrustResult | undefined;

const kept: Results = (tool) => (existsSync(resultFile(tool)) ? readResult(resultFile(tool)) : undefined);

/** docs/trust.md, from the results of the runs and from the lists of the tests. */
export function trustText(results: Results = kept): string {
  const runs = TOOLS.map((tool) => ({ tool, result: results(tool.name) }));
  return `${[...intro(), ...summary(runs), ...runs.flatMap(details), ...worlds(), ...invariants(), ...faults(), ...security(results('security')), ...limits()].join('\n\n')}\n`;
}

type Run = { readonly tool: Tool; readonly result: TrustResult | undefined };

const intro = (): string[] => [
  '# What was tried against Heron',
  'This page is for somebody who does not believe us. It says what was tried, how often, on what, what came of it, and how you do it again. It is written by `npm run trust` from the files in [`docs/trust`](trust), one for each tool, which the runs write themselves, and from the lists of the tests; a test fails when it does not fit them. Nothing on it was typed in by hand but the explanations.',
  'All of it happened on machines of ours, against programs that play venues, chat platforms and models. **None of it touched a real venue.** Numbers of tries say how hard somebody looked, not that there is nothing left to find.',
];

function summary(runs: readonly Run[]): string[] {
  const rows = runs.map(({ tool, result }) =>
    result === undefined
      ? [tool.title, 'not run yet', '', '', '']
      : [tool.title, outcome(result), `${short(result)}, ${day(result)}`, machine(result), lasted(result.seconds)],
  );
  return ['## The last runs', tableOf(['what', 'outcome', 'of what, and when', 'on', 'took'], rows)];
}

function outcome({ found, goals = [] }: TrustResult): string {
  const missed = goals.filter(({ met }) => !met).length;
  const parts = [
    found.length === 0 ? 'nothing found' : `**${found.length} found**`,
    ...(goals.length === 0
      ? []
      : [missed === 0 ? `${goals.length} of ${goals.length} goals met` : `**${missed} of ${goals.length} goals missed**`]),
  ];
  return parts.join(', ');
}

function details({ tool, result }: Run): string[] {
  const about = [`## ${tool.title}`, tool.about];
  if (result === undefined) return [...about, `Not run yet. To run it: \`${tool.again}\``];
  return [
    ...about,
    tableOf(
      ['tried', 'how often'],
      Object.entries(result.tried).map(([what, count]) => [what, grouped(count)]),
    ),
    ...goals(result.goals ?? []),
    result.found.length === 0 ? nothing(result) : `Found:\n\n${listOf(result.found)}`,
    ...(result.notes === undefined || result.notes.length === 0 ? [] : [listOf(result.notes)]),
    `Run at ${commit(result)} on ${result.at}, on ${machine(result)}, in ${lasted(result.seconds)}. Again: \`${result.again}\``,
  ];
}

const nothing = ({ goals: list = [] }: TrustResult): string =>
  list.every(({ met }) => met) ? 'Found: nothing.' : 'Found: nothing beside the goals that were not met.';

const goals = (list: readonly Goal[]): string[] =>
  list.length === 0
    ? []
    : [
        tableOf(
          ['goal', 'to be', 'was', ''],
          list.map(({ what, target, measured, met }) => [what, target, measured, met ? 'met' : '**not met**']),
        ),
      ];

function worlds(): string[] {
  const all = regressions().toSorted((a, b) => a.seed - b.seed);
  return [
    '## What worlds have shown',
    `${all.length} worlds of the simulation, over all its runs, showed a mistake: of Heron, or of the check. Each is kept in \`test/regressions\`, shrunk, and lived through again at every change.`,
    tableOf(
      ['seed', 'what it showed, and what became of it'],
      all.map(({ seed, what }) => [String(seed), what]),
    ),
  ];
}

function invariants(): string[] {
  return [
    '## What must always hold',
    'The files of `src/audit` are asked after every scenario of the tests, by `/audit`, and in a running Heron every hour; those of `test/sim/checks` after each life of the simulation, against the books of its exchange; the others are tests.',
    tableOf(
      ['', 'what holds', 'checked in', 'not checked'],
      Object.entries(INVARIANTS_HELD).map(([id, { says, checked, open = '' }]) => [
        id,
        says,
        [...checked, ...simulated(id)].map(link).join(', '),
        open,
      ]),
    ),
  ];
}

const SIMULATED = 'test/sim/checks';

/** Checks of the simulation that speak of an invariant. */
function simulated(id: string): string[] {
  const folder = new URL(`../../${SIMULATED}/`, import.meta.url);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).sort();
  return files.filter((name) => readFileSync(new URL(name, folder), 'utf8').includes(`'${id}'`)).map((name) => `${SIMULATED}/${name}`);
}

function faults(): string[] {
  const ids = Object.keys(FAULT_TITLES);
  const unproven = ids.filter((id) => (FAULTS[id]?.proofs.length ?? 0) === 0);
  const partly = ids.filter((id) => !unproven.includes(id) && FAULTS[id]?.open !== undefined);
  return [
    '## The faults',
    `${ids.length} faults. ${ids.length - unproven.length - partly.length} are shown by tests as a whole, ${partly.length} with something left open, ${unproven.length} by no test. A test holds this table to the titles of the tests. Those in \`test/live/faults*\` take minutes of sockets and real waits: \`npm run test:venues\` runs them, a check of every change does not.`,
    tableOf(
      ['', 'what goes wrong', 'shown by', 'left open'],
      ids.map((id) => [
        id,
        FAULT_TITLES[id] ?? '',
        proofsOf(FAULTS[id]?.proofs ?? []),
        FAULTS[id] === undefined ? 'No test shows it.' : (FAULTS[id].open ?? ''),
      ]),
    ),
  ];
}

function security(result: TrustResult | undefined): string[] {
  if (result?.checks === undefined) return ['## Security', 'Not run yet.'];
  const open = result.checks.filter((check) => check.open !== undefined).length;
  return [
    '## Security',
    `${result.checks.length} checks; ${open} with something left open.`,
    tableOf(
      ['', 'what holds', 'shown by', 'left open'],
      result.checks.map(({ id, says, proofs, open: part = '' }) => [id, says, proofsOf(proofs), part]),
    ),
  ];
}

const limits = (): string[] => [
  '## What none of this shows',
  listOf([
    'That a real venue behaves as our fakes do. They were written after its documents, and are as strict as we could make them.',
    'That the strategy earns money.',
    'That the machine, its system and its disk do what they say. A disk that says "written" and lies loses what it lied about.',
    'That nobody who owns the machine can cheat. Who can write the ledger, the program and the chats can write a past that fits.',
    'That the checks are complete. The wrong protocols and wrong ledgers show that they see what they were built to see.',
  ]),
];

const proofsOf = (proofs: readonly (readonly [file: string, title: string])[]): string =>
  proofs.map(([file, title]) => `${link(file)}: ${title}`).join('<br>');

const link = (file: string): string => `[${file.replace(/^.*\//, '').replace(/\.ts$/, '')}](../${file})`;

const short = ({ commit: id, uncommitted }: TrustResult): string =>
  `\`${id.slice(0, 10)}\`${uncommitted ? ' with uncommitted changes' : ''}`;
const commit = ({ commit: id, uncommitted }: TrustResult): string => `\`${id}\`${uncommitted ? ' with uncommitted changes' : ''}`;
const day = ({ at }: TrustResult): string => at.slice(0, 10);
const machine = ({ machine: { cpus, cpu, node, platform } }: TrustResult): string => `${cpus} × ${cpu}, ${platform}, Node ${node}`;

function lasted(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** 500000 → 500,000. */
const grouped = (count: number | string): string => (typeof count === 'number' ? count.toLocaleString('en-US') : count);
