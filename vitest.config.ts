import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'commands/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    reporters: ['default', './check/countLine.ts'],
    // More than a machine of two cores has: many tests wait for sockets and timers. What takes seconds alone takes longer beside others.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 30_000,
  },
});
