import { defineConfig } from 'vitest/config';
import SummaryReporter from './server/e2e/harness/summary-reporter.ts';

export default defineConfig({
  test: {
    reporters: ['default', new SummaryReporter()],
    projects: [
      {
        test: {
          name: 'unit',
          maxWorkers: 2,
          include: ['shared/**/*.test.ts', 'nodes/**/*.test.ts', 'server/**/*.test.ts', 'ui/src/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'server/e2e/**'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'end to end',
          include: ['server/e2e/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // How long a test waits for a page on a busy machine.
          expect: { poll: { timeout: 20_000 } },
          // A busy machine may upset a test. The summary names each one that passed only at the second attempt.
          retry: 1,
          // Each file starts its own server, database, broker and browser, and spends half its time waiting for them.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
