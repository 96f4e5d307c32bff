/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../harness/api.ts';
import {
  chooseMenuItem,
  closePages,
  DESKTOP,
  keepScreenshot,
  useBrowser,
  openPage,
  PHONE,
} from '../harness/browser.ts';
import { type Garden, growGarden } from '../harness/garden.ts';
import { columnsOf, layoutFaults, perRow, sizeOf } from '../harness/layout.ts';
import { sharedServer } from '../harness/shared-server.ts';
import {
  ALERTS,
  CARE,
  COMPARE,
  DASHBOARD,
  DEVICES,
  IMPORT,
  type Layout,
  PLANT,
  type Screen,
  SETTINGS,
  SIZES,
} from './layouts.ts';
import { chooseHistory } from './states.ts';

describe('the layout', () => {
  const plantOps = sharedServer();
  let garden: Garden;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    await plantOps.start();
    garden = await growGarden(plantOps.url);
    // Two plans that differ: what changed is shown, and the earlier one is listed.
    await call(plantOps.url, 'POST', `/api/plants/${garden.fernId}/analyze`);
    await plantOps.query(
      `UPDATE care_plans SET watering = jsonb_set(watering, '{frequency}', '"Every day"')
       WHERE id = (SELECT min(id) FROM care_plans WHERE plant_id = $1)`,
      [garden.fernId],
    );
    browser = await useBrowser();
    ({ page, faults } = await openPage(browser, plantOps.url, DESKTOP));
  });
  afterAll(async () => {
    await closePages();
    await garden?.close();
    await plantOps.remove();
  });

  async function show(path: string): Promise<void> {
    await page.goto(`${plantOps.url}${path}`);
    await page.locator('h1').first().waitFor();
    await expect.poll(() => page.locator('.v-skeleton-loader, [aria-busy=true]').count()).toBe(0);
  }

  const found = (layout: Layout): Promise<unknown> =>
    'rowsOf' in layout
      ? perRow(page, layout.rowsOf)
      : 'parts' in layout
        ? columnsOf(page, layout.parts)
        : sizeOf(page, layout.widthOf).then(({ width }) => width);

  /** Judges what is shown now on each screen, without loading it again. */
  async function judge(name: string, layouts: readonly Layout[]) {
    const screens = Object.keys(SIZES) as Screen[];
    for (const screen of screens.filter((one) => layouts.some((layout) => layout[one] !== undefined))) {
      await page.setViewportSize(SIZES[screen]);
      for (const layout of layouts.filter((one) => one[screen] !== undefined))
        await expect
          .poll(() => found(layout), { message: `${layout.of} on a ${screen} screen` })
          .toEqual(layout[screen]);
      await expect.poll(() => layoutFaults(page), { message: `${name} on a ${screen} screen` }).toEqual([]);
      await keepScreenshot(page, `layout-${name}-${screen}`);
    }
    expect(faults).toEqual([]);
  }

  it('of the dashboard: cards, figures and devices', async () => {
    await show('/');
    await judge('dashboard', DASHBOARD);
    await page.setViewportSize(PHONE);
    const edges = () => page.locator('nav.bottom').evaluate((tabs) => tabs.getBoundingClientRect().bottom);
    await expect.poll(edges, { message: 'the tabs stand at the edge of the screen' }).toBe(PHONE.height);
    await page.evaluate(() => window.scrollTo({ top: document.body.scrollHeight, behavior: 'instant' }));
    expect(await edges(), 'also after scrolling').toBe(PHONE.height);
    expect(
      await page.evaluate(() => document.querySelector('.unassigned')?.getBoundingClientRect().bottom ?? Infinity),
      'the end of the page is not behind the tabs',
    ).toBeLessThanOrEqual(
      await page.evaluate(() => document.querySelector('nav.bottom')?.getBoundingClientRect().top ?? 0),
    );
  });

  it("of a plant's page: two columns or one, gauges, and the row of its device", async () => {
    await show(`/plants/${garden.fernId}`);
    await judge('plant', PLANT);
    // A long name, and nothing measured yet.
    await show(`/plants/${garden.lonelyId}`);
    await judge('plant-alone', [
      { of: 'its head', parts: { picture: '.head .picture', names: '.head .names' }, phone: 'picture | names' },
    ]);
  });

  it('of the care page: three parts side by side or below each other, and numbers as a table or a list', async () => {
    await show(`/plants/${garden.fernId}/care`);
    await page.getByRole('button', { name: 'What it was made from' }).click();
    await page.getByTestId('earlier-plan').first().getByRole('button').click();
    await page.locator('.reading').waitFor();
    await judge('care', CARE);
  });

  it('of an import: each column of the file beside what it is, or above it', async () => {
    await show(`/plants/${garden.fernId}/import`);
    await chooseHistory(page);
    await judge('import', IMPORT);
  });

  it('of the comparison: what is chosen, and the legend', async () => {
    await show('/compare');
    await judge('compare', COMPARE);
  });

  it('of the devices: a table, or a list of blocks', async () => {
    await show('/devices');
    await judge('devices', DEVICES);
  });

  it('of the alerts: rows, or blocks whose buttons stand below', async () => {
    await show('/alerts');
    await judge('alerts', ALERTS);
  });

  it('of the settings: a list of sections beside them, and each field with its label', async () => {
    await call(plantOps.url, 'PUT', '/api/settings/notifications', {
      quiet_hours: { from: '22:00', to: '07:00', time_zone: 'UTC' },
    });
    await show('/settings');
    await page.getByTestId('quiet-from').waitFor();
    await page.getByTestId('advisor-anthropic').check();
    await judge('settings', SETTINGS);
  });

  it('of dialogs: over the whole screen of a phone where much is in them', async () => {
    const dialog = '.v-overlay--active .v-overlay__content';
    const close = async () => {
      await page.keyboard.press('Escape');
      await page.locator(dialog).waitFor({ state: 'detached' });
    };
    await page.setViewportSize(DESKTOP);
    await show('/devices/new');
    await page.getByRole('button', { name: 'Connect a device' }).click();
    await page.locator('.v-dialog pre').waitFor();
    await judge('dialog-connect', [{ of: 'the dialog', widthOf: dialog, phone: 360, desktop: 760, large: 760 }]);
    await page.setViewportSize(PHONE);
    await expect.poll(() => sizeOf(page, dialog)).toEqual(PHONE);
    await close();

    await page.setViewportSize(DESKTOP);
    await show('/devices');
    await page.getByRole('button', { name: '1 rejected' }).click();
    await page.locator(dialog).getByText('{"temperature":"warm"}').waitFor();
    await judge('dialog-rejected', [{ of: 'the dialog', widthOf: dialog, phone: 312, desktop: 680 }]);
    await close();

    await page.setViewportSize(DESKTOP);
    await page.getByRole('button', { name: 'Actions for Spare sensor' }).click();
    await chooseMenuItem(page, 'New credentials');
    await page.getByRole('button', { name: 'Make new credentials' }).click();
    await page.getByTestId('credentials').waitFor();
    await judge('dialog-credentials', [
      { of: 'the dialog', widthOf: dialog, phone: 312, desktop: 620 },
      {
        of: 'a value',
        parts: { label: '[data-testid=credentials] dt', value: '[data-testid=credentials] dd' },
        phone: 'label / value',
        desktop: 'label | value',
        large: 'label | value',
      },
    ]);
    await page.getByRole('button', { name: 'I have saved them' }).click();
    await page.locator(dialog).waitFor({ state: 'detached' });

    await page.setViewportSize(DESKTOP);
    await show(`/plants/${garden.fernId}/care`);
    await page.getByRole('button', { name: 'Add to calendar' }).click();
    await page.getByTestId('calendar-address').waitFor();
    await judge('dialog-calendar', [
      {
        of: 'the address',
        parts: { address: '[data-testid=calendar-address]', copy: '[data-testid=calendar-address] + *' },
        phone: 'address / copy',
        desktop: 'address | copy',
        large: 'address | copy',
      },
    ]);
    await close();

    await page.setViewportSize(DESKTOP);
    await show(`/plants/${garden.fernId}`);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByTestId('plant-name').waitFor();
    await judge('dialog-plant', [{ of: 'the dialog', widthOf: dialog, phone: 360, desktop: 480 }]);
    await page.setViewportSize(PHONE);
    await expect.poll(() => sizeOf(page, dialog)).toEqual(PHONE);
    // Its buttons stay in sight, however much is above them.
    const save = await page.getByTestId('save-plant').boundingBox();
    expect(save && save.y + save.height).toBeLessThanOrEqual(PHONE.height);
    await close();
  });

  it('of the first steps and of the login', async () => {
    await page.setViewportSize(DESKTOP);
    // No event tells of the plants that are there.
    await page.route('**/api/events*', () => undefined);
    await page.route('**/api/start', async (route) => {
      const { session, state } = (await (await route.fetch()).json()) as { session: object; state: object };
      await route.fulfill({ json: { session, state: { ...state, plants: [], devices: [], alerts: [] } } });
    });
    await show('/');
    await page.getByTestId('step-device').getByRole('heading').getByRole('button').click();
    await page.locator('pre').waitFor();
    await judge('start', [
      {
        of: 'the parts',
        parts: { welcome: '.welcome', steps: '.steps', beside: '.beside > :last-child' },
        phone: 'welcome / steps / beside',
        desktop: 'welcome / steps | beside',
        large: 'welcome / steps | beside',
      },
      { of: 'the content of a step', widthOf: '.step.current .content > *', phone: 298 },
      { of: 'the signs of the ways to connect', rowsOf: '.v-tab .icon', phone: [], desktop: [3] },
    ]);
    await page.unroute('**/api/start');
    await page.route('**/api/start', (route) =>
      route.fulfill({ json: { session: { password_required: true, authenticated: false }, state: null } }),
    );
    await page.goto(plantOps.url);
    await page.getByTestId('login-password').waitFor();
    await judge('login', [{ of: 'the form', widthOf: 'form.login', phone: 328, desktop: 380 }]);
    await page.unrouteAll();
  });
});
