import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { keepScreenshot, useBrowser } from '../harness/browser.ts';
import { FlowEditor } from '../harness/flow-editor.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const plantOps = new PlantOpsProcess();
let browser: Browser;
beforeAll(async () => {
  [browser] = await Promise.all([useBrowser(), plantOps.start()]);
});
afterAll(async () => {
  await plantOps.remove();
});

it('a deploy that cannot run is refused in the editor with a sentence, and the node is marked', async () => {
  const page = await browser.newPage();
  await page.goto(`${plantOps.url}/editor/`);
  await page.locator('.red-ui-flow-node').first().waitFor();
  // A second node that takes the telemetry, as one that was copied and pasted.
  await page.evaluate(() => {
    const { RED } = window as unknown as { RED: { nodes: { import(nodes: object[]): void; dirty(is: boolean): void }; view: { redraw(all: boolean): void } } };
    RED.nodes.import([
      { id: 'second', type: 'plantops-ingest', z: 'telemetry', name: 'copied', configVersion: 0, kind: 'telemetry', x: 200, y: 260, wires: [['telemetry-validation']] },
    ]);
    RED.nodes.dirty(true);
    RED.view.redraw(true);
  });
  await page.locator('#red-ui-header-button-deploy').click();
  const notification = page.locator('.red-ui-notification-error');
  await notification.getByText('takes the telemetry messages, and so does').waitFor();
  expect(await notification.innerText()).not.toContain('{');
  const isValid = () =>
    page.evaluate(() => (window as unknown as { RED: { nodes: { node(id: string): { valid: boolean } } } }).RED.nodes.node('second').valid);
  expect(await isValid()).toBe(false);
  await keepScreenshot(page, 'editor-refused');
  expect((await new FlowEditor(() => plantOps.url).read()).flows.some(({ id }) => id === 'second')).toBe(false);
  await page.close();
});

it('a form marks what the node would not take', async () => {
  const page = await browser.newPage();
  await page.goto(`${plantOps.url}/editor/#flow/alerts`);
  const node = page.locator('#alerts-threshold');
  await node.waitFor();
  await node.dblclick();
  const field = page.locator('#node-input-hysteresisPct');
  await field.fill('banana');
  await field.blur();
  const look = async () => (await field.getAttribute('class')) ?? '';
  await expect.poll(look).toContain('input-error');
  await field.fill('7');
  await field.blur();
  await expect.poll(look).not.toContain('input-error');
  await page.close();
});

it('an open editor does not keep the server from stopping', async () => {
  const page = await browser.newPage();
  await page.goto(`${plantOps.url}/editor/`);
  await page.locator('.red-ui-flow-node').first().waitFor();
  const before = performance.now();
  expect(await plantOps.stop()).toBe(0);
  expect(performance.now() - before).toBeLessThan(10_000);
  await page.close();
});
