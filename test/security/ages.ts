import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOUSE } from '#test/never-again/sources.ts';
import { packageName } from './packageName.ts';

/**
 * `npm run ages`, after a change of dependencies: how old every version of the lockfile is, asked of the registry. Most packages that were taken over by
 * somebody are found out within days, so nothing younger than a week is taken. Ends with 1 when something is younger, with 2 when the registry does not answer.
 */
const LEAST_DAYS = 7;
const DAY_MS = 86_400_000;
const AT_ONCE = 8;
const TIMEOUT_MS = 120_000;

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly name?: string }>>;
}

/** Published at, ISO-8601, of every version of a package. Throws when the registry does not tell. */
async function timesOf(registry: string, name: string): Promise<Readonly<Record<string, string>>> {
  const answer = await fetch(`${registry}${name.replace('/', '%2f')}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`${name}: the registry answered ${answer.status}`);
  const { time = {} } = (await answer.json()) as { time?: Record<string, string> };
  return time;
}

const { packages } = JSON.parse(readFileSync(join(HOUSE, 'package-lock.json'), 'utf8')) as Lock;
const wanted = Object.entries(packages)
  .filter(([path]) => path !== '')
  .map(([path, { name, version = '' }]) => ({
    name: name ?? packageName(path),
    version,
  }));
const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

const young: string[] = [];
const untold: string[] = [];
const left = [...wanted];
const now = Date.now();
async function lane(): Promise<void> {
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    const { name, version } = one;
    try {
      const at = Date.parse((await timesOf(registry, name))[version] ?? '');
      const days = (now - at) / DAY_MS;
      if (Number.isNaN(days)) untold.push(`${name}@${version}: the registry does not say when it was published`);
      else if (days < LEAST_DAYS) young.push(`${name}@${version} is ${days.toFixed(1)} days old`);
    } catch (error) {
      untold.push(error instanceof Error ? `${name}: ${error.message}` : String(error));
    }
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, lane));
for (const line of [...young, ...untold].sort()) console.log(line);
console.log(
  `${wanted.length} versions, ${young.length} younger than ${LEAST_DAYS} days${untold.length > 0 ? `, ${untold.length} of which nobody told the age` : ''}`,
);
process.exitCode = young.length > 0 ? 1 : untold.length > 0 ? 2 : 0;
