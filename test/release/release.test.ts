import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { HOUSE } from '#test/never-again/sources.ts';
import { buildRelease, commitOf, type Release, SUMS, sha256 } from './build.ts';
import { faultsOf } from './verify.ts';

/** While packages are being changed, the commit before names others than are installed; then there is nothing to make. */
const isInstalled = execFileSync('git', ['show', 'HEAD:package-lock.json'], { cwd: HOUSE, maxBuffer: 1 << 26 }).equals(
  readFileSync(join(HOUSE, 'package-lock.json')),
);

describe.skipIf(!isInstalled)('a release (SEC-32); skipped while the lockfile is changed and not committed', () => {
  let release: Release;
  let commit: string;
  beforeAll(() => {
    commit = commitOf('HEAD');
    release = buildRelease(commit);
  });

  const named = (end: string): string => [...release.keys()].find((name) => name.endsWith(end)) ?? '';
  const textOf = (end: string): string => release.get(named(end))?.toString() ?? '';

  it('is the sources of one commit, what ships with them, where they come from, and the checksums of these', () => {
    const version = JSON.parse(readFileSync(join(HOUSE, 'package.json'), 'utf8')).version;
    expect([...release.keys()]).toEqual([
      `heron-${version}.tar.gz`,
      `heron-${version}.sbom.json`,
      `heron-${version}.provenance.json`,
      SUMS,
    ]);
    const statement = JSON.parse(textOf('.provenance.json'));
    expect(statement._type).toBe('https://in-toto.io/Statement/v1');
    expect(statement.predicate.buildDefinition.externalParameters).toEqual({ commit });
    expect(statement.subject).toEqual(
      ['.tar.gz', '.sbom.json'].map((end) => ({
        name: named(end),
        digest: { sha256: sha256(release.get(named(end)) ?? Buffer.alloc(0)) },
      })),
    );
    const materials: { uri: string; digest: { sha512?: string } }[] = statement.predicate.buildDefinition.resolvedDependencies;
    expect(materials.find(({ uri }) => uri.startsWith('pkg:npm/ccxt@'))?.digest.sha512).toMatch(/^[0-9a-f]{128}$/);
    expect(materials.some(({ uri }) => uri.startsWith('pkg:npm/vitest@'))).toBe(false);
  });

  it('is the same bytes whenever it is made, and whoever has only the archive can run it', () => {
    const again = buildRelease(commit);
    for (const [name, bytes] of release) expect([name, again.get(name)?.equals(bytes)]).toEqual([name, true]);
    const place = mkdtempSync(join(tmpdir(), 'heron-release-'));
    try {
      writeFileSync(join(place, 'heron.tar.gz'), release.get(named('.tar.gz')) ?? '');
      execFileSync('tar', ['-xzf', 'heron.tar.gz', '--strip-components=1'], { cwd: place });
      for (const needed of [
        'package.json',
        'package-lock.json',
        'bin/heron.mjs',
        'src/main.ts',
        'migrations',
        'config/default.yaml',
        'LICENSE',
      ])
        expect([needed, existsSync(join(place, needed))]).toEqual([needed, true]);
    } finally {
      rmSync(place, { recursive: true });
    }
  });

  it('is looked at by checksum tools that anybody has', () => {
    for (const line of textOf(SUMS).trim().split('\n')) expect(line).toMatch(/^[0-9a-f]{64} {2}heron-\S+$/);
  });

  it('that was changed, cut short, added to or made of something else is found out', () => {
    expect(faultsOf(release)).toEqual([]);
    const archive = named('.tar.gz');
    const bytes = release.get(archive) ?? Buffer.alloc(0);
    const other = Buffer.from(bytes);
    other[other.length >> 1] = (other[other.length >> 1] ?? 0) ^ 1;
    expect(faultsOf(new Map([...release, [archive, other]]))).toEqual([`${archive} is not what ${SUMS} says.`]);
    expect(faultsOf(new Map([...release].filter(([name]) => name !== archive)))).toEqual([`${archive} is missing.`]);
    expect(faultsOf(new Map([...release, ['more.txt', Buffer.from('?')]]))).toEqual([`more.txt is not in ${SUMS}.`]);
    expect(faultsOf(new Map([...release].filter(([name]) => name !== SUMS)))).toEqual([`There is no ${SUMS}.`]);
    // Somebody changed the archive and its sum with it: the commit gives other bytes.
    const forged = new Map([...release, [archive, other]]);
    forged.set(SUMS, Buffer.from(textOf(SUMS).replace(sha256(bytes), sha256(other))));
    expect(faultsOf(forged)).toEqual([`${archive} is not what ${commit} gives.`, `${SUMS} is not what ${commit} gives.`]);
  });

  it('of a commit that nobody has cannot be believed', () => {
    const nobody = '0'.repeat(40);
    const [name, text] = [named('.provenance.json'), textOf('.provenance.json')];
    const forged = Buffer.from(text.replaceAll(commit, nobody));
    const sums = Buffer.from(textOf(SUMS).replace(sha256(Buffer.from(text)), sha256(forged)));
    expect(faultsOf(new Map([...release, [name, forged], [SUMS, sums]]))).toEqual([
      expect.stringMatching(/^It cannot be made anew from 0{40}/),
    ]);
  });
});
