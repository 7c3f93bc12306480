import { existsSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** It replaces a module, which Vite's loader can. */
const REPLACES = ['test/scenarios/manyArmed.test.ts'];
/** Files that need a process of their own: they look at the memory of the process, or count what goes on in it. */
const ALONE = ['test/transcripts.test.ts', 'test/bench/**/*.test.ts'];
/** Minutes of sockets and real waits: `npm run test:venues` has them, and a check of every change has a day at each venue instead. */
const SOCKETS = [
  'test/live/faults*.test.ts',
  'test/scenarios/feedSockets.test.ts',
  'test/scenarios/perpetualSockets.test.ts',
  'test/scenarios/krakenStart.test.ts',
  'test/scenarios/valrPaper.test.ts',
];
const exclude = ['**/node_modules/**', ...(process.env.TEST_VENUES === '1' ? [] : SOCKETS)];

const MEMORY_DISK = '/dev/shm';
const ENOUGH_BYTES = 2 * 1024 ** 3;
const MOST_COMPILED = 8_000;

/** Nobody has to wait for a disk to sync a ledger of a second; tests about the disk itself ask for `TEST_DISK`. */
process.env.TEST_DISK ??= tmpdir();
if (process.env.TMPDIR === undefined && hasRoom(MEMORY_DISK)) process.env.TMPDIR = MEMORY_DISK;
// Compiled code is kept from run to run, but not where lines are counted: that is less exact then.
if (!process.argv.some((word) => word.startsWith('--coverage'))) process.env.NODE_COMPILE_CACHE ??= compiled();

/** Each run adds its test files under a new address, so that what is kept begins anew once it is large. */
function compiled(): string {
  const folder = fileURLToPath(new URL('node_modules/.cache/heron-tests', import.meta.url));
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true }).length : 0;
  if (files > MOST_COMPILED) rmSync(folder, { recursive: true, force: true });
  return folder;
}

function hasRoom(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize > ENOUGH_BYTES;
  } catch {
    return false;
  }
}

/** Node runs the tests as it runs Heron: from the sources as they stand. */
const experimental = { viteModuleRunner: false, nodeLoader: false };

export default defineConfig({
  test: {
    reporters: ['default', './check/countLine.ts'],
    // Twice what a machine of two cores has: many tests wait for sockets and timers. What takes seconds alone takes longer beside others.
    maxWorkers: 4,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          experimental,
          // Heron is loaded once for many files, which is most of what a small file costs.
          isolate: false,
          include: ['src/**/*.test.ts', 'commands/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...exclude, ...ALONE, ...REPLACES],
        },
      },
      { extends: true, test: { name: 'alone', experimental, include: ALONE, exclude } },
      { extends: true, test: { name: 'replaces', include: REPLACES, exclude } },
    ],
  },
});
