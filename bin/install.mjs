// Runs before npm scripts: installs what package-lock.json names when node_modules is missing or older. Plain JavaScript, for any Node.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exit, platform, stderr } from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Milliseconds of the last change, or −1 if there is no such file. */
function changedMs(...path) {
  try {
    return statSync(join(root, ...path)).mtimeMs;
  } catch {
    return -1;
  }
}

// npm writes this file at the end of an installation, so an interrupted one does not count.
if (changedMs('node_modules', '.package-lock.json') < changedMs('package-lock.json')) {
  stderr.write('Installing what Heron needs (npm ci), once…\n');
  // To the standard error only: the output of what follows may be read by a program.
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: platform === 'win32',
  });
  if (status !== 0) {
    stderr.write('The installation failed. Heron needs the npm registry once; check the network, then run the same command again.\n');
    exit(78);
  }
  // Compiles the program once, so that the first start is as light as the later ones. Where that fails, the start does it.
  spawnSync(join(root, 'node_modules', '.bin', 'node'), [join(root, 'bin', 'warm.mjs')], {
    cwd: root,
    stdio: 'ignore',
    shell: platform === 'win32',
  });
}
