import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOUSE } from '#test/never-again/sources.ts';
import { HARD } from './hard.ts';

const read = (name: string): string => readFileSync(join(HOUSE, name), 'utf8');
const lines = read('Containerfile')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const of = (word: string): string[] => lines.flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));

/** That it builds and is as closed as this says was seen by `npm run container`, which needs an engine; a check of every change has none. */
describe('the image (SEC-09)', () => {
  it('is built on what whoever builds it names by its digest: nothing is named that may be something else tomorrow', () => {
    expect(of('ARG')).toEqual(['NODE_IMAGE']);
    for (const from of of('FROM')) expect(from).toMatch(/^\$\{NODE_IMAGE\}(?: AS made)?$/);
    expect(read('README.md')).toMatch(/--build-arg NODE_IMAGE="\$\(docker inspect --format '\{\{index \.RepoDigests 0\}\}'/);
  });

  it('runs as nobody who may do anything: not as root, with one folder to write in', () => {
    expect(of('USER')).toEqual(['10001:10001']);
    expect(lines.indexOf('USER 10001:10001')).toBeGreaterThan(lines.findLastIndex((line) => line.startsWith('RUN ')));
    expect(of('VOLUME')).toEqual(['/data']);
    expect(of('RUN').at(-1)).toContain('mkdir -m 700 /data && chown 10001:10001 /data');
    for (const [, value] of of('ENV')[0]?.matchAll(/HERON_\w+=(\S+)/g) ?? []) expect(value).toMatch(/^\/data\//);
  });

  it('takes its packages by the lockfile, runs no script of theirs, and fetches nothing else', () => {
    expect(of('RUN')[0]).toBe('npm ci --omit=dev --ignore-scripts --no-audit --no-fund');
    expect(lines.filter((line) => /^ADD |curl|wget|git clone|apt|npm (?:i|install)\b/.test(line))).toEqual([]);
  });

  it('holds what a start reads and nothing else: no ledger, no settings, no keys, no tests', () => {
    const copied = of('COPY').flatMap((line) => (line.startsWith('--from') ? [] : line.split(' ').slice(0, -1)));
    const [all, ...rest] = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(all).toBe('*');
    expect(
      rest
        .filter((line) => line.startsWith('!'))
        .map((line) => line.slice(1))
        .sort(),
    ).toEqual([...copied].sort());
    expect(rest.filter((line) => !line.startsWith('!'))).toEqual(['**/*.test.ts']);
    const needed = readdirSync(join(HOUSE, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .flatMap((name) => [...read(join('src', name)).matchAll(/new URL\('(?:\.\.\/)+([\w.-]+)/g)].map(([, top]) => top as string));
    const inSource = new Set([...readdirSync(join(HOUSE, 'src')), 'node_modules']);
    for (const top of new Set(needed)) expect([top, copied.includes(top) || inSource.has(top)]).toEqual([top, true]);
  });

  it('is run as README says with a root that cannot be written to, without capabilities, and can gain none (SEC-34)', () => {
    const [run = ''] = read('README.md').match(/^docker run .*$/m) ?? [];
    expect(run).toContain(HARD.join(' '));
    // What the engine filters by itself is not switched off.
    expect(run).not.toMatch(/unconfined|privileged(?!\s)|--cap-add|--pid|--network host/);
  });
});
