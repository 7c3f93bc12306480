import type { Reporter, TestModule } from 'vitest/node';

/** Ends a test run with one plain line, so that anybody (and any machine) sees what ran. */
export default class CountLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state]++;
      // A file that could not even be loaded has no tests to count, and must not look like a good one.
      if (module.state() === 'failed' && module.errors().length > 0) count.failed++;
    }
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped + count.pending} skipped\n`);
  }
}
