import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOUSE } from '#test/never-again/sources.ts';
import { packageName } from './packageName.ts';

/** One version of a package that the lockfile names, with the checksum that npm holds its archive to. */
export interface Locked {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

/** What a registry says of a package. */
export interface Packument {
  /** Published at, ISO-8601, by version. */
  readonly time?: Readonly<Record<string, string>>;
  readonly versions?: Readonly<Record<string, { readonly dist?: { readonly signatures?: readonly Signature[] } }>>;
}

export interface Signature {
  readonly keyid: string;
  /** Base64. */
  readonly sig: string;
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly name?: string; readonly integrity?: string }>>;
}

const AT_ONCE = 8;
const TIMEOUT_MS = 120_000;

export function lockedVersions(): Locked[] {
  const { packages } = JSON.parse(readFileSync(join(HOUSE, 'package-lock.json'), 'utf8')) as Lock;
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, { name, version = '', integrity = '' }]) => ({ name: name ?? packageName(path), version, integrity }));
}

/** Asks the registry that npm asks about each of them, a few at once. What `look` throws, or the registry, `untold` hears as a sentence. */
export async function askRegistry(
  all: readonly Locked[],
  look: (one: Locked, packument: Packument) => void,
  untold: (sentence: string) => void,
): Promise<void> {
  const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const left = [...all];
  const lane = async (): Promise<void> => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) {
      const { name } = one;
      try {
        const answer = await fetch(`${registry}${name.replace('/', '%2f')}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
        if (!answer.ok) throw new Error(`the registry answered ${answer.status}`);
        look(one, (await answer.json()) as Packument);
      } catch (error) {
        untold(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
