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
// Programs and threads of ours that tests start take the code that the first of them has compiled.
process.env.NODE_COMPILE_CACHE ??= `${import.meta.dirname}/node_modules/.cache/compiled`;

/**
 * How long a test and what prepares it may take. On a quiet machine nothing comes near it; on one whose processors are
 * shared by twenty others, a walk through the dashboard takes minutes. Only what hangs is longer.
 */
const PATIENCE = { testTimeout: 240_000, hookTimeout: 240_000, expect: { poll: { timeout: 120_000 } } };
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
            ...PATIENCE,
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
            ...PATIENCE,
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
            ...PATIENCE,
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
            ...PATIENCE,
            maxWorkers: 2,
          },
        },
        {
          test: {
            name: 'end to end',
            include: ['server/e2e/**/*.test.ts'],
            globalSetup: ['server/e2e/harness/prepared-data.ts'],
            environment: './server/e2e/harness/worker.ts',
            ...PATIENCE,
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
