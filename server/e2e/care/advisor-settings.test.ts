/// <reference lib="dom" />
import type { LlmSettings } from '@plantops/shared/settings/llm-settings.ts';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call } from '../harness/api.ts';
import { closePages, chooseOption, DESKTOP, keepScreenshot, useBrowser, openPage } from '../harness/browser.ts';
import { LlmImitation } from '../../testing/llm-imitation.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const KEY = 'sk-ant-the-right-key-1234';

describe('the advisor in the settings', () => {
  const imitation = new LlmImitation();
  let plantOps: PlantOpsProcess;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  const input = (name: string): Locator => page.getByTestId(`advisor-${name}`).locator('input:not([type=hidden])');
  const result = (words: RegExp) => page.getByTestId('advisor-result').getByText(words).waitFor();
  const state = (words: RegExp) => page.getByTestId('advisor-key-state').getByText(words).waitFor();
  const choose = (provider: string) => page.getByRole('radio', { name: new RegExp(`^${provider}`) }).check();
  const stored = async (): Promise<LlmSettings> =>
    (await call<LlmSettings>(plantOps.url, 'GET', '/api/settings/llm')).body;
  const put = (settings: object) => call(plantOps.url, 'PUT', '/api/settings/llm', settings);

  async function open(size = DESKTOP, scheme: 'light' | 'dark' = 'light'): Promise<void> {
    ({ page, faults } = await openPage(browser, `${plantOps.url}/settings#advisor`, size, scheme));
    await page.getByText('Who makes care plans').waitFor();
  }

  beforeAll(async () => {
    const url = await imitation.start();
    imitation.key = KEY;
    plantOps = new PlantOpsProcess({ ANTHROPIC_BASE_URL: url, OPENAI_BASE_URL: `${url}/v1` });
    await plantOps.start();
    browser = await useBrowser();
  });
  afterAll(async () => {
    await plantOps?.remove();
    await imitation.stop();
  });
  beforeEach(async () => {
    await put({ provider: null, monthly_tokens: 1_000_000, automatic: true });
    await open();
  });
  afterEach(async () => {
    expect(faults).toEqual([]);
    await closePages();
  });

  it('takes a provider and a key, tests them, and never shows the key again', async () => {
    await choose('Anthropic');
    await input('key').fill(KEY);
    await page.getByTestId('advisor-save').click();
    await result(/^ ?claude-sonnet-4-20250514 answered, after \d+ ms\./);
    await state(/^Set: \*\*\*\*1234$/);
    expect(await input('key').inputValue()).toBe('');
    await page
      .getByTestId('advisor-usage')
      .getByText(/1,555 of 1,000,000 tokens · 1 request · about (?:US)?\$0\.009, estimated from list prices/)
      .waitFor();
    await page.reload();
    await state(/^Set: \*\*\*\*1234$/);
    expect(await page.content()).not.toContain(KEY);
    await keepScreenshot(page, 'advisor-settings');
  });

  it('explains what is wrong with a key, and accepts another', async () => {
    await choose('OpenAI');
    await input('key').fill('sk-wrong-key-0000-9999');
    await page.getByTestId('advisor-save').click();
    await result(/refused the API key: check it in Settings/);
    await input('key').fill(KEY);
    await page.getByTestId('advisor-save').click();
    await result(/^ ?gpt-4o answered/);
    await page.getByTestId('advisor-test').click();
    await result(/^ ?gpt-4o answered/);
  });

  it("lists the provider's models for the key, and accepts any other model that is typed", async () => {
    await put({ provider: 'anthropic', api_key: KEY });
    await page.reload();
    await page.getByRole('button', { name: 'Load the list of the provider' }).click();
    await page.getByText('2 models to choose from.').waitFor();
    await input('model').click();
    await chooseOption(page, 'Model model-b');
    await page.getByTestId('advisor-save').click();
    await result(/^ ?model-b answered/);
    expect((await stored()).model).toBe('model-b');
    await input('model').fill('my-own-model');
    await page.getByTestId('advisor-save').click();
    await result(/^ ?my-own-model answered/);
    expect((await stored()).model).toBe('my-own-model');
  });

  it('asks for the key again before it is sent to another server', async () => {
    await put({ provider: 'anthropic', api_key: KEY });
    await page.reload();
    await choose('OpenAI');
    await state(/needed again, since it would be sent to another server/);
    expect(await page.getByTestId('advisor-save').isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Discard changes' }).click();
    await state(/^Set: /);
    expect((await stored()).provider).toBe('anthropic');
  });

  it("sets up the owner's own server without a key", async () => {
    imitation.key = undefined;
    await choose('OpenAI');
    await page.getByText('A server of your own', { exact: true }).click();
    await input('url').fill(`${imitation.url}/v1`);
    await input('model').fill('llama3');
    await page.getByTestId('advisor-save').click();
    await result(/^ ?llama3 answered/);
    expect(await stored()).toMatchObject({
      provider: 'openai',
      model: 'llama3',
      base_url: `${imitation.url}/v1`,
      api_key: null,
      ready: true,
    });
    imitation.key = KEY;
  });
});
