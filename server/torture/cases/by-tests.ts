/** Cases that need no load: what the tests of `make check` say of them, run once more. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Case } from '../case.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');

interface TestResults {
  numTotalTests: number;
  numPassedTests: number;
  testResults: { assertionResults: { fullName: string; status: string }[] }[];
}

/** Runs these files. @throws Error if they cannot be run */
async function results(files: readonly string[]): Promise<TestResults> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plantops-torture-'));
  const outputFile = path.join(folder, 'results.json');
  try {
    const vitest = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
    const failure: unknown = await promisify(execFile)(
      process.execPath,
      [vitest, 'run', ...files, '--reporter=json', `--outputFile=${outputFile}`],
      { cwd: ROOT, maxBuffer: 2 ** 26 },
    ).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    try {
      return JSON.parse(readFileSync(outputFile, 'utf8')) as TestResults;
    } catch {
      throw new Error(`the tests could not be run: ${failure instanceof Error ? failure.message : 'no results'}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param files below `server`, without `.test.ts`, or from the root with a slash before */
const byTests = (what: string, required: string, ...files: [string, ...string[]]): Case => ({
  what,
  required,
  test: files[0],
  async run({ judge }) {
    const paths = files.map((file) => (file.startsWith('/') ? `${file.slice(1)}.test.ts` : `server/${file}.test.ts`));
    const { numTotalTests: total, numPassedTests: passed, testResults } = await results(paths);
    judge.note(`by ${paths.join(', ')}`);
    judge.atLeast('tests', total, paths.length);
    judge.atMost('tests that fail', total - passed, 0);
    const failed = testResults.flatMap(({ assertionResults }) =>
      assertionResults.filter(({ status }) => status !== 'passed'),
    );
    for (const { fullName } of failed) judge.note(`failed: ${fullName}`);
  },
});

export const BY_TESTS = {
  'queue-full': byTests(
    "the broker's queue fills while the server is away or hangs",
    'told with the number at the next start, as a warning and as a counter that goes on',
    'broker/dropped-messages',
    'services/durability/message-counts',
  ),
  'functions-of-the-owner': byTests(
    "an owner's function rejects, throws, loops for ever, escapes, sends what cannot be",
    'reported at its node, acknowledged = stored + set aside, nothing secret reachable, dashboard p95 < 1 s',
    'e2e/flows/flow-faults',
  ),
  'readings-in-a-delay': byTests(
    'readings wait in a delay, over a kill',
    'missing 0, doubled 0',
    'e2e/flows/engine-kills',
  ),
  'topics-of-others': byTests(
    'devices publish to, and listen at, topics that are not theirs; ids in payloads',
    '0 rows',
    'broker/mosquitto-process',
    'e2e/ingest/telemetry',
  ),
  'odd-bodies': byTests(
    'chosen bodies, heads and texts; injections by SQL, HTML, paths and mentions',
    '0 × 5xx, 0 stacks, each text comes back as it is',
    'e2e/api/refusals',
    'e2e/api/odd-texts',
  ),
  access: byTests(
    'other sites, other host names, wrong passwords behind one proxy, logout, tokens',
    'every route refuses, the owner still gets in, a session that is ended is dead everywhere',
    'e2e/api/access',
    'http/guard',
    'http/wrong-guesses',
  ),
  secrets: byTests(
    'canaries in keys, webhooks and passwords',
    '0 hits in logs, flows, files and answers',
    'e2e/settings/secrets',
  ),
  'keys-at-rest': byTests(
    'bits are flipped, rows swapped, the key is another',
    'refused, and asked for again',
    'services/settings/secret-box',
    'e2e/settings/rotate-key',
  ),
  'hostile-models': byTests(
    'answers of language models that are wrong in form, or try to do harm',
    '0 writes that are not safe',
    'llm/vendors',
    'services/care/care-advisor',
  ),
  'silent-models': byTests(
    'models that hang, are busy, refuse, or cut the connection',
    'a failure in words, the plan before stays',
    'llm/failures',
    'llm/deadline',
    'llm/retries',
  ),
  'discord-away': byTests(
    'Discord is down, refuses or asks for pauses; a kill while sending',
    'each alert at least once, no storm',
    'services/notifications/outbox',
    'e2e/alerts/alerts',
  ),
  'addresses-inside': byTests(
    'addresses of metadata services, however they are spelled',
    '0 connections',
    'outgoing/forbidden-address',
    'outgoing/guarded-fetch',
  ),
  'charts-at-once': byTests(
    '12 charts of a year at once, readers that leave',
    'ingest and lists unharmed, queries cancelled',
    'e2e/plants/many-charts',
  ),
  'limits-removed': byTests(
    'limits are taken away while an alert is open, also of a silent device',
    'closed at once',
    'e2e/alerts/judged-at-once',
  ),
  upgrades: byTests(
    'data folders of each earlier schema; flows that cannot be merged; a newer schema',
    'opened, shown as a proposal, refused with a sentence',
    'db/upgrades',
    'e2e/flows/flow-versions',
  ),
  'database-jobs': byTests(
    "jobs of TimescaleDB and of the server's own fail",
    'a warning and a metric',
    'services/durability/durability',
    'db/timescale',
  ),
  'starts-in-vain': byTests(
    'a wrong DATABASE_URL, an old PostgreSQL, a broker without MQTT 5, two servers on one broker',
    'one sentence with the cause and the remedy',
    'services/preflight/preflight',
    'broker/connection-trouble',
    'broker/session-contest',
    'db/reach-database',
  ),
};
