import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'commands/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    reporters: ['default', './check/countLine.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
