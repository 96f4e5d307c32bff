import type { FlowVersion } from '@plantops/shared/api/flow-versions.ts';
import type { Start } from '@plantops/shared/api/server.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FlowNode } from '../../runtime/flow-files.ts';
import { accessibilityFaults } from '../harness/accessibility.ts';
import { call } from '../harness/api.ts';
import { closePages, DESKTOP, keepScreenshot, openPage, PHONE, useBrowser } from '../harness/browser.ts';
import { eventually } from '../harness/eventually.ts';
import { FlowEditor, withChanged, without } from '../harness/flow-editor.ts';
import { layoutFaults } from '../harness/layout.ts';
import { sharedServer } from '../harness/shared-server.ts';

const VERSIONS = '/api/flows/versions';
/** The narrowest screen without scrolling sideways (WCAG 2.2, 1.4.10). */
const NARROWEST = { width: 320, height: 640 };

const code = (latest: number): string =>
  `// Only at night.\nconst hour = new Date().getHours();\nif (hour < ${latest}) return msg;\nreturn null;`;

/** A function between the messages of devices and their validation; rejected messages are no longer kept. */
const withFilter = (flows: FlowNode[]): FlowNode[] => [
  ...without('telemetry-rejection')(
    withChanged('telemetry-validation', { name: 'strict' })(
      withChanged('telemetry-ingest', { wires: [['filter']] })(flows),
    ),
  ),
  {
    id: 'filter',
    type: 'function',
    z: 'telemetry',
    name: 'only at night',
    func: code(6),
    outputs: 1,
    timeout: 0,
    x: 240,
    y: 160,
    wires: [['telemetry-validation']],
  },
];

describe('the page of the flows', () => {
  const plantOps = sharedServer();
  let browser: Browser;
  let page: Page;
  let faults: string[];
  const editor = new FlowEditor(() => plantOps.url);
  const newest = async (): Promise<FlowVersion> =>
    (await call<[FlowVersion]>(plantOps.url, 'GET', `${VERSIONS}?limit=1`)).body[0];
  /** Deploys as the editor does. @returns the number of the version */
  async function edit(change: Parameters<FlowEditor['edit']>[0]): Promise<number> {
    const { number } = await newest();
    await editor.edit(change);
    return eventually(async () => (await newest()).number > number && number + 1);
  }

  beforeAll(async () => {
    await plantOps.start();
    browser = await useBrowser();
    await eventually(newest);
  });
  afterAll(() => plantOps.remove());
  beforeEach(async () => {
    ({ page, faults } = await openPage(browser, plantOps.url, DESKTOP));
  });
  afterEach(async () => {
    expect(faults).toEqual([]);
    await closePages();
  });

  const row = (number: number) => page.locator(`[data-number="${number}"]`);
  const drawing = () => page.getByTestId('flow-drawing');
  const running = () => page.getByTestId('flows-run');

  /** Judges what is shown in both themes and on each screen, and keeps a picture of each. */
  async function judge(name: string): Promise<void> {
    await page.emulateMedia({ colorScheme: 'light' });
    for (const [screen, size] of Object.entries({ narrowest: NARROWEST, phone: PHONE, desktop: DESKTOP })) {
      await page.setViewportSize(size);
      await expect
        .poll(() => layoutFaults(page), { message: `${name} on the ${screen} screen` })
        .toEqual([]);
      await keepScreenshot(page, `flow-versions-${name}-${screen}`);
    }
    const found = await accessibilityFaults(page);
    await keepScreenshot(page, `flow-versions-${name}-dark`);
    expect(found).toEqual([]);
  }

  it('draws what a deploy changed, follows the next one, and brings a version back and forth again', async () => {
    const first = (await newest()).number;
    const filtered = await edit(withFilter);
    await page.goto(`${plantOps.url}/`);
    await page.getByRole('link', { name: 'Flows' }).click();
    await running().getByText(`Version ${filtered} runs.`).waitFor();
    await row(filtered).getByText('function "only at night" on Telemetry added, keep rejected "keep the reason" on Telemetry removed').waitFor();

    await row(filtered).getByRole('button', { name: 'What changed' }).press('Enter');
    const marks = async (): Promise<Record<string, string>> =>
      Object.fromEntries(
        await drawing().evaluate((svg) =>
          [...svg.querySelectorAll<SVGElement>('[data-node]')].map((node) => [
            node.dataset.node ?? '',
            [...node.querySelectorAll('.badge text')].map(({ textContent }) => textContent).join(''),
          ]),
        ),
      );
    await expect.poll(marks).toEqual({
      'telemetry-ingest': '⇄',
      'telemetry-sensors': '',
      'telemetry-validation': '≠⇄',
      'telemetry-enrich': '',
      'telemetry-persistence': '⇄',
      'telemetry-stored': '',
      filter: '+',
      'telemetry-rejection': '−',
      'telemetry-comment': '',
      'telemetry-rejection-comment': '',
      'telemetry-failures-comment': '',
      'telemetry-catch': '',
      'telemetry-failed': '',
    });
    expect(await drawing().locator('path.added').count()).toBe(2);
    expect(await drawing().locator('path.removed').count()).toBe(3);
    const strict = page.getByTestId('flow-change').filter({ hasText: 'validation "strict" on Telemetry changed and rewired' });
    await strict.getByText('Output 2 no longer leads to keep rejected "keep the reason"').waitFor();
    await page.getByRole('button', { name: 'keep rejected "keep the reason" on Telemetry removed' }).click();
    await drawing().locator('[data-node="telemetry-rejection"] .ring').waitFor();
    await judge('drawing');

    await page.setViewportSize(DESKTOP);
    await row(filtered).getByRole('button', { name: 'What changed' }).click();
    const later = await edit(withChanged('filter', { func: code(7) }));
    await running().getByText(`Version ${later} runs.`).waitFor();
    await row(later).getByRole('button', { name: 'What changed' }).click();
    await page.getByTestId('flow-change').getByText('if (hour < 7) return msg;').waitFor();
    await row(later).getByRole('button', { name: 'Add a note' }).click();
    await page.getByLabel('Note').fill('an hour longer');
    await page.getByRole('button', { name: 'Save' }).click();
    await row(later).getByText('an hour longer').waitFor();
    await judge('lines');

    await page.setViewportSize(DESKTOP);
    await row(first).getByRole('button', { name: 'Bring back' }).click();
    const toast = page.getByTestId('toast');
    await toast.getByText(`Version ${first} runs again, as version ${later + 1}.`).waitFor();
    await row(later + 1).getByText(`version ${first} brought back`).waitFor();
    expect((await editor.read()).flows.some(({ id }) => id === 'filter')).toBe(false);
    await toast.getByRole('button', { name: 'Undo' }).click();
    await row(later + 2).getByText(`version ${later} brought back`).waitFor();
    expect((await editor.read()).flows.find(({ id }) => id === 'filter')?.func).toBe(code(7));
  });

  it('shows what an upgrade proposes, also in German', async () => {
    const { flows } = await editor.read();
    const reason = `you and this version have both led ${'plantops-ingest '.repeat(3)}on the tab "Telemetry" elsewhere`;
    const proposal = { reasons: [reason], faults: [], flows: withChanged('alerts-threshold', { name: 'new', hysteresisPct: 9 })(flows), changes: [], sentences: [] };
    // No event tells how the flows really are.
    await page.route('**/api/events*', () => undefined);
    await page.route('**/api/flows/proposal', (route) => route.fulfill({ json: { proposal } }));
    await page.route('**/api/start', async (route) => {
      const { session, state } = (await (await route.fetch()).json()) as Start;
      const flowState = { ...state?.flows, is_proposed: true };
      await route.fulfill({ json: { session, state: { ...state, flows: flowState } } });
    });
    await call(plantOps.url, 'PUT', '/api/settings/display', { language: 'de' });
    await page.goto(`${plantOps.url}/flows`);
    const proposed = page.getByTestId('flow-proposal');
    await proposed.getByText(reason).waitFor();
    await proposed.getByRole('button', { name: 'Übernehmen' }).waitFor();
    await proposed.getByTestId('flow-drawing').waitFor();
    await judge('proposal');
  });
});
