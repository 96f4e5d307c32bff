import { defineConfig, type UserWorkspaceConfig } from 'vitest/config';
import SummaryReporter from './server/e2e/harness/summary-reporter.ts';

/** While the code is mutated, only the quick tests judge it. */
const MUTATING = process.env.MUTATING === '1';
const NOT_OURS = ['**/node_modules/**'];
/** Tests that replace a module have a process for each file. */
const MOCKED = '**/*.mocked.test.ts';
/** The other files of a worker share a process, and each module is loaded once. */
const SHARED_PROCESS = { isolate: false, maxWorkers: 2 };

export default defineConfig({
  test: {
    reporters: ['default', new SummaryReporter()],
    projects: (
      [
        {
          test: {
            name: 'unit',
            include: ['shared/**/*.test.ts', 'nodes/**/*.test.ts', 'ui/src/**/*.test.ts'],
            exclude: [...NOT_OURS, MOCKED],
            ...SHARED_PROCESS,
          },
        },
        {
          test: {
            name: 'server',
            include: ['server/**/*.test.ts'],
            exclude: [...NOT_OURS, MOCKED, 'server/e2e/**'],
            globalSetup: ['server/testing/database-server.ts'],
            testTimeout: 30_000,
            hookTimeout: 60_000,
            ...SHARED_PROCESS,
          },
        },
        {
          test: {
            name: 'mocked',
            include: [MOCKED],
            exclude: NOT_OURS,
            globalSetup: ['server/testing/database-server.ts'],
            maxWorkers: 2,
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
      ] satisfies UserWorkspaceConfig[]
    ).filter(({ test }) => test.name !== 'end to end' || !MUTATING),
  },
});
