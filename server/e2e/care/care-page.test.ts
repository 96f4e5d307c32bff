/// <reference lib="dom" />
import type { Plant } from '@plantops/shared/api/plants.ts';
import type { CareAdvice, CurrentCarePlan } from '@plantops/shared/care/care-plan.ts';
import type { JournalEntry } from '@plantops/shared/journal.ts';
import { addDays, daysBetween } from '@plantops/shared/plain-date.ts';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call } from '../harness/api.ts';
import { closePages, DESKTOP, keepScreenshot, openPage, PHONE, useBrowser } from '../harness/browser.ts';
import { eventually } from '../harness/eventually.ts';
import { imitatedAdvice, LlmImitation } from '../../testing/llm-imitation.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const KEY = 'sk-ant-of-the-care-page-4321';
/** The date some days from today. The server and this browser share a time zone. */
const inDays = (days: number): string => addDays(new Date().toISOString().slice(0, 10), days);

describe('the care page', () => {
  const imitation = new LlmImitation();
  let plantOps: PlantOpsProcess;
  let browser: Browser;
  let plant: Plant;

  beforeAll(async () => {
    plantOps = new PlantOpsProcess({ ANTHROPIC_BASE_URL: await imitation.start(), TZ: 'UTC' });
    await plantOps.start();
    await call(plantOps.url, 'PUT', '/api/settings/display', { time_zone: 'UTC' });
    browser = await useBrowser();
  });
  afterEach(closePages);
  afterAll(async () => {
    await plantOps.remove();
    await imitation.stop();
  });
  beforeEach(async () => {
    imitation.questions.splice(0);
    imitation.next.splice(0);
    plant = (await call<Plant>(plantOps.url, 'POST', '/api/plants', { name: 'Monty', species: 'Monstera deliciosa' }))
      .body;
    await connect(true);
  });

  const connect = (isConnected: boolean) =>
    call(
      plantOps.url,
      'PUT',
      '/api/settings/llm',
      isConnected ? { provider: 'anthropic', api_key: KEY } : { provider: null },
    );
  const answerNext = (...advice: Partial<CareAdvice>[]) =>
    imitation.next.push(...advice.map((overrides) => ({ text: JSON.stringify(imitatedAdvice(overrides)) })));
  const analyze = () => call<CurrentCarePlan>(plantOps.url, 'POST', `/api/plants/${plant.id}/analyze`);
  const daysUntilWatering = async (): Promise<number> => {
    const { body } = await call<CurrentCarePlan>(plantOps.url, 'GET', `/api/plants/${plant.id}/care-plan`);
    return daysBetween(inDays(0), body.watering.next);
  };
  const journal = async (): Promise<string[]> =>
    (await call<JournalEntry[]>(plantOps.url, 'GET', `/api/plants/${plant.id}/journal`)).body.map(({ kind }) => kind);
  const address = (): string => `${plantOps.url}/plants/${plant.id}/care`;
  const open = (size = DESKTOP, scheme: 'light' | 'dark' = 'light') => openPage(browser, address(), size, scheme);
  const summary = (page: Page): Locator => page.getByTestId('care-summary');
  const undo = (page: Page) => page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();

  it('has a plan by rules without a language model, and offers to connect one', async () => {
    await connect(false);
    const { page, faults } = await openPage(browser, `${plantOps.url}/plants/${plant.id}`, DESKTOP);
    await page
      .getByTestId('care-strip')
      .getByText(/every|soil/)
      .waitFor();
    await page.getByRole('link', { name: /^Care plan/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Care of Monty' }).waitFor();
    await page.getByTestId('care-origin').getByText('Made by rules, without a language model').waitFor();
    expect(await page.title()).toBe('Care of Monty · PlantOps');
    expect(await page.getByTestId('care-offer').getByRole('link').getAttribute('href')).toBe('/settings#advisor');
    for (const name of [
      'Needs attention',
      'Watering',
      'Light',
      'Humidity',
      'The coming weeks',
      'What it was made from',
      'Earlier plans',
    ])
      expect(await page.getByRole('heading', { level: 2, name }).count(), name).toBe(1);
    await page.getByRole('button', { name: 'Make a new plan' }).click();
    await page.getByText('There is a new plan.').waitFor();
    expect(imitation.questions).toEqual([]);
    await page.getByRole('link', { name: 'Back to Monty' }).click();
    await page.getByRole('heading', { level: 1, name: 'Monty', exact: true }).waitFor();
    expect(faults).toEqual([]);
  });

  it('is asked once a provider and a key are set, which are tested at once; the key is never shown again', async () => {
    await connect(false);
    imitation.key = KEY;
    const { page, faults } = await openPage(browser, `${plantOps.url}/settings#advisor`, DESKTOP);
    const keyState = page.getByTestId('advisor-key-state').getByText(/^Set: \*\*\*\*4321$/);
    const key = page.getByTestId('advisor-key').locator('input:not([type=hidden])');
    await page.getByRole('radio', { name: /^Anthropic/ }).check();
    await key.fill(KEY);
    await page.getByTestId('advisor-save').click();
    await page
      .getByTestId('advisor-result')
      .getByText(/^ ?claude-sonnet-4-20250514 answered, after \d+ ms\./)
      .waitFor();
    await keyState.waitFor();
    expect(await key.inputValue()).toBe('');
    await page
      .getByTestId('advisor-usage')
      .getByText(/1,555 of 1,000,000 tokens · 1 request · about (?:US)?\$0\.009, estimated from list prices/)
      .waitFor();
    await page.reload();
    await keyState.waitFor();
    expect(await page.content()).not.toContain(KEY);
    await keepScreenshot(page, 'advisor-settings');
    expect(faults).toEqual([]);
    imitation.key = undefined;
  });

  it('asks the language model on a click, shows its progress on every screen, and never asks when it is loaded', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    imitation.next.push(
      { text: '{}' },
      { text: JSON.stringify(imitatedAdvice({ summary: 'First line.\n<b>Second</b> line.' })), after: promise },
    );
    const { page, faults } = await open();
    await page.getByRole('button', { name: 'Ask Claude' }).click();
    const present = (on: Page) => on.getByTestId('care-progress').locator('[aria-current=step]');
    await present(page).getByText('Asking Anthropic to mend the answer').waitFor();
    await present(page).getByText(/\d s$/).waitFor();
    await page
      .getByTestId('care-progress')
      .getByRole('status')
      .getByText('A plan is being made')
      .waitFor({ state: 'attached' });
    await page.reload();
    await present(page).getByText('Asking Anthropic to mend the answer').waitFor();
    const other = await open(PHONE);
    await present(other.page).waitFor();

    resolve(undefined);
    for (const on of [page, other.page]) {
      // Shown as plain text that keeps its line breaks.
      await eventually(async () => (await summary(on).innerText()) === 'First line.\n<b>Second</b> line.', {
        what: 'the new plan',
      });
      await page.getByTestId('care-progress').waitFor({ state: 'detached' });
    }
    await page.getByTestId('care-origin').getByText('Made by claude-sonnet-4-20250514').waitFor();
    await page.getByTestId('care-origin').getByText('3,110 tokens').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Ask Claude again' }).waitFor();
    expect(imitation.questions).toHaveLength(2);
    expect([...faults, ...other.faults]).toEqual([]);
    await other.page.context().close();
  });

  it('logs a task that is done, moves its due date, and undoes both', async () => {
    answerNext({
      schedule: [
        { task: 'watering', due: inDays(3), every_days: 6, note: 'Half a litre' },
        { task: 'fertilizing', due: inDays(1), every_days: 14, note: 'Half the dose' },
      ],
    });
    const watered = { kind: 'watering', at: `${inDays(-2)}T12:00:00Z` };
    await call(plantOps.url, 'POST', `/api/plants/${plant.id}/journal`, watered);
    // When to water is counted from the last watering, whatever date the model gave.
    await analyze();
    const days = await daysUntilWatering();
    const { page, faults } = await open();
    const next = page.getByTestId('care-next-watering');
    await next.getByText(`In ${days} days`).waitFor();
    await page.getByRole('button', { name: 'Watered now' }).click();
    await next.getByText(`In ${days + 2} days`).waitFor();
    expect(await journal()).toEqual(['watering', 'watering']);
    await undo(page);
    await next.getByText(`In ${days} days`).waitFor();
    expect(await journal()).toEqual(['watering']);

    const feeding = page.getByTestId('care-task').filter({ hasText: 'Half the dose' }).locator('time');
    await page.getByRole('button', { name: /^Done: Fertilize/ }).click();
    await eventually(async () => (await feeding.getAttribute('datetime')) === inDays(14), { what: 'the next feeding' });
    expect(await journal()).toEqual(['fertilizing', 'watering']);
    await undo(page);
    await eventually(async () => (await feeding.getAttribute('datetime')) === inDays(1), {
      what: 'the feeding that is due',
    });
    expect(await journal()).toEqual(['watering']);
    expect(faults).toEqual([]);
  });

  it("shows the calendar's address, which can be read without the page", async () => {
    await analyze();
    const { page, faults } = await open();
    const button = page.getByRole('button', { name: 'Add to calendar' });
    await button.click();
    const dialog = page.getByRole('dialog');
    const feed = await dialog.getByLabel('Address of the feed').inputValue();
    expect(feed).toContain(`${plantOps.url}/api/plants/${plant.id}/care.ics?token=`);
    expect(await (await fetch(feed)).text()).toMatch(/^BEGIN:VCALENDAR[\s\S]*Water Monty/);
    expect(await dialog.getByRole('link', { name: 'Open in the calendar' }).getAttribute('href')).toBe(
      feed.replace('http:', 'webcal:'),
    );
    expect(await dialog.getByRole('link', { name: 'Download once' }).getAttribute('download')).toBe('plant-care.ics');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await eventually(() => button.evaluate((element) => element === document.activeElement), {
      what: 'the focus where it was',
    });
    expect(faults).toEqual([]);
  });

  it('shows what a plan changed, and earlier plans page by page', async () => {
    answerNext(
      { summary: 'The oldest.', alerts: ['Yellow leaves'] },
      ...Array.from({ length: 10 }, (_, index) => ({ summary: `Plan ${index + 2}.` })),
      { summary: 'The newest.', watering: { frequency: 'Every 9 days', amount: 'A cup', next: inDays(5) } },
    );
    for (let count = 0; count < 12; count += 1) expect((await analyze()).status).toBe(200);
    const { page, faults } = await open();
    const changes = page.getByTestId('plan-changes');
    await changes.getByText('Every 9 days').waitFor();
    expect(await changes.innerText()).toMatch(/How often\s+Every 6 days\s+Every 9 days/);
    const rows = page.getByTestId('earlier-plan');
    expect(await rows.count()).toBe(9);
    await page.getByRole('button', { name: 'Show more' }).click();
    await eventually(async () => (await rows.count()) === 11, { what: 'the rest' });
    const oldest = rows.last();
    // With the keyboard.
    await oldest.getByRole('button').focus();
    await page.keyboard.press('Enter');
    await oldest.getByText('Yellow leaves').waitFor();
    expect(await oldest.getByRole('button').getAttribute('aria-expanded')).toBe('true');
    expect(faults).toEqual([]);
  });

  it('speaks German, and says when a plan does not', async () => {
    await analyze();
    const days = await daysUntilWatering();
    await call(plantOps.url, 'PUT', '/api/settings/display', { language: 'de' });
    try {
      const { page, faults } = await open();
      await page.getByRole('heading', { level: 1, name: 'Pflege von Monty' }).waitFor();
      await page.getByTestId('care-next-watering').getByText(`In ${days} Tagen`).waitFor();
      await page.getByText('Dieser Plan ist auf Englisch.').waitFor();
      expect(await summary(page).getAttribute('lang')).toBe('en');
      await connect(false);
      await page.reload();
      await page.getByRole('button', { name: 'Neuen Plan machen' }).click();
      await page.getByTestId('care-origin').getByText('Nach Regeln gemacht, ohne Sprachmodell').waitFor();
      await page.getByText('Dieser Plan ist auf Englisch.').waitFor({ state: 'detached' });
      expect(await summary(page).getAttribute('lang')).toBe('de');
      expect(faults).toEqual([]);
    } finally {
      await call(plantOps.url, 'PUT', '/api/settings/display', { language: 'auto' });
    }
  });
});
