import os from 'node:os';
import vue from '@vitejs/plugin-vue';
import vuetify from 'vite-plugin-vuetify';
import { defineConfig, type UserWorkspaceConfig } from 'vitest/config';
import { WaitingApart } from './server/e2e/harness/waiting-apart.ts';
import SummaryReporter from './server/e2e/harness/summary-reporter.ts';
import { fastestFolder } from './server/testing/fastest-folder.ts';

// The many files that tests make and delete are kept in memory if there is room. On a disk, those deleted slow down the
// making of others.
process.env.TMPDIR = fastestFolder() ?? os.tmpdir();

/** While the code is mutated, only the quick tests judge it. */
const MUTATING = process.env.MUTATING === '1';
const NOT_OURS = ['**/node_modules/**'];
/** Tests that replace a module have a process for each file. */
const MOCKED = '**/*.mocked.test.ts';
/** The other files of a worker share a process, and each module is loaded once. */
const SHARED_PROCESS = { isolate: false, maxWorkers: 2 };

/** How the dashboard's components are compiled. What only a browser has is replaced by a module of the tests. */
const dashboard = {
  publicDir: `${import.meta.dirname}/ui/public`,
  plugins: [vue(), vuetify({ autoImport: true })],
  resolve: {
    alias: {
      'virtual:pwa-register': `${import.meta.dirname}/ui/src/testing/pwa-register.ts`,
      'idb-keyval': `${import.meta.dirname}/ui/src/testing/browser-storage.ts`,
    },
  },
};

export default defineConfig({
  test: {
    reporters: ['default', new SummaryReporter()],
    sequence: { sequencer: WaitingApart },
    projects: (
      [
        {
          test: {
            name: 'unit',
            include: ['shared/**/*.test.ts', 'nodes/**/*.test.ts'],
            exclude: [...NOT_OURS, MOCKED],
            // Hundreds of random cases take their time on a busy machine.
            testTimeout: 30_000,
            ...SHARED_PROCESS,
          },
        },
        {
          ...dashboard,
          test: {
            name: 'dashboard',
            include: ['ui/src/**/*.test.ts'],
            exclude: [...NOT_OURS, MOCKED],
            environment: 'happy-dom',
            setupFiles: ['ui/src/testing/set-up.ts'],
            // A page with many rows takes its time on a busy machine.
            testTimeout: 60_000,
            css: false,
            server: { deps: { inline: ['vuetify'] } },
            ...SHARED_PROCESS,
          },
        },
        {
          test: {
            name: 'server',
            include: ['server/**/*.test.ts'],
            exclude: [...NOT_OURS, MOCKED, 'server/e2e/**'],
            globalSetup: ['server/testing/database-server.ts'],
            expect: { poll: { timeout: 20_000 } },
            testTimeout: 30_000,
            hookTimeout: 60_000,
            ...SHARED_PROCESS,
          },
        },
        {
          ...dashboard,
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
            globalSetup: ['server/e2e/harness/prepared-data.ts'],
            environment: './server/e2e/harness/worker.ts',
            testTimeout: 60_000,
            hookTimeout: 60_000,
            // How long a test waits for a page on a busy machine.
            expect: { poll: { timeout: 20_000 } },
            // A file spends part of its time waiting for a server. The files of a worker share a browser, and many a server.
            isolate: false,
            maxWorkers: 4,
            sequence: { groupOrder: 1 },
          },
        },
      ] satisfies UserWorkspaceConfig[]
    ).filter(({ test }) => test.name !== 'end to end' || !MUTATING),
  },
});
