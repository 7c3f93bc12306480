import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { HOUSE } from '#test/never-again/sources.ts';
import { buildRelease, commitOf } from './build.ts';
import { faultsOf } from './verify.ts';

/**
 * `npm run release` writes the files of a release of the newest commit into a folder. `npm run release -- --verify FOLDER` looks whether those of a folder
 * are what they say: whole, and the same bytes as they are when made anew from their commit. Ends with 1 when they are not.
 */
const { values } = parseArgs({ options: { out: { type: 'string', default: 'release' }, verify: { type: 'string' } } });

if (values.verify !== undefined) {
  const folder = resolve(values.verify);
  const faults = faultsOf(new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))])));
  for (const fault of faults) console.log(fault);
  console.log(faults.length === 0 ? 'Whole, and the same bytes as its commit gives.' : 'Do not use it.');
  process.exitCode = faults.length === 0 ? 0 : 1;
} else {
  const changed = execFileSync('git', ['status', '--porcelain'], { cwd: HOUSE, encoding: 'utf8' }).trim();
  if (changed !== '') throw new Error(`something is changed and not committed: nobody could make the same again\n${changed}`);
  const folder = resolve(values.out);
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of buildRelease(commitOf('HEAD'))) {
    writeFileSync(join(folder, name), bytes);
    console.log(join(folder, name));
  }
}
