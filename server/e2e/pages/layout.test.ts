/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../harness/api.ts';
import { DESKTOP, keepScreenshot, launchBrowser, LARGE, openPage, PHONE } from '../harness/browser.ts';
import { type Garden, growGarden } from '../harness/garden.ts';
import { columnsOf, layoutFaults, perRow, sizeOf } from '../harness/layout.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

/** A tablet and a Full HD screen are judged only where something stands otherwise on them. */
const SIZES = {
  phone: PHONE,
  tablet: { width: 820, height: 1180 },
  desktop: DESKTOP,
  wide: { width: 1920, height: 1080 },
  large: LARGE,
};
type Screen = keyof typeof SIZES;

/** Where something stands, for each screen; a screen that is left out is not judged. */
type Layout = { of: string } & (
  | ({
      /** Counts how many of these stand side by side. */
      rowsOf: string;
    } & Partial<Record<Screen, number[]>>)
  | ({
      /** Parts in columns, as `columnsOf` writes them. */
      parts: Record<string, string>;
    } & Partial<Record<Screen, string>>)
  | ({
      /** The width of an element, in px. */
      widthOf: string;
    } & Partial<Record<Screen, number>>)
);

/** The parts of a device's row. */
const DEVICE_ROW = (row: string): Record<string, string> =>
  Object.fromEntries(
    ['who', 'status', 'seen', 'plant', 'firmware', 'actions'].map((part) => [part, `${row} .${part}`]),
  );

describe('the layout', () => {
  const plantOps = new PlantOpsProcess();
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
    browser = await launchBrowser();
    ({ page, faults } = await openPage(browser, plantOps.url, DESKTOP));
  });
  afterAll(async () => {
    await browser?.close();
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
          .poll(() => found(layout), { message: `${layout.of} on a ${screen} screen`, timeout: 3000 })
          .toEqual(layout[screen]);
      await expect
        .poll(() => layoutFaults(page), { message: `${name} on a ${screen} screen`, timeout: 2000 })
        .toEqual([]);
      await keepScreenshot(page, `layout-${name}-${screen}`);
    }
    expect(faults).toEqual([]);
  }

  it('of the dashboard: cards, figures and devices', async () => {
    await show('/');
    await judge('dashboard', [
      {
        of: 'the frame',
        parts: { bar: 'header.top', page: 'main .page', tabs: 'nav.bottom' },
        phone: 'bar / page / tabs',
        desktop: 'bar / page',
      },
      {
        of: 'the bar',
        parts: { brand: '.brand', pages: 'nav.pages', flows: '.bar > a.v-btn' },
        phone: 'brand | flows',
        desktop: 'brand | pages | flows',
        large: 'brand | pages | flows',
      },
      { of: 'the tabs of pages', rowsOf: 'nav a.tab', phone: [4], desktop: [], large: [] },
      { of: 'the page', widthOf: 'main .page', phone: 360, desktop: 1280, wide: 1800, large: 2700 },
      { of: 'the cards', rowsOf: '[data-testid^=plant-card]', desktop: [4], large: [4] },
      { of: 'a card', widthOf: '[data-testid^=plant-card]', phone: 328 },
      { of: 'the figures', rowsOf: '.figures > .figure', phone: [4, 1], desktop: [5], large: [5] },
      {
        of: 'the search',
        parts: { figures: '.figures', search: '.search', order: '.finding .field:last-child' },
        phone: 'figures / search | order',
        desktop: 'figures | search | order',
        large: 'figures | search | order',
      },
      {
        of: 'an unassigned device',
        parts: {
          name: '.device .who',
          state: '.device .state',
          values: '.device .values',
          assign: '.device > :last-child',
        },
        phone: 'name / values | state / assign',
        desktop: 'name | state | values | assign',
        large: 'name | state | values | assign',
      },
    ]);
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
    await judge('plant', [
      {
        of: 'the parts of the page',
        parts: {
          head: '.details > .head',
          now: '.now',
          care: '.strip',
          history: '.columns > .history',
          journal: '.columns > .journal',
          ranges: '.side > .ranges',
          alerts: '.side > .alerts',
          devices: '.columns > .devices',
        },
        phone: 'head / now / care / history / journal / alerts / ranges / devices',
        tablet: 'head / now / care / history / journal / alerts / ranges / devices',
        desktop: 'head / now / care / history / journal / devices | ranges / alerts',
        large: 'head / now / care / history / devices | journal | ranges / alerts',
      },
      { of: 'the gauges', rowsOf: '.gauges .figure', phone: [2, 2], tablet: [2, 2], desktop: [4], large: [4] },
      { of: 'a gauge', widthOf: '.gauges .figure', phone: 159, desktop: 300 },
      { of: 'a dial', widthOf: '.dial', desktop: 220, large: 260 },
      {
        of: 'the head',
        parts: { picture: '.head .picture', body: '.head .body' },
        phone: 'picture / body',
        desktop: 'picture | body',
        large: 'picture | body',
      },
      { of: 'the facts', rowsOf: '.facts .fact', phone: [1, 1, 1], desktop: [3], large: [3] },
      {
        of: 'the strip of the care plan',
        parts: { icon: '.strip .icon', what: '.strip .what', next: '.strip .next', arrow: '.strip .arrow' },
        phone: 'icon | what / next | arrow',
        desktop: 'icon | what | next | arrow',
        large: 'icon | what | next | arrow',
      },
      { of: 'the column of ranges', widthOf: '.side > .ranges', phone: 328, desktop: 340, large: 400 },
      { of: 'the history', widthOf: '.history .bar', phone: 302 },
      { of: 'the block of its device', widthOf: '.devices tr', phone: 326 },
      { of: 'the values at the crosshair', rowsOf: '.history .line > *', phone: [1, 4], desktop: [5], large: [5] },
      {
        of: 'an alert in the narrow column',
        parts: { sign: '.alert .sign', what: '.alert .what', delivery: '.alert .delivery', actions: '.alert .actions' },
        phone: 'sign / delivery / actions | what',
        desktop: 'sign / delivery / actions | what',
        large: 'sign / delivery / actions | what',
      },
      {
        of: 'the row of its device',
        parts: DEVICE_ROW('.devices tr'),
        phone: 'who / status / plant | actions / seen / firmware',
        desktop: 'who | status | seen | plant | firmware | actions',
        large: 'who | status | seen | plant | firmware | actions',
      },
    ]);
  });

  it('of the care page: three parts side by side or below each other, and numbers as a table or a list', async () => {
    await show(`/plants/${garden.fernId}/care`);
    await page.getByRole('button', { name: 'What it was made from' }).click();
    await page.getByTestId('earlier-plan').first().getByRole('button').click();
    await page.locator('.reading').waitFor();
    await judge('care', [
      {
        of: 'the head',
        parts: { portrait: '.portrait', body: '.head > .body', attention: '.attention' },
        phone: 'portrait / body / attention',
        tablet: 'portrait / attention | body',
        desktop: 'portrait | body | attention',
        large: 'portrait | body | attention',
      },
      { of: 'the parts of the plan', rowsOf: '.parts > *', phone: [1, 1, 1], tablet: [1, 2], desktop: [3], large: [3] },
      {
        of: 'the schedule',
        parts: { calendar: '.calendar', weeks: '.weeks' },
        phone: 'calendar / weeks',
        desktop: 'calendar | weeks',
        large: 'calendar | weeks',
      },
      {
        of: 'the offer of a language model',
        parts: { words: '.offer p', connect: '.offer .v-btn' },
        phone: 'connect | words',
        desktop: 'words | connect',
        large: 'words | connect',
      },
      {
        of: 'the numbers that it was made from',
        parts: {
          metric: 'table tbody th',
          value: 'table tbody td:nth-of-type(1)',
          wanted: 'table tbody td:nth-of-type(2)',
        },
        phone: 'metric / value / wanted',
        desktop: 'metric | value | wanted',
        large: 'metric | value | wanted',
      },
      {
        of: 'what the plan changed',
        parts: { what: '[data-testid=plan-changes] dt', to: '[data-testid=plan-changes] dd' },
        phone: 'what / to',
        desktop: 'what | to',
        large: 'what | to',
      },
      {
        of: 'an earlier plan',
        parts: {
          when: '[data-testid=earlier-plan] .row > :nth-child(1)',
          by: '[data-testid=earlier-plan] .row > :nth-child(2)',
          gist: '[data-testid=earlier-plan] .gist',
          arrow: '[data-testid=earlier-plan] .row > :last-child',
        },
        phone: 'when / by / gist | arrow',
        desktop: 'when | by / gist | arrow',
        large: 'when | by / gist | arrow',
      },
      {
        of: 'the parts of an earlier plan',
        rowsOf: '.reading > section',
        phone: [1, 1, 1, 1, 1],
        desktop: [4, 1],
        large: [5],
      },
      { of: 'the content of a part', widthOf: '.part .columns', phone: 294 },
    ]);
  });

  it('of the comparison: what is chosen, and the legend', async () => {
    await show('/compare');
    await judge('compare', [
      {
        of: 'what is compared',
        parts: { plants: '.choice .plants', metric: '.choice .metric', ranges: '.choice .ranges' },
        phone: 'plants / metric / ranges',
        tablet: 'plants / metric | ranges',
        desktop: 'plants | metric | ranges',
        large: 'plants | metric | ranges',
      },
      { of: 'the legend', rowsOf: '.legend li', phone: [1, 1, 1], desktop: [3], large: [3] },
      { of: 'the legend', widthOf: '.legend', phone: 302 },
    ]);
  });

  it('of the devices: a table, or a list of blocks', async () => {
    await show('/devices');
    await judge('devices', [
      { of: 'the heads of the columns', rowsOf: 'thead th', phone: [], desktop: [8], large: [8] },
      {
        of: 'a device',
        parts: DEVICE_ROW('tbody tr:nth-child(2)'),
        phone: 'who / status / plant | actions / seen / firmware',
        desktop: 'who | status | seen | plant | firmware | actions',
        large: 'who | status | seen | plant | firmware | actions',
      },
      { of: 'a device', widthOf: 'tbody tr', phone: 326 },
      {
        of: 'the filter',
        parts: { status: '[role=group]', search: '.search', sort: '.sort' },
        phone: 'status / search / sort',
        desktop: 'status | search',
        large: 'status | search',
      },
    ]);
  });

  it('of the alerts: rows, or blocks whose buttons stand below', async () => {
    await show('/alerts');
    await judge('alerts', [
      {
        of: 'an open alert',
        parts: { sign: '.open .sign', what: '.open .what', delivery: '.open .delivery', actions: '.open .actions' },
        phone: 'sign / delivery / actions | what',
        desktop: 'sign | what | delivery | actions',
        large: 'sign | what | delivery | actions',
      },
      {
        of: 'the filter',
        parts: { title: 'h1', plant: '.filter > :nth-child(1)', about: '.filter > :nth-child(2)' },
        phone: 'title / plant | about',
        desktop: 'title | plant | about',
        large: 'title | plant | about',
      },
      { of: 'the filter', widthOf: '.filter', phone: 328 },
      { of: 'the message of an open alert', widthOf: '.open .delivery', desktop: 184 },
    ]);
  });

  it('of the settings: a list of sections beside them, and each field with its label', async () => {
    await call(plantOps.url, 'PUT', '/api/settings/notifications', {
      quiet_hours: { from: '22:00', to: '07:00', time_zone: 'UTC' },
    });
    await show('/settings');
    await page.getByTestId('quiet-from').waitFor();
    await page.getByTestId('advisor-anthropic').check();
    await judge('settings', [
      {
        of: 'the sections',
        parts: { list: '.list', sections: '.sections:not([aria-busy])' },
        phone: 'sections',
        desktop: 'list | sections',
        large: 'list | sections',
      },
      { of: 'the sections', widthOf: '.sections:not([aria-busy])', phone: 328, desktop: 760, large: 760 },
      { of: 'the content of a section', widthOf: '#about dl', phone: 294, desktop: 710, large: 710 },
      {
        of: 'the pause between messages',
        parts: { label: '.cooldown label', field: '.cooldown .field', save: '.cooldown .v-btn' },
        phone: 'label / field | save',
        desktop: 'label | field | save',
        large: 'label | field | save',
      },
      { of: 'the quiet hours', rowsOf: '.times > *', phone: [2, 1], desktop: [3], large: [3] },
      { of: 'the makers of plans', rowsOf: '.choices .choice', phone: [1, 1, 1], desktop: [3], large: [3] },
      {
        of: 'the monthly limit',
        parts: { label: '.budget label', field: '.budget .number', save: '.budget .v-btn' },
        phone: 'label / field | save',
        desktop: 'label | field | save',
        large: 'label | field | save',
      },
      {
        of: 'a channel',
        parts: { fields: '.channel .row .fields', save: '.channel .row [data-testid=channel-save]' },
        phone: 'fields / save',
        desktop: 'fields | save',
        large: 'fields | save',
      },
      {
        of: 'a fact about the server',
        parts: { name: '#about dt', value: '#about dd' },
        phone: 'name / value',
        desktop: 'name | value',
        large: 'name | value',
      },
    ]);
  });

  it('of dialogs: over the whole screen of a phone where much is in them', async () => {
    const dialog = '.v-overlay--active .v-overlay__content';
    const close = async () => {
      await page.keyboard.press('Escape');
      await page.locator(dialog).waitFor({ state: 'detached' });
    };
    await page.setViewportSize(DESKTOP);
    await show('/devices');
    await page.getByRole('button', { name: 'Connect a device' }).click();
    await page.locator('.v-dialog pre').waitFor();
    await judge('dialog-connect', [{ of: 'the dialog', widthOf: dialog, phone: 360, desktop: 760, large: 760 }]);
    await page.setViewportSize(PHONE);
    await expect.poll(() => sizeOf(page, dialog)).toEqual(PHONE);
    await close();

    await page.setViewportSize(DESKTOP);
    await page.getByRole('button', { name: '1 rejected' }).click();
    await page.locator(dialog).getByText('warm').waitFor();
    await judge('dialog-rejected', [{ of: 'the dialog', widthOf: dialog, phone: 312, desktop: 680 }]);
    await close();

    await page.setViewportSize(DESKTOP);
    await page.getByRole('button', { name: 'Actions for Spare sensor' }).click();
    await page.getByRole('menuitem', { name: 'New credentials' }).click();
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
    await page.getByRole('button', { name: 'I have kept them' }).click();
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
    await judge('dialog-plant', [{ of: 'the dialog', widthOf: dialog, phone: 312, desktop: 480 }]);
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
