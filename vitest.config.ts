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
          // As long as a page is waited for on a busy machine.
          expect: { poll: { timeout: 20_000 } },
          // A busy machine may upset one of them. What passed at the second try only is named in the summary.
          retry: 1,
          // Each file starts a server, a database, a broker and a browser of its own, and waits for them half of its time.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
