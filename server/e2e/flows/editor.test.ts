/// <reference lib="dom" />
import type { FlowVersion } from '@plantops/shared/api/flow-versions.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { call } from '../harness/api.ts';
import { keepScreenshot, useBrowser } from '../harness/browser.ts';
import { FlowEditor } from '../harness/flow-editor.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const SCREEN = { width: 1440, height: 900 };

const plantOps = new PlantOpsProcess();
let browser: Browser;
/** The editor, in one page for all tests in English: to open it costs more than most of them. */
let page: Page;
beforeAll(async () => {
  [browser] = await Promise.all([useBrowser(), plantOps.start()]);
  page = await browser.newPage({ viewport: SCREEN });
  await page.goto(`${plantOps.url}/editor/`);
  await page.locator('.red-ui-flow-node').first().waitFor();
});
afterAll(async () => {
  await page?.close();
  await plantOps.remove();
});

/** Draws a wire from a node's output to another node's input, as a person does with the mouse. */
async function draw(page: Page, from: string, output: number, to: string): Promise<void> {
  const centre = async (port: string) => {
    const box = await page.locator(port).boundingBox();
    if (!box) throw new Error(`${port} is not on the screen`);
    return [box.x + box.width / 2, box.y + box.height / 2] as const;
  };
  await page.mouse.move(...(await centre(`[id="${from}"] .red-ui-flow-port-output >> nth=${output}`)));
  await page.mouse.down();
  const [x, y] = await centre(`[id="${to}"] .red-ui-flow-port-input`);
  await page.mouse.move(x - 30, y, { steps: 5 });
  await page.mouse.move(x, y, { steps: 5 });
  await page.mouse.up();
}

type Box = Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>;

const isInside = (inner: Box, outer: Box): boolean =>
  inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom;

/** Those that lie over a later one. */
const overlapping = (boxes: readonly Box[]): Box[] =>
  boxes.filter((one, index) =>
    boxes.slice(index + 1).some((other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom),
  );

interface EditorWindow {
  RED: {
    workspaces: { show(id: string): void };
    nodes: {
      import(nodes: object[]): void;
      node(id: string): { plantopsOutput?: string };
      filterLinks(filter: object): unknown[];
      createCompleteNodeSet(): { id: string; plantopsOutput?: string }[];
    };
    view: { redraw(all: boolean): void };
  };
  monaco: {
    typescript: { javascriptDefaults: { getExtraLibs(): Record<string, { content: string }> } };
  };
}

async function showTab(id: string): Promise<void> {
  await page.evaluate((tab) => (window as unknown as EditorWindow).RED.workspaces.show(tab), id);
  await page.locator(`[id="${id}-comment"]`).waitFor();
}

const wiresBetween = (page: Page, source: string, target: string): Promise<number> =>
  page.evaluate(
    ([from, to]) => {
      const { nodes } = (window as unknown as EditorWindow).RED;
      return nodes.filterLinks({ source: nodes.node(from ?? ''), target: nodes.node(to ?? '') }).length;
    },
    [source, target],
  );

/** Leaves the form of a node. While it moves away, it keeps the mouse from the canvas. */
async function leaveForm(page: Page, button: 'ok' | 'cancel'): Promise<void> {
  await page.locator(`#node-dialog-${button}`).click();
  await page.locator('.red-ui-tray').waitFor({ state: 'detached' });
}

const addNodes = (page: Page, ...nodes: object[]): Promise<void> =>
  page.evaluate((added) => {
    const { RED } = window as unknown as EditorWindow;
    RED.nodes.import(added);
    RED.view.redraw(true);
  }, nodes);

it('each tab is drawn whole at 1440 by 900 pixels: nodes side by side, each in its group, and nothing off the canvas', async () => {
  const boxesOf = (selector: string) =>
    page.locator(selector).evaluateAll((shapes) => shapes.map((shape) => shape.getBoundingClientRect().toJSON() as DOMRect));
  for (const tab of ['provisioning', 'telemetry', 'presence', 'alerts', 'care']) {
    await showTab(tab);
    // The shape of a node without its ports and its status.
    const nodes = await boxesOf('.red-ui-flow-node-group > rect.red-ui-flow-node');
    const groups = await boxesOf('.red-ui-flow-group-body');
    const [canvas] = await boxesOf('#red-ui-workspace-chart');
    const [sidebar] = await boxesOf('#red-ui-sidebar');
    if (!canvas || !sidebar) throw new Error('the editor has no canvas or no sidebar');
    expect(nodes.length, tab).toBeGreaterThan(5);
    expect([overlapping(nodes), overlapping(groups)], tab).toEqual([[], []]);
    expect(nodes.filter((node) => !groups.some((group) => isInside(node, group))), tab).toEqual([]);
    const visible = { left: canvas.left, top: canvas.top, right: sidebar.left, bottom: sidebar.bottom };
    expect(groups.filter((group) => !isInside(group, visible)), tab).toEqual([]);
  }
});

it('a deploy that cannot run is refused in the editor with a sentence, and the node is marked; the mended one is a version', async () => {
  // The nodes are on a tab that is not looked at.
  await showTab('provisioning');
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
  await notification.click();
  const isValid = () =>
    page.evaluate(() => (window as unknown as { RED: { nodes: { node(id: string): { valid: boolean } } } }).RED.nodes.node('second').valid);
  expect(await isValid()).toBe(false);
  await keepScreenshot(page, 'editor-refused');
  expect((await new FlowEditor(() => plantOps.url).read()).flows.some(({ id }) => id === 'second')).toBe(false);

  // A deploy that can run is a version of the editor's.
  await page.evaluate(() => {
    const { nodes } = (window as unknown as { RED: { nodes: { remove(id: string): void; dirty(is: boolean): void } } }).RED;
    nodes.remove('second');
    nodes.dirty(true);
  });
  await addNodes(page, { id: 'remark', type: 'comment', z: 'telemetry', name: 'mine', info: '', x: 200, y: 260, wires: [] });
  await page.locator('#red-ui-header-button-deploy').click();
  // The node that was refused stays marked until it is opened.
  await page.getByRole('button', { name: 'Confirm deploy' }).click();
  const versions = async () =>
    (await call<FlowVersion[]>(plantOps.url, 'GET', '/api/flows/versions')).body.map(({ number, who, text }) => [number, who, text]);
  await expect.poll(versions).toEqual([
    [2, 'editor', 'comment "mine" on the tab "Telemetry" was added'],
    [1, 'shipped', 'The first version that is kept'],
  ]);
});

it('a form marks what the node would not take', async () => {
  await showTab('alerts');
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
  await leaveForm(page, 'cancel');
});

it('a wire that does not fit is taken back while it is drawn, also behind a switch; one that fits stays', async () => {
  await showTab('telemetry');
  const switched = { type: 'switch', z: 'telemetry', property: 'payload', rules: [], outputs: 1 };
  await addNodes(page, { id: 'way', ...switched, x: 300, y: 500, wires: [[]] }, { id: 'judge', type: 'plantops-threshold', z: 'telemetry', x: 550, y: 560, wires: [[]] });
  await draw(page, 'telemetry-ingest', 0, 'judge');
  const notification = page.locator('.red-ui-notification-error');
  await notification
    .getByText('This wire does not fit: "threshold" takes a reading, but "readings arrive" (output "message") sends it a raw message: wire it behind a validation node')
    .waitFor();
  await keepScreenshot(page, 'editor-wrong-wire');
  expect(await wiresBetween(page, 'telemetry-ingest', 'judge')).toBe(0);
  await notification.first().click();

  await draw(page, 'telemetry-ingest', 0, 'way');
  expect(await wiresBetween(page, 'telemetry-ingest', 'way')).toBe(1);
  await draw(page, 'way', 0, 'judge');
  await notification.getByText('sends it a raw message').waitFor();
  expect(await wiresBetween(page, 'way', 'judge')).toBe(0);

  await draw(page, 'telemetry-enrich', 0, 'judge');
  await expect.poll(() => wiresBetween(page, 'telemetry-enrich', 'judge')).toBe(1);
});

it('ports have the colour of their type and say it; a function says what it sends, and knows what arrives', async () => {
  await showTab('telemetry');
  const colours = (id: string) =>
    page.locator(`#${id} .red-ui-flow-port-output .red-ui-flow-port`).evaluateAll((ports) => ports.map((port) => getComputedStyle(port).fill));
  await expect.poll(() => colours('telemetry-validation')).toEqual(['rgb(127, 184, 120)', 'rgb(217, 140, 106)']);
  await page.locator('#telemetry-validation .red-ui-flow-port-output .red-ui-flow-port').first().hover();
  await page.locator('.red-ui-flow-port-tooltip').getByText('accepted: a reading').waitFor();

  await addNodes(page, { id: 'mine', type: 'function', z: 'telemetry', name: 'mine', func: 'msg.payload.', outputs: 1, x: 550, y: 640, wires: [[]] });
  await draw(page, 'telemetry-enrich', 0, 'mine');
  await page.locator('#mine').dblclick();
  await page.getByLabel('Sends').selectOption('reading');
  const known = () =>
    page.evaluate(() =>
      Object.values((window as unknown as EditorWindow).monaco.typescript.javascriptDefaults.getExtraLibs())
        .map(({ content }) => /declare var msg: .*/.exec(content)?.[0])
        .filter(Boolean),
    );
  await expect.poll(known).toEqual([expect.stringContaining('values: { soil_moisture?: number')]);
  await keepScreenshot(page, 'editor-function');
  await leaveForm(page, 'ok');
  await expect.poll(() => page.evaluate(() => (window as unknown as EditorWindow).RED.nodes.createCompleteNodeSet().find(({ id }) => id === 'mine')?.plantopsOutput)).toBe('reading');
});

it('in a German browser the palette, wrong wires, forms, what is wrong with a value, and help pages are told in German', async () => {
  const german = await browser.newPage({ viewport: SCREEN, locale: 'de-DE' });
  await german.goto(`${plantOps.url}/editor/#flow/alerts`);
  await german.locator('#alerts-threshold').waitFor();
  const palette = german.locator('.red-ui-palette-node[data-palette-type="plantops-command"]');
  await expect.poll(() => palette.innerText()).toMatch(/^Gerät\s+steuern$/);

  await draw(german, 'alerts-notification', 0, 'alerts-threshold');
  await german
    .getByText('Diese Leitung passt nicht: "compare with the limits" braucht am Eingang: eine Messung. Von "tell the owner" (Ausgang "queued") kommt: eine Meldung. Setze ihn hinter einen Knoten "Prüfung"')
    .waitFor();

  await german.locator('#alerts-threshold').dblclick();
  const field = german.locator('#node-input-hysteresisPct');
  await field.waitFor();
  const rows = german.locator('#dialog-form .form-row');
  await expect.poll(async () => (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim())).toEqual([
    'Name',
    'Zurück um % des Bereichs',
    'Pause Sekunden; leer: wie in den Einstellungen, sonst 900',
  ]);
  await field.fill('60');
  await field.blur();
  await field.hover();
  await german.getByText('muss eine Zahl von 0 bis 50 sein').waitFor();
  await keepScreenshot(german, 'editor-german');
  await leaveForm(german, 'cancel');

  const help = (await (await fetch(`${plantOps.url}/editor/nodes/@plantops/nodes/plantops-threshold`, { headers: { accept: 'text/html', 'accept-language': 'de' } })).text());
  expect(help).toContain('Vergleicht die Messungen zugeordneter Geräte');
  await german.close();
});

it('an open editor does not keep the server from stopping', async () => {
  const before = performance.now();
  expect(await plantOps.stop()).toBe(0);
  expect(performance.now() - before).toBeLessThan(15_000);
});
