import type { FlowNodeFigures } from '@plantops/shared/api/flows.ts';
import type { DeviceWays, Way } from '@plantops/shared/api/ways.ts';
import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { Browser, Page } from 'playwright-core';
import type { MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FlowNode } from '../../runtime/flow-files.ts';
import { isAlive } from '../harness/plantops-process.ts';
import { accessibilityFaults } from '../harness/accessibility.ts';
import { call, register } from '../harness/api.ts';
import { chooseMenuItem, closePages, DESKTOP, keepScreenshot, openPage, useBrowser } from '../harness/browser.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { eventually } from '../harness/eventually.ts';
import { FlowEditor, withChanged } from '../harness/flow-editor.ts';
import { layoutFaults } from '../harness/layout.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

/** The narrowest screen without scrolling sideways (WCAG 2.2, 1.4.10). */
const NARROWEST = { width: 320, height: 640 };

/** A function node that throws where it is too hot, between validation and the plant. */
const withThrowing = (flows: FlowNode[]): FlowNode[] => [
  ...withChanged('telemetry-validation', { wires: [['between'], ['telemetry-rejection']] })(flows),
  {
    id: 'between',
    type: 'function',
    z: 'telemetry',
    name: 'mine',
    func: 'if (msg.payload.values.temperature > 40) throw new Error("no luck"); return msg;',
    outputs: 1,
    timeout: 0,
    x: 360,
    y: 220,
    wires: [['telemetry-enrich']],
  },
];

describe('the way of a reading', () => {
  const plantOps = new PlantOpsProcess();
  const editor = new FlowEditor(() => plantOps.url);
  let browser: Browser;
  let credentials: DeviceCredentials;
  let client: MqttClient;

  beforeAll(async () => {
    [browser] = await Promise.all([useBrowser(), plantOps.start()]);
    await editor.editAndKeep(withThrowing);
    credentials = await register(plantOps.url, undefined, { name: 'Window' });
    client = await connectDevice(credentials);
  });
  afterEach(closePages);
  afterAll(async () => {
    await client?.endAsync();
    await plantOps.remove();
  });

  const deviceWays = async (): Promise<DeviceWays> =>
    (await call<DeviceWays>(plantOps.url, 'GET', `/api/devices/${credentials.device_id}/ways`)).body;
  const newest = async (): Promise<Way | undefined> => (await deviceWays()).ways[0];
  const send = (values: object) => publishReading(client, credentials, values);
  const idsOf = ({ hops }: Way) => hops.map(({ node_id }) => node_id);

  /** Opens "Where is my reading?" on the devices page. */
  async function ask(): Promise<{ page: Page; faults: string[] }> {
    const opened = await openPage(browser, `${plantOps.url}/devices`, DESKTOP);
    await opened.page.getByRole('button', { name: 'Actions for Window' }).click();
    await chooseMenuItem(opened.page, /^Where is my reading/);
    await opened.page.getByTestId('ways').waitFor();
    return opened;
  }

  it('before there is one, its device is told to be silent since the flows were started', async () => {
    const { page, faults } = await ask();
    await page.getByText(/No reading has come since the flows were started at .*Is the board on/).waitFor();
    await send({ temperature: 21.5 });
    await eventually(async () => (await newest())?.outcome === 'stored');
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByTestId('way').getByText('Stored').waitFor();
    expect(faults).toEqual([]);
  });

  it('that is stored can be followed node by node, over forks and tabs', async () => {
    await eventually(async () => (await newest())?.hops.length === 10, { what: 'the way over all nodes' });
    const way = (await newest()) as Way;
    expect(way.hops.map(({ name, tab, from }) => [name, tab, from])).toEqual([
      ['readings arrive', 'Telemetry', null],
      ['check', 'Telemetry', 0],
      ['mine', 'Telemetry', 1],
      ['add the plant', 'Telemetry', 2],
      ['store', 'Telemetry', 3],
      ['stored readings', 'Telemetry', 4],
      ['stored readings', 'Presence', 5],
      ['who is alive?', 'Presence', 6],
      ['stored readings', 'Alerts', 5],
      ['compare with the limits', 'Alerts', 8],
    ]);
    expect(way.hops.every(({ took_ms, failure }) => took_ms !== null && failure === null)).toBe(true);
    expect(way.payload).toContain('"temperature":21.5');
    expect(way.hops[2]?.received).toContain('"values":{"temperature":21.5}');

    const { body: figures } = await call<FlowNodeFigures[]>(plantOps.url, 'GET', '/api/flows/nodes');
    const messagesOf = (id: string) => figures.find(({ node_id }) => node_id === id)?.messages;
    // A node that takes no messages is counted by those that it makes: here the registration.
    expect(['provisioning-request', 'telemetry-ingest', 'between'].map(messagesOf)).toEqual([1, 1, 1]);

    const { page, faults } = await ask();
    await page.getByTestId('way').getByRole('button').click();
    const hops = page.getByTestId('way-hop');
    await hops.nth(9).waitFor();
    expect(await hops.nth(1).innerText()).toMatch(/check[^]*on the tab Telemetry · took [^]*Went out\n.*"temperature":21.5/);
    await hops.nth(8).getByText('from stored readings').waitFor();
    expect(faults).toEqual([]);
  });

  it('that a function throws away is shown first, with the node, what came in and the error, also after the engine was killed', async () => {
    await send({ temperature: 45 });
    await eventually(async () => (await newest())?.outcome === 'set_aside');
    const pid = plantOps.enginePid;
    process.kill(pid, 'SIGKILL');
    await eventually(() => plantOps.enginePid !== pid && isAlive(plantOps.enginePid));
    await eventually(async () => (await deviceWays()).engine_started_at !== null);
    expect((await deviceWays()).ways.map(({ outcome }) => outcome)).toEqual(['set_aside']);
    expect(idsOf((await newest()) as Way)).toEqual(['telemetry-ingest', 'telemetry-validation', 'between', 'telemetry-catch', 'telemetry-failed']);

    const { page, faults } = await ask();
    const failed = page.getByTestId('way').first();
    await failed.getByText('Set aside').waitFor();
    await failed.getByText('mine failed: no luck').waitFor();
    await failed.getByRole('button').focus();
    await page.keyboard.press('Enter');
    const hop = page.getByTestId('way-hop').filter({ hasText: 'no luck' });
    await hop.getByText('"values":{"temperature":45}').waitFor();
    for (const [name, size] of Object.entries({ narrowest: NARROWEST, desktop: DESKTOP })) {
      await page.setViewportSize(size);
      await expect.poll(() => layoutFaults(page), { message: `on the ${name} screen` }).toEqual([]);
      await keepScreenshot(page, `ways-${name}`);
    }
    expect(await accessibilityFaults(page)).toEqual([]);
    await keepScreenshot(page, 'ways-dark');
    await hop.getByRole('link', { name: /^mine/ }).click();
    await page.locator('#between').waitFor();
    await expect.poll(() => page.locator('#red-ui-workspace-tabs .active').innerText()).toContain('Telemetry');
    expect(faults).toEqual([]);
  });

  it('leaves figures at each node, in the editor and for monitors; the editor remembers that they are switched off', async () => {
    await send({ temperature: 46 });
    await eventually(async () => {
      const { body } = await call<FlowNodeFigures[]>(plantOps.url, 'GET', '/api/flows/nodes');
      return body.find(({ node_id }) => node_id === 'between')?.errors === 1;
    });
    const metrics = await (await fetch(new URL('/metrics', plantOps.url))).text();
    const labels = 'node="between",type="function",name="mine",tab="Telemetry"';
    for (const line of [
      `plantops_node_errors_total{${labels}} 1`,
      `plantops_node_messages_total{${labels}} 1`,
      `plantops_node_duration_seconds_count{${labels}} 1`,
      `plantops_node_duration_seconds_bucket{le="+Inf",${labels}} 1`,
      'plantops_node_messages_total{node="telemetry-ingest",type="plantops-ingest",name="readings arrive",tab="Telemetry"} 1',
    ])
      expect(metrics.split('\n')).toContain(line);

    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${plantOps.url}/editor/#flow/telemetry`);
    const label = page.locator('#between > .plantops-figures');
    await label.getByText('1 error').waitFor();
    expect(await label.textContent()).toMatch(/^0(\.\d)?\/s · p95 \d+(\.\d)? (µs|ms) · 1 error$/);
    await keepScreenshot(page, 'editor-figures');
    const toggle = async () => {
      await page.locator('#red-ui-header-button-sidemenu').click();
      await page.locator('#menu-item-view-menu').hover();
      await page.locator('#menu-item-plantops-figures').click();
    };
    await toggle();
    await expect.poll(() => label.textContent()).toBe('');
    await eventually(async () =>
      (await page.evaluate(async () => (await fetch('/editor/settings/user')).text())).includes('"menu-menu-item-plantops-figures":false'),
    );
    await page.reload();
    await page.locator('#between').waitFor();
    await page.locator('#menu-item-plantops-figures:not(.active)').waitFor({ state: 'attached' });
    expect(await label.count()).toBe(0);
    await toggle();
    await label.getByText('1 error').waitFor();
    await page.close();
  });
});
