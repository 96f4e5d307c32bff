import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends the run with one plain line, `N passed, N failed`, and fails it if a test was skipped, passed only at a second
 * try, or none ran.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, errors: ReadonlyArray<unknown>): void {
    let passed = 0;
    let failed = errors.length;
    let skipped = 0;
    for (const module of modules) {
      // Failures outside a test: a file that does not load, or a hook that throws.
      failed += module.errors().length;
      for (const suite of module.children.allSuites()) failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'failed' || test.diagnostic()?.flaky) failed += 1;
        else if (state === 'passed') passed += 1;
        else skipped += 1;
      }
    }
    if (skipped > 0 || failed > 0 || passed === 0) process.exitCode = 1;
    // Printed after the summary of the default reporter.
    setImmediate(() =>
      process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`),
    );
  }
}
