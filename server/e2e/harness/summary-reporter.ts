import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends the run with one plain line, `N passed, N failed`, and fails it when a test was skipped or none ran. Tests that
 * passed only at the second try are named above it: each is a fault to be found, in the test or in what it tests.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, errors: ReadonlyArray<unknown>): void {
    let passed = 0;
    let failed = errors.length;
    let skipped = 0;
    const unsteady: string[] = [];
    for (const module of modules) {
      // What fails outside a test: a file that does not load, a hook that throws.
      failed += module.errors().length;
      for (const suite of module.children.allSuites()) failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        else if (state === 'failed') failed += 1;
        else skipped += 1;
        if (test.diagnostic()?.flaky)
          unsteady.push(`passed at the second try: ${module.relativeModuleId} > ${test.fullName}\n`);
      }
    }
    if (skipped > 0 || passed + failed === 0) process.exitCode = 1;
    // After the default reporter's own summary.
    setImmediate(() =>
      process.stdout.write(
        `\n${unsteady.join('')}${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
      ),
    );
  }
}
