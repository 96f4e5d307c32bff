/// <reference lib="dom" />
import { addDays } from '@plantops/shared/plain-date.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LlmImitation } from '../../testing/llm-imitation.ts';
import { accessibilityFaults } from '../harness/accessibility.ts';
import { call, register } from '../harness/api.ts';
import { closePages, DESKTOP, useBrowser, openPage, PHONE, type WatchedPage } from '../harness/browser.ts';
import { DiscordServer } from '../harness/discord-server.ts';
import { eventually } from '../harness/eventually.ts';
import { type Garden, growGarden } from '../harness/garden.ts';
import { layoutShifts } from '../harness/layout.ts';
import { stopClock } from '../harness/page-clock.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';
import {
  ACCESS,
  chooseHistory,
  close,
  CREDENTIALS,
  NEW_PLANT,
  PLANT_DIALOG,
  questionStates,
  type States,
  SYSTEM,
} from './states.ts';

/** The largest layout shift allowed without user input. web.dev rates up to 0.1 as "good". */
const MOST_LAYOUT_SHIFT = 0.02;

describe('every page', () => {
  const imitation = new LlmImitation();
  const discord = new DiscordServer();
  let plantOps: PlantOpsProcess;
  let garden: Garden;
  let browser: Browser;
  /** The page on which all states are judged. */
  let watched: WatchedPage;
  let pages: string[];

  beforeAll(async () => {
    plantOps = new PlantOpsProcess({
      ANTHROPIC_BASE_URL: await imitation.start(),
      DISCORD_WEBHOOK_URL: await discord.start(),
      TZ: 'UTC',
    });
    await plantOps.start();
    await call(plantOps.url, 'PUT', '/api/settings/display', { time_zone: 'UTC' });
    garden = await growGarden(plantOps.url);
    browser = await useBrowser();
    watched = await openPage(browser, plantOps.url, DESKTOP);
    const plant = `/plants/${garden.fernId}`;
    pages = [
      '/',
      plant,
      `${plant}/care`,
      `${plant}/year/${new Date().getUTCFullYear()}`,
      `${plant}/import`,
      '/compare',
      '/devices',
      '/devices/new',
      '/devices/new?kind=esphome',
      '/alerts',
      '/settings',
      '/system',
      '/nothing-here',
    ];
  });
  afterAll(async () => {
    await closePages();
    await garden?.close();
    await plantOps.remove();
    await discord.stop();
    await imitation.stop();
  });

  async function show(page: Page, path: string): Promise<void> {
    await page.goto(`${plantOps.url}${path}`);
    await page.locator('h1').first().waitFor();
    await eventually(async () => (await page.locator('.v-skeleton-loader, [aria-busy=true]').count()) === 0, {
      what: `the end of loading ${path}`,
    });
  }
  /** What has moved since the page was opened. */
  async function expectStill(page: Page, path: string): Promise<void> {
    const shifts = await layoutShifts(page);
    expect(
      shifts.reduce((sum, { value }) => sum + value, 0),
      `${path}: ${JSON.stringify(shifts)}`,
    ).toBeLessThan(MOST_LAYOUT_SHIFT);
  }
  /** Judges each state of a page, and reports all of them at once. */
  async function judge(states: States): Promise<void> {
    const { page, faults } = watched;
    const found: string[] = [];
    for (const [state, bringAbout] of Object.entries(states)) {
      await bringAbout(page);
      found.push(...(await accessibilityFaults(page)).map((fault) => `${state}: ${fault}`));
    }
    expect(found).toEqual([]);
    expect(faults.splice(0)).toEqual([]);
  }

  it('does not move while it loads on a phone', async () => {
    await watched.page.setViewportSize(PHONE);
    for (const path of pages) {
      await show(watched.page, path);
      await expectStill(watched.page, path);
    }
    await watched.page.setViewportSize(DESKTOP);
  });

  it('does not move while it loads, is accessible in both themes, has one heading of the first level and a title of its own', async () => {
    for (const path of pages) {
      await judge({
        [path]: async (page) => {
          await show(page, path);
          await expectStill(page, path);
        },
      });
      expect(await watched.page.title()).toMatch(/ · PlantOps$/);
      expect(await watched.page.locator('h1').count(), `one h1 on ${path}`).toBe(1);
    }
  });

  it('is accessible where alerts are new, seen, explained, waiting and about to be muted', async () => {
    const { page } = watched;
    const rows = page.getByTestId('open-alerts').getByRole('listitem');
    await call(plantOps.url, 'PUT', '/api/settings/notifications', {
      quiet_hours: { from: '00:00', to: '23:59', time_zone: 'UTC' },
    });
    await garden.sendOfFern({ temperature: 40 });
    await judge({
      'one is seen and explained, another waits': async () => {
        await show(page, '/alerts');
        const dry = rows.filter({ hasText: 'Soil moisture' });
        await dry.getByText('Message sent').click();
        await dry.getByText('Breach').waitFor();
        await dry.getByRole('button', { name: 'Acknowledge' }).click();
        await dry.getByRole('button', { name: 'Mark as not seen' }).waitFor();
        await page
          .getByTestId('outbox')
          .getByText(/^1 message waits until the quiet hours end/)
          .waitFor();
      },
      'for how long to mute': async () => {
        await rows.filter({ hasText: 'Temperature' }).getByRole('button', { name: 'Mute' }).click();
        await page.getByLabel('1 hour').check();
      },
    });
    await close(page);
  });

  it('is accessible in every dialog and menu about devices', async () => {
    await judge({
      'rejected messages': async (page) => {
        await show(page, '/devices');
        await page.getByRole('button', { name: '1 rejected' }).click();
        await page.getByRole('dialog').getByText('{"temperature":"warm"}').waitFor();
      },
      'what can be done with a device': async (page) => {
        await close(page);
        await page.getByRole('button', { name: 'Actions for Spare sensor' }).click();
        await page.getByRole('menuitem', { name: 'New credentials' }).waitFor();
      },
      ...CREDENTIALS,
      'a device that has just appeared': async (page) => {
        await show(page, '/devices/new');
        await page.getByRole('button', { name: 'Connect a device' }).click();
        await page.getByText('Waiting for a device').waitFor();
        const newcomer = await register(plantOps.url, undefined, { name: 'Newcomer' });
        await page.getByTestId('device-appeared').getByTestId(`assign-${newcomer.device_id}`).waitFor();
      },
      'the plants that it may watch': async (page) => {
        await page
          .getByTestId('device-appeared')
          .getByRole('button', { name: /Assign/ })
          .click();
        await page.getByRole('menuitem', { name: 'Fern' }).waitFor();
      },
    });
  });

  it('is accessible in every dialog about a plant, also where something typed is wrong', async () => {
    await judge({
      'limits that contradict each other': async (page) => {
        await show(page, `/plants/${garden.fernId}`);
        await page.getByTestId('threshold-temperature-min').locator('input').fill('40');
        await page.getByText('At least must not be more than at most.').waitFor();
      },
      ...PLANT_DIALOG,
      'an entry in the future': async (page) => {
        // The list of sites, and then the dialog.
        await page.keyboard.press('Escape');
        await page.getByRole('option').first().waitFor({ state: 'hidden' });
        await close(page);
        await page.getByRole('button', { name: 'Add entry' }).click();
        await page.getByRole('dialog').getByLabel('When').fill('2099-01-01T00:00');
        await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
        await page.getByText('This is in the future.').waitFor();
      },
      'a second watering within minutes': async (page) => {
        await close(page);
        await page.getByRole('button', { name: 'Watered now' }).click();
        await page
          .getByRole('dialog')
          .getByText(/^Fern was logged as watered/)
          .waitFor();
      },
      'a task that was logged': async (page) => {
        await page.getByTestId('confirm').click();
        await page.getByTestId('toast-action').waitFor();
      },
      'history to import, with what was found in it': async (page) => {
        await show(page, `/plants/${garden.fernId}/import`);
        await chooseHistory(page);
      },
      'cards with values outside their ranges': (page) => show(page, '/'),
      ...NEW_PLANT,
    });
  });

  it('is accessible while a care plan is made, after that failed, and in what else the page of a plan opens', async () => {
    await call(plantOps.url, 'PUT', '/api/settings/llm', { provider: 'anthropic', api_key: 'sk-ant-any-key-4321' });
    const { promise, resolve } = Promise.withResolvers<undefined>();
    imitation.next.push({ text: '{}' }, { text: 'No plan', after: promise });
    const { page, faults } = watched;
    await judge({
      'a plan is being made': async () => {
        await show(page, `/plants/${garden.fernId}/care`);
        await page.getByRole('button', { name: 'What it was made from' }).click();
        await page.getByRole('button', { name: 'Ask Claude' }).click();
        await page.getByTestId('care-progress').waitFor();
      },
    });
    await judge({
      "a plan by rules, because the model's answer was of no use": async () => {
        resolve(undefined);
        await page.getByTestId('care-failure').getByText('This plan was made by rules.').waitFor();
      },
      'no plan could be made': async () => {
        imitation.key = 'another';
        await page.getByTestId('care-failure').getByRole('button', { name: 'Try again' }).click();
        await page
          .getByTestId('care-failure')
          .getByText(/^No new plan could be made/)
          .waitFor();
        // The browser itself notes that the request failed.
        await expect.poll(() => faults.length).toBe(1);
        expect(faults.splice(0)).toEqual([expect.stringMatching(/status of 50\d/)]);
        imitation.key = undefined;
      },
      'an earlier plan': async () => {
        expect((await call(plantOps.url, 'POST', `/api/plants/${garden.fernId}/analyze`)).status).toBe(200);
        await page.getByTestId('earlier-plan').first().getByRole('button').click();
        await page.locator('.reading').waitFor();
      },
      'the address of the calendar': async () => {
        await page.getByRole('button', { name: 'Add to calendar' }).click();
        await page.getByTestId('calendar-address').waitFor();
      },
    });
  });

  it('is accessible where something is asked about a plant, and answered or not', async () => {
    await call(plantOps.url, 'PUT', '/api/settings/llm', { provider: 'anthropic', api_key: 'sk-ant-any-key-4321' });
    await show(watched.page, `/plants/${garden.fernId}/care`);
    await judge(questionStates(imitation));
    await close(watched.page);
  });

  it('is accessible on any weekday, also where a task is overdue', async () => {
    const today = new Date().toISOString().slice(0, 10);
    await plantOps.query(
      `UPDATE care_plans SET schedule = jsonb_set(schedule, '{0,due}', to_jsonb($2::text)) WHERE plant_id = $1`,
      [garden.fernId, addDays(today, 1)],
    );
    const sunday = 7 - ((new Date().getUTCDay() + 6) % 7) + 6;
    const { page } = await openPage(browser, 'about:blank', DESKTOP);
    await stopClock(page, `${addDays(today, sunday)}T12:00:00Z`);
    await show(page, `/plants/${garden.fernId}/care`);
    await expect.poll(() => page.locator('.cell.past').count()).toBe(6);
    await page.locator('.mark.overdue').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.context().close();
  });

  it('is accessible where settings are changed, tried and refused', async () => {
    await call(plantOps.url, 'PUT', '/api/settings/llm', { provider: 'anthropic', api_key: 'sk-ant-any-key-4321' });
    imitation.key = 'another';
    await judge({
      'a pause that is no number, and a channel to set up': async (page) => {
        await show(page, '/settings');
        await page.locator('#cooldown').fill('never');
        await page.getByText('A number of minutes from 0 to 10080.').waitFor();
        await page.getByRole('button', { name: 'Set up Webhook' }).click();
        await page.getByTestId('channel-webhook').getByTestId('field-secret').waitFor();
      },
      'a key that is refused': async (page) => {
        await page.getByTestId('advisor-test').click();
        await page
          .getByTestId('advisor-result')
          .getByText(/refused the API key/)
          .waitFor();
      },
      'another provider': async (page) => {
        await page.getByRole('radio', { name: /^OpenAI/ }).check();
        await page
          .getByTestId('advisor-key-state')
          .getByText(/needed again/)
          .waitFor();
      },
    });
  });

  it('is accessible where access is given and taken, and where the server is not well', async () => {
    const { page } = watched;
    await judge(ACCESS);
    await page.unrouteAll();
    await judge(SYSTEM);
    await page.unrouteAll();
  });

  it('is accessible at each of the first steps, and at the login', async () => {
    const { page, faults } = watched;
    const step = (name: string) => page.getByTestId(`step-${name}`);
    const openStep = (name: string) => async () => {
      if ((await step(name).getAttribute('aria-current')) !== 'step')
        await step(name).getByRole('heading').getByRole('button').click();
      await expect.poll(() => step(name).getAttribute('aria-current')).toBe('step');
    };
    // No event tells of the plants that are there.
    await page.route('**/api/events*', () => undefined);
    await page.route('**/api/start', async (route) => {
      const { session, state } = (await (await route.fetch()).json()) as { session: object; state: object };
      await route.fulfill({ json: { session, state: { ...state, plants: [], devices: [], alerts: [] } } });
    });
    await show(page, '/');
    await judge({
      'the first step': openStep('plant'),
      'the second step': async () => {
        await openStep('device')();
        await page.getByRole('tab', { name: /ESP32/ }).click();
        await page.locator('pre', { hasText: 'PLANTOPS_URL' }).waitFor();
      },
      'the third step': openStep('assign'),
    });
    await page.unroute('**/api/start');
    await page.route('**/api/start', (route) =>
      route.fulfill({ json: { session: { password_required: true, authenticated: false }, state: null } }),
    );
    await page.route('**/api/session', (route) =>
      route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"code":"wrong_password"}' }),
    );
    await page.goto(plantOps.url);
    await judge({
      'a wrong password': async () => {
        await page.getByTestId('login-password').locator('input').fill('a wrong one');
        await page.getByTestId('login-submit').click();
        await page.getByRole('alert').first().waitFor();
        // The browser tells of the answer in its own time.
        await expect.poll(() => faults.length).toBe(1);
        expect(faults.splice(0)).toEqual([expect.stringContaining('401')]);
      },
    });
    await page.unrouteAll();
  });

  it('can be reached and used by keyboard: the skip link, the pages, and back', async () => {
    const { page, faults } = await openPage(browser, plantOps.url, DESKTOP);
    await page.locator('#app h1').waitFor();
    await page.locator('#first-view').waitFor({ state: 'detached' });
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    for (const [name, heading] of [
      ['Devices', 'Devices'],
      ['Alerts', 'Alerts'],
      ['Settings', 'Settings'],
    ] as const) {
      await page
        .getByRole('navigation')
        .getByRole('link', { name: new RegExp(`^${name}`) })
        .focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
