import { describe, expect, it } from 'vitest';
import type { Outside } from './heron.ts';
import { judge } from './judge.ts';
import type { Inside } from './probe.ts';

const MIB = 1024 ** 2;
const LOOKS = 80;
const LATE = { p50: 0.1, p99: 8, max: 90 };
type Change = (
  part: number,
  look: number,
) => Partial<Outside> & { readonly resources?: Inside['resources']; readonly late?: Inside['late'] };

/** What is missed in a phase of 80 looks; `change` says what is different at a look, told how much of the phase has passed (0 to 1). */
function missed(change: Change, isShipped = true): string[] {
  const looks = Array.from({ length: LOOKS }, (_, look) => ({ look, of: change(look / LOOKS, look) }));
  const outside = looks.map(
    ({ look, of: { resources: _, late: __, ...more } }): Outside => ({
      at: look,
      rssBytes: 250 * MIB,
      files: { socket: 3, 'heron.db': 2 },
      walBytes: 8 * MIB,
      children: 0,
      marketMs: look,
      ...more,
    }),
  );
  const inside = looks.map(
    ({ look, of: { resources = { Timeout: 5, PipeWrap: 4 }, late = LATE } }): Inside => ({
      at: look,
      late,
      resources,
      heapUsed: 1,
      heapTotal: 1,
      external: 1,
    }),
  );
  return judge('a phase', outside, inside, isShipped).flatMap(({ what, measured, met }) => (met ? [] : [`${what.slice(9)}: ${measured}`]));
}

describe('an hour of soak', () => {
  it('in which nothing grows misses nothing, and neither does one in which memory comes and goes', () => {
    expect(missed(() => ({}))).toEqual([]);
    expect(missed((_, look) => ({ rssBytes: (250 + (look % 7) * 10) * MIB }))).toEqual([]);
  });

  it('misses memory that grows by five percent, and a log of the ledger that grows without end', () => {
    expect(missed((part) => ({ rssBytes: (250 + part * 30) * MIB }))).toEqual([expect.stringMatching(/^growth of memory .*: 8\.\d %/)]);
    expect(missed((part) => ({ rssBytes: (250 + part * 12) * MIB }))).toEqual([]);
    expect(missed((_, look) => ({ walBytes: (look === 40 ? 65 : 8) * MIB }))).toEqual([expect.stringMatching(/WAL\): 65\.0 MiB$/)]);
  });

  it('misses a timer, a socket and a file more that never go again, by name', () => {
    expect(missed((part) => ({ resources: { Timeout: part > 0.5 ? 6 : 5, PipeWrap: 4 } }))).toEqual([
      expect.stringMatching(/: 1 × Timeout$/),
    ]);
    expect(missed((part) => ({ files: { socket: part > 0.5 ? 5 : 3, 'heron.db': part > 0.5 ? 3 : 2 } }))).toEqual([
      expect.stringMatching(/: 1 × heron\.db, 2 × socket$/),
    ]);
  });

  it('misses what is left over also where there are more and less of them all the time', () => {
    expect(missed((part, look) => ({ resources: { Timeout: 9 + (look % 5) + (part > 0.5 ? 2 : 0), PipeWrap: 4 } }))).toEqual([
      expect.stringMatching(/: 2 × Timeout$/),
    ]);
  });

  it('does not take for left over what went once for a moment at the beginning and not at the end, and is as many as before otherwise', () => {
    expect(missed((_, look) => ({ resources: { Timeout: look === 3 ? 11 : 14, PipeWrap: 4 } }))).toEqual([]);
  });

  it('takes nothing for left over that comes and goes, nor the pipes of a process of its own', () => {
    expect(missed((_, look) => ({ resources: { Timeout: 5 + (look % 3), PipeWrap: 4 } }))).toEqual([]);
    const audited: Change = (part, look) => {
      const children = part > 0.7 && look % 2 === 0 ? 1 : 0;
      return {
        children,
        files: { socket: 3 + children * 3, 'heron.db': 2 },
        resources: { Timeout: 5, PipeWrap: 4 + children * 3, ProcessWrap: children },
      };
    };
    expect(missed(audited)).toEqual([]);
    expect(missed(() => ({ children: 4 }))).toEqual([expect.stringMatching(/processes of its own/)]);
  });

  it('misses a loop that is late by fifty milliseconds where it runs as it ships, and not at full speed', () => {
    const late = { p50: 1, p99: 50, max: 400 };
    expect(missed(() => ({ late }))).toEqual(['event loop late (p99): 50.0 ms (median 1.0 ms, longest 400 ms)']);
    expect(missed(() => ({ late }), false)).toEqual([]);
  });
});
