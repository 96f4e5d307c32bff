import { afterEach, describe, expect, it } from 'vitest';
import type { DryRun, DryRunResult, DryRunSide } from '../../api/generated';
import { useLanguage } from '../../messages/text';
import { liveScreen } from '../../testing/begun-screen';
import { type Call, problem, Reply } from '../../testing/fake-server';
import { plant, start } from '../../testing/samples';
import { mountPage } from '../../testing/screen';
import { pass, server } from '../../testing/stage';
import DryRunPanel from './DryRunPanel.vue';

const RUNS = '/api/flows/dry-runs';
const ONE = `${RUNS}/:id`;
const NODE = { node_id: 'calibrate', node: 'function "calibrate" on the tab "Telemetry"' };

const side = (more: Partial<DryRunSide> = {}): DryRunSide => ({
  stored: 1440,
  repeated: 0,
  made: 0,
  rejected: [],
  set_aside: [],
  let_go: [],
  waiting: [],
  alerts_opened: 3,
  alerts_closed: 3,
  notices: 6,
  commands: 0,
  not_acted: [],
  errors: [],
  problems: [],
  stopped: null,
  ...more,
});
const ALERT = {
  plant_id: 'plant-1',
  metric: 'soil_moisture',
  direction: 'min',
  message: 'soil_moisture is 15.2, threshold min 20.0',
  opened_at: '2026-01-07T08:00:00.000Z',
  closed_at: null,
} as const;
const result = (more: Partial<DryRunResult> = {}): DryRunResult => ({
  text: 'in English',
  tried: side({
    stored: 1438,
    alerts_opened: 12,
    set_aside: [{ ...NODE, reason: 'it failed: too wet', count: 2 }],
    errors: [
      { ...NODE, text: 'too wet', count: 2 },
      { node_id: 'lamp', node: 'function "lamp"', text: 'no lamp', count: 5 },
    ],
  }),
  running: side(),
  alerts: [
    { ...ALERT, found_in: 'both' },
    { ...ALERT, found_in: 'tried' },
    { ...ALERT, metric: null, plant_id: null, found_in: 'running' },
  ],
  alerts_left_out: 0,
  different: 1,
  differences: [
    {
      device_id: 'dev_9',
      time: '2026-01-07T08:00:00.000Z',
      running: { soil_moisture: 50 },
      tried: null,
    },
  ],
  messages: [],
  ...more,
});
const run = (more: Partial<DryRun> = {}): DryRun => ({
  id: 7,
  state: 'running',
  version: 3,
  source: 'readings',
  span: 'day',
  handled: 0,
  total: null,
  started_at: '2026-01-07T12:00:00.000Z',
  ended_at: null,
  problem: null,
  result: null,
  ...more,
});
const DONE = { state: 'done', handled: 1440, total: 1440 } as const;

async function shown(props: Record<string, unknown> = {}) {
  const screen = await liveScreen(start({ plants: [plant('plant-1', { name: 'Basil' })] }));
  return mountPage(DryRunPanel, { what: { version: 3 }, runId: undefined, setAside: 0, ...props }, { screen });
}
const asked = (): unknown[] => server.asked('POST', RUNS).map(({ body }) => body);
afterEach(() => useLanguage('en'));

describe('a version that is tried on the readings of before', () => {
  it('shows how far it is, and then what would be different', async () => {
    const page = await shown();
    server.answer('POST', RUNS, new Reply(run(), { status: 202 }));
    server.answer('GET', ONE, run({ handled: 360, total: 1440 }));
    await page.click(page.role('button', 'Last week'));
    await page.click(page.role('button', 'Try'));
    expect(asked()).toEqual([{ version: 3, source: 'readings', span: 'week' }]);
    await pass(500);
    expect(page.words()).toContain('360 of 1440');
    expect(page.role('progressbar').getAttribute('aria-valuenow')).toBe('25');
    server.answer('GET', ONE, run({ ...DONE, result: result() }));
    await pass(500);
    expect(page.words()).toContain(
      '1,440 readings: 1,438 stored, 2 set aside at function "calibrate" on the tab "Telemetry"; 12 alerts instead of 3; 1 reading stored otherwise than now',
    );
    expect(page.words()).toContain('it failed: too wet');
    expect(page.words()).toContain('function "lamp" failed 5 times, the last with: no lamp');
    expect(page.words()).not.toContain('failed 2 times');
    const rows = [...page.testId('dry-run-alerts').querySelectorAll('tbody tr')].map(({ textContent }) =>
      textContent?.replaceAll(/\s+/g, ' ').trim(),
    );
    expect(rows).toEqual([
      expect.stringMatching(/^Basil · Soil moisture .*threshold min 20\.0 ?yes ?yes$/),
      expect.stringMatching(/^Basil · Soil moisture .* ?yes ?no$/),
      expect.stringMatching(/^silent device .* ?no ?yes$/),
    ]);
    expect(page.words()).toContain('not stored');
    expect(page.words()).toContain('Soil moisture 50');
  });

  it('is cancelled when the owner asks', async () => {
    const page = await shown();
    server.answer('POST', RUNS, new Reply(run(), { status: 202 }));
    server.answer('DELETE', ONE, new Reply(undefined, { status: 204 }));
    await page.click(page.role('button', 'Try'));
    server.answer('GET', ONE, run({ state: 'cancelled' }));
    await page.click(page.role('button', 'Cancel'));
    expect(page.words()).toContain('It was cancelled.');
    expect(page.has('progressbar')).toBe(false);
  });

  it('says why it could not be begun, why it was stopped, and why it failed', async () => {
    const page = await shown();
    server.answer('POST', RUNS, problem(409, { code: 'dry_run_in_progress', detail: 'The dry run 6 is in progress' }));
    await page.click(page.role('button', 'Try'));
    expect(page.words()).toContain('The dry run 6 is in progress');
    const stopped = result({ tried: side({ stopped: 'function "mine" hangs' }), running: null, alerts: [] });
    server.answer('POST', RUNS, new Reply(run({ ...DONE, result: stopped }), { status: 202 }));
    await page.click(page.role('button', 'Try'));
    expect(page.words()).toContain('function "mine" hangs');
    expect(page.words()).toContain('It could not be compared with the version that runs.');
    server.answer('POST', RUNS, new Reply(run({ state: 'failed', problem: 'The database is away' }), { status: 202 }));
    await page.click(page.role('button', 'Try'));
    expect(page.words()).toContain('The database is away');
  });

  it('speaks German', async () => {
    const page = await shown({ what: undefined, runId: undefined });
    await useLanguage('de');
    server.answer('GET', ONE, run({ ...DONE, version: null, result: result() }));
    await page.change({ runId: 7 });
    expect(page.words()).toContain('Was im Editor ist, an meinen Messwerten ausprobiert');
    expect(page.words()).toContain('12 Warnungen statt 3');
  });
});

describe('messages that were set aside and are tried', () => {
  it('are told one by one, and those that come out well can be kept', async () => {
    const page = await shown({ setAside: 2 });
    const messages = [
      { id: 4, outcome: 'stored', detail: null },
      { id: 5, outcome: 'rejected', detail: 'no JSON' },
    ] as const;
    const tried = run({
      ...DONE,
      total: 2,
      handled: 2,
      source: 'set_aside',
      span: null,
      result: result({ messages: [...messages] }),
    });
    server.answer('POST', RUNS, new Reply(tried, { status: 202 }));
    await page.click(page.role('button', 'What is set aside'));
    await page.click(page.role('button', 'Try'));
    expect(asked()).toEqual([{ version: 3, source: 'set_aside' }]);
    expect(page.words()).toContain('Message 4: stored.');
    expect(page.words()).toContain('Message 5: rejected. no JSON');
    server.answer('POST', `${ONE}/keep`, ({ params }: Call) => ({ kept: params.id === '7' ? 1 : 0 }));
    await page.click(page.role('button', 'Store the 1 that comes out well'));
    expect(page.screen.told()).toEqual(['1 message is stored.']);
  });
});
