import type { FlowState } from '@plantops/shared/api/flows.ts';
import type { Start } from '@plantops/shared/api/server.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FlowNode } from '../../runtime/flow-files.ts';
import { accessibilityFaults } from '../harness/accessibility.ts';
import { call, register } from '../harness/api.ts';
import { closePages, DESKTOP, keepScreenshot, useBrowser, openPage, PHONE } from '../harness/browser.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { eventually } from '../harness/eventually.ts';
import { FlowEditor, withChanged } from '../harness/flow-editor.ts';
import { layoutFaults } from '../harness/layout.ts';
import type { PlantOpsProcess } from '../harness/plantops-process.ts';
import { sharedServer } from '../harness/shared-server.ts';

const MINE = 'function "mine" on the tab "Telemetry"';
/** The narrowest screen without scrolling sideways (WCAG 2.2, 1.4.10). */
const NARROWEST = { width: 320, height: 640 };

/** A function node that throws, between the messages of devices and their validation. */
const withThrowing = (flows: FlowNode[]): FlowNode[] => [
  ...withChanged('telemetry-ingest', { wires: [['between']] })(flows),
  {
    id: 'between',
    type: 'function',
    z: 'telemetry',
    name: 'mine',
    func: 'throw new Error("no luck");',
    outputs: 1,
    timeout: 0,
    x: 250,
    y: 60,
    wires: [['telemetry-validation']],
  },
];

/** All that can be wrong at once, with words that are hard to wrap. */
const WORST: FlowState = {
  running: false,
  safe_mode: {
    since: '2026-01-07T12:00:00.000Z',
    reasons: [1, 2, 3, 4, 5].map((nth) => ({
      node_id: null,
      text: `function "mine ${nth}" on the tab "Telemetry" is wired to ${'gone'.repeat(20)}, which is not there`,
    })),
  },
  version: 12,
  watch: null,
  went_back: {
    version: 12,
    to: 11,
    at: '2026-03-08T12:00:00.000Z',
    text: `14 of 14 telemetry messages were set aside since it was deployed, the last at function "mine": ${'no luck '.repeat(12)}`,
  },
  is_proposed: true,
  failing_nodes: [
    { node_id: 'a', node: 'plantops-threshold "judge" on the tab "Alerts"', problem: 'hysteresisPct must be a number' },
  ],
  set_aside: ['between', null].map((id) => ({
    node_id: id,
    node: id && MINE,
    count: 1200,
    since: '2026-01-07T12:00:00.000Z',
    last_at: '2026-01-07T12:00:00.000Z',
    reason: 'the database cannot hold it: invalid byte sequence for encoding "UTF8"',
  })),
};

describe('flows that do not run as they should, on the dashboard', () => {
  let plantOps: PlantOpsProcess;
  let browser: Browser;
  let page: Page;
  let faults: string[];
  const editor = new FlowEditor(() => plantOps.url);

  beforeAll(async () => {
    plantOps = sharedServer();
    await plantOps.start();
    browser = await useBrowser();
  });
  afterAll(async () => {
    await plantOps?.remove();
  });
  beforeEach(async () => {
    ({ page, faults } = await openPage(browser, plantOps.url, DESKTOP));
  });
  afterEach(async () => {
    expect(faults).toEqual([]);
    await closePages();
  });

  const banner = () => page.getByTestId('flows-banner');
  const flowState = async (): Promise<FlowState> => (await call<FlowState>(plantOps.url, 'GET', '/api/flows')).body;

  /** Judges what is shown in both themes and on each screen, and keeps a picture of each. */
  async function judge(name: string): Promise<void> {
    await page.emulateMedia({ colorScheme: 'light' });
    for (const [screen, size] of Object.entries({ narrowest: NARROWEST, phone: PHONE, desktop: DESKTOP })) {
      await page.setViewportSize(size);
      await expect
        .poll(() => layoutFaults(page), { message: `${name} on the ${screen} screen` })
        .toEqual([]);
      await keepScreenshot(page, `flows-${name}-${screen}`);
    }
    const found = await accessibilityFaults(page);
    await keepScreenshot(page, `flows-${name}-dark`);
    expect(found).toEqual([]);
  }

  it('sends what a function has thrown away through the mended flow, and then has nothing more to tell', async () => {
    const credentials = await register(plantOps.url, undefined, { name: 'Window' });
    const original = await editor.editAndKeep(withThrowing);
    await eventually(async () => (await flowState()).running);
    const client = await connectDevice(credentials);
    for (const temperature of [20, 21, 22]) await publishReading(client, credentials, { temperature });
    await client.endAsync();
    await eventually(async () => (await flowState()).set_aside[0]?.count === 3, { what: 'three messages set aside' });

    await page.goto(plantOps.url);
    await banner().getByText(`3 messages were set aside at ${MINE}: no luck`).waitFor();
    await judge('banner');

    await page.setViewportSize(DESKTOP);
    await banner().getByRole('link', { name: 'Look at them' }).click();
    const group = page.getByTestId('set-aside-group').filter({ hasText: MINE });
    await group.getByText(/3 messages, the newest received/).waitFor();
    await group.getByRole('button', { name: 'Look' }).click();
    const newest = page.getByTestId('set-aside-message').first();
    await newest.getByText('"temperature":22').waitFor();
    await newest.getByText('Window', { exact: true }).waitFor();
    await judge('section');
    await group.getByRole('button', { name: 'Discard' }).click();
    await page.getByText(`3 messages that were set aside at ${MINE} are deleted for good.`).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();

    await editor.edit(() => original);
    await group.getByRole('button', { name: 'Send through the flows again' }).click();
    await page.getByTestId('toast').getByText('3 messages are on their way again.').waitFor();
    await page.getByText('Nothing is set aside').waitFor();
    await banner().waitFor({ state: 'detached' });
    await expect
      .poll(() => plantOps.query('SELECT temperature FROM telemetry ORDER BY temperature'))
      .toEqual([{ temperature: 20 }, { temperature: 21 }, { temperature: 22 }]);
    expect((await flowState()).set_aside).toEqual([]);
  });

  it('are told on a narrow screen, in both themes and in German, with all that can be wrong at once', async () => {
    // No event tells how the flows really are.
    await page.route('**/api/events*', () => undefined);
    await page.route('**/api/start', async (route) => {
      const { session, state } = (await (await route.fetch()).json()) as Start;
      await route.fulfill({ json: { session, state: { ...state, flows: WORST } } });
    });
    await page.goto(`${plantOps.url}/alerts`);
    await banner().getByText('and 2 more').waitFor();
    await banner().getByRole('button', { name: 'Run mine again' }).waitFor();
    await judge('worst');
    await page.goto(`${plantOps.url}/settings`);
    await page.getByTestId('set-aside-group').nth(1).waitFor();
    await judge('worst-section');
    await call(plantOps.url, 'PUT', '/api/settings/display', { language: 'de' });
    await page.reload();
    await banner().getByText('Die Flows laufen nicht.').waitFor();
    await page.getByTestId('set-aside-group').nth(1).waitFor();
    await judge('worst-german');
  });
});
