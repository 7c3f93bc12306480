import { defineConfig } from 'vitest/config';

/** Files that need a process of their own: they replace a module, look at the memory of the process, or count what goes on in it. */
const ALONE = ['test/scenarios/manyArmed.test.ts', 'test/transcripts.test.ts', 'test/bench/**/*.test.ts'];
/** Minutes of sockets and real waits: `npm run test:venues` has them, and a check of every change has a day at each venue instead. */
const SOCKETS = [
  'test/live/faults*.test.ts',
  'test/scenarios/feedSockets.test.ts',
  'test/scenarios/perpetualSockets.test.ts',
  'test/scenarios/krakenStart.test.ts',
  'test/scenarios/valrPaper.test.ts',
];
const exclude = ['**/node_modules/**', ...(process.env.HERON_VENUES === '1' ? [] : SOCKETS)];

export default defineConfig({
  test: {
    reporters: ['default', './check/countLine.ts'],
    // More than a machine of two cores has: many tests wait for sockets and timers. What takes seconds alone takes longer beside others.
    maxWorkers: 3,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          // Heron is loaded once for many files, which is most of what a small file costs.
          isolate: false,
          include: ['src/**/*.test.ts', 'commands/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...exclude, ...ALONE],
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE, exclude } },
    ],
  },
});
