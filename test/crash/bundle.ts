import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Wrong } from './wrongs.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CONFIG = fileURLToPath(new URL('rolldown.config.mjs', import.meta.url));

/** Programs made ready to be started often. */
export interface Bundle extends Disposable {
  /** The file of a program by its name. */
  path(name: string): string;
  /** What node keeps of compiled code lies here. */
  readonly cache: string;
}

/** Bundles programs of this folder, freshly from the sources: a start then reads a few files instead of hundreds. They lie below node_modules, where packages are found. `wrong`: with a mistake. */
export async function bundle(names: readonly string[], wrong?: Wrong): Promise<Bundle> {
  const shelf = join(ROOT, 'node_modules', '.cache');
  mkdirSync(shelf, { recursive: true });
  const folder = mkdtempSync(join(shelf, 'heron-crash-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  const from = names.map((name) => fileURLToPath(new URL(`${name}.ts`, import.meta.url))).join(',');
  await promisify(execFile)(join(ROOT, 'node_modules', '.bin', 'rolldown'), ['-c', CONFIG], {
    cwd: ROOT,
    env: {
      ...process.env,
      HERON_BUNDLE_FROM: from,
      HERON_BUNDLE_TO: folder,
      HERON_BUNDLE_WRONG: wrong === undefined ? '' : JSON.stringify(wrong),
    },
  });
  return {
    path: (name) => join(folder, `${name}.mjs`),
    cache: join(folder, 'compiled'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
