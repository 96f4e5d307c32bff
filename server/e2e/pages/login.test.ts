import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { closePages, DESKTOP, keepScreenshot, useBrowser, openPage } from '../harness/browser.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const PASSWORD = 'a-password-of-the-owner';

describe('with an owner password, in a browser', () => {
  const plantOps = new PlantOpsProcess({ OWNER_PASSWORD: PASSWORD });
  let browser: Browser;

  beforeAll(async () => {
    await plantOps.start();
    browser = await useBrowser();
  });
  afterEach(closePages);
  afterAll(async () => {
    await plantOps.remove();
  });

  it('the dashboard asks for it, says when it is wrong, and opens when it is right', async () => {
    const { page } = await openPage(browser, plantOps.url, DESKTOP);
    const password = page.getByTestId('login-password').locator('input');
    await password.fill('a wrong one');
    await page.getByTestId('login-submit').click();
    await page.getByText('The password is not right').waitFor();
    await keepScreenshot(page, 'login');
    await password.fill(PASSWORD);
    await page.getByTestId('login-submit').click();
    await page.getByText('Let us watch your first plant').waitFor();
    await page.reload();
    await page.getByText('Let us watch your first plant').waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByTestId('login-password').waitFor();
  });

  it('the flow editor redirects to the login and back', async () => {
    const { page } = await openPage(browser, `${plantOps.url}/editor/`, DESKTOP);
    await page.getByTestId('login-password').locator('input').fill(PASSWORD);
    await page.getByTestId('login-submit').click();
    await page.waitForURL(/\/editor\/?/);
    await page.locator('.red-ui-tab-label', { hasText: 'Telemetry' }).first().waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/editor/);
  });
});
