import type { Goal } from '#test/trust/result.ts';
import type { Outside } from './heron.ts';
import type { Inside } from './probe.ts';

const MIB = 1024 ** 2;
const WAL_LIMIT_BYTES = 64 * MIB;
const RSS_LIMIT_PCT = 5;
const LATE_LIMIT_MS = 50;
/** What is measured begins when all is warm: history, caches, compiled code, what is done once a day. Its last quarter is held against its first. */
const QUARTERS = 4;
/** To and from a process of its own: an audit or a backup, which at full speed is nearly always under way. */
const PIPES = 3;
const MOST_CHILDREN = 3;
/** In a quarter: of fewer looks the least is a matter of chance. */
const FEWEST_LOOKS = 10;

/** How many there are, by kind. */
type Counts = Readonly<Record<string, number>>;

/**
 * What was measured in a phase, held against what it is to be. `phase` stands in front of each. How late the event loop is counts at the speed that
 * Heron ships with: as fast as the machine can, an hour's jobs come every few seconds. `lived` are the looks of the warm-up that what is left over is looked
 * for in too: it needs no warm memory, and a quarter of what is measured at full speed is some seconds, less than a timer of a socket lasts.
 */
export function judge(
  phase: string,
  outside: readonly Outside[],
  inside: readonly Inside[],
  isShipped: boolean,
  lived: { readonly outside: readonly Outside[]; readonly inside: readonly Inside[] } = { outside: [], inside: [] },
): Goal[] {
  const [before, after] = ends(outside);
  const growthPct = (median(after.map(({ rssBytes }) => rssBytes)) / median(before.map(({ rssBytes }) => rssBytes)) - 1) * 100;
  const wal = Math.max(...outside.map(({ walBytes }) => walBytes));
  const late = inside.at(-1)?.late ?? { p50: Number.NaN, p99: Number.NaN, max: Number.NaN };
  const leaks = leaked([...lived.outside, ...outside], [...lived.inside, ...inside]);
  const goal = (what: string, target: string, measured: string, met: boolean): Goal => ({
    what: `${phase}: ${what}`,
    target,
    measured,
    met,
  });
  return [
    goal(
      'growth of memory (RSS) from the first quarter to the last, after the warm-up',
      `less than ${RSS_LIMIT_PCT} %`,
      `${growthPct.toFixed(1)} %, from ${mib(median(before.map(({ rssBytes }) => rssBytes)))} to ${mib(median(after.map(({ rssBytes }) => rssBytes)))}`,
      growthPct < RSS_LIMIT_PCT,
    ),
    goal('largest log of the ledger (WAL)', `less than ${mib(WAL_LIMIT_BYTES)}`, mib(wal), wal < WAL_LIMIT_BYTES),
    goal('files, sockets and timers that are left over', '0', leaks.length === 0 ? '0' : leaks.join(', '), leaks.length === 0),
    ...(isShipped ? [goal('event loop late (p99)', `less than ${LATE_LIMIT_MS} ms`, lateness(late), late.p99 < LATE_LIMIT_MS)] : []),
  ];
}

export const lateness = ({ p50, p99, max }: Inside['late']): string =>
  `${p99.toFixed(1)} ms (median ${p50.toFixed(1)} ms, longest ${max.toFixed(0)} ms)`;

/**
 * Kinds of which there are never as few in the last quarter as there were in the first, and usually more: what is left over is there at each look. What
 * comes and goes is no leak, and at full speed a quarter is some seconds, in which what lasts for seconds may not go at all.
 */
function leaked(outside: readonly Outside[], inside: readonly Inside[]): string[] {
  const more = (kept: readonly (readonly Counts[])[]): string[] => {
    const [before = [], after = []] = kept;
    const rise = (kind: string, of: (values: readonly number[]) => number): number => {
      const [from, to] = [before, after].map((part) => of(part.map((counts) => counts[kind] ?? 0))) as [number, number];
      return to - from;
    };
    const kinds = [...new Set([...before, ...after].flatMap(Object.keys))].sort();
    return kinds.flatMap((kind) => {
      const left = Math.min(
        rise(kind, (values) => Math.min(...values)),
        rise(kind, median),
      );
      return left > 0 ? [`${left} × ${kind}`] : [];
    });
  };
  return [
    ...more(
      ends(
        atRest(
          inside,
          ({ resources }) => resources.ProcessWrap ?? 0,
          ({ resources: { ProcessWrap: _, ...others } }) => others,
          'PipeWrap',
        ),
      ),
    ),
    ...more(
      ends(
        atRest(
          outside,
          ({ children }) => children,
          ({ files }) => files,
          'socket',
        ),
      ),
    ),
    ...(Math.max(...outside.map(({ children }) => children)) > MOST_CHILDREN ? ['processes of its own'] : []),
  ];
}

/** Looks at which no child was under way, begun or ended: its pipes come and go one by one. All of them, pipes taken off, where there was always one. */
function atRest<T>(looks: readonly T[], childrenOf: (look: T) => number, countsOf: (look: T) => Counts, pipes: string): Counts[] {
  const quiet = looks.filter((look) => childrenOf(look) === 0);
  if (quiet.length >= QUARTERS * FEWEST_LOOKS) return quiet.map(countsOf);
  return looks.map((look) => ({ ...countsOf(look), [pipes]: (countsOf(look)[pipes] ?? 0) - PIPES * childrenOf(look) }));
}

function ends<T>(samples: readonly T[]): [readonly T[], readonly T[]] {
  const quarter = Math.floor(samples.length / QUARTERS);
  return [samples.slice(0, Math.max(1, quarter)), samples.slice(-Math.max(1, quarter))];
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const mib = (bytes: number): string => `${(bytes / MIB).toFixed(1)} MiB`;
