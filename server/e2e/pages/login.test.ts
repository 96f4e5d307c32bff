import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../harness/api.ts';
import { closePages, DESKTOP, keepScreenshot, useBrowser, openPage } from '../harness/browser.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';
import { ReverseProxy } from '../harness/reverse-proxy.ts';
import { rawRequest } from '../../testing/raw-request.ts';

const PASSWORD = 'a-password-of-the-owner';

describe('with an owner password, in a browser', () => {
  const plantOps = new PlantOpsProcess({ OWNER_PASSWORD: PASSWORD, TRUSTED_PROXIES: '127.0.0.1' });
  let browser: Browser;
  let proxy: ReverseProxy;

  beforeAll(async () => {
    await plantOps.start();
    proxy = new ReverseProxy(plantOps.url, '/garden');
    await proxy.start();
    browser = await useBrowser();
  });
  afterEach(closePages);
  afterAll(async () => {
    await proxy.stop();
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

  it('below a path behind a proxy, pages, live events and the flow editor work, and nothing is asked for beside it', async () => {
    const { page, faults } = await openPage(browser, `${proxy.url}/garden/settings`, DESKTOP);
    await page.getByTestId('login-password').locator('input').fill(PASSWORD);
    const beside: string[] = [];
    page.on('request', (request) => {
      const { protocol, pathname } = new URL(request.url());
      if (protocol === 'http:' && !pathname.startsWith('/garden/')) beside.push(pathname);
    });
    const events = page.waitForRequest(/\/garden\/api\/events/);
    await page.getByTestId('login-submit').click();
    await events;
    await page.getByTestId('session').first().waitFor();
    await page.reload();
    await page.getByTestId('session').first().waitFor();
    await page.goto(`${proxy.url}/garden/editor`);
    await page.locator('.red-ui-tab-label', { hasText: 'Telemetry' }).first().waitFor();
    await page.goto(`${proxy.url}/garden/api/docs`);
    await page.locator('.opblock').first().waitFor();
    expect([beside, faults.filter((fault) => !fault.includes('401'))]).toEqual([[], []]);
  });

  it('in the side bar of Home Assistant the dashboard opens below the path of its ingress, by any host name', async () => {
    const path = '/api/hassio_ingress/a-Token_1';
    const ingress = new ReverseProxy(plantOps.url, path, 'x-ingress-path');
    await ingress.start();
    const { page, faults } = await openPage(browser, `${ingress.url}${path}/`, DESKTOP);
    await page.setContent(
      `<iframe title="PlantOps" src="${ingress.url}${path}/settings" style="width:100%;height:90vh"></iframe>`,
    );
    const within = page.frameLocator('iframe');
    await within.getByTestId('login-password').locator('input').fill(PASSWORD);
    await within.getByTestId('login-submit').click();
    await within.getByTestId('home-switch').first().waitFor();
    expect(faults.filter((fault) => !fault.includes('401'))).toEqual([]);
    const headers = { host: 'home.example.org', 'x-forwarded-host': 'home.example.org' };
    expect((await rawRequest(ingress.url, { path: `${path}/healthz`, headers })).status).toBe(200);
    await ingress.stop();
  });

  it('the page has values for who is logged in only, with links below the path', async () => {
    const owner = { authorization: `Bearer ${PASSWORD}` };
    const { body } = await call<{ id: string }>(plantOps.url, 'POST', '/api/plants', { name: 'Secret fern' }, owner);
    const pageFor = async (path: string, headers: Record<string, string>): Promise<string> =>
      (await rawRequest(proxy.url, { path: `/garden${path}`, headers })).text;
    expect(await pageFor('/', owner)).toContain(`href="/garden/plants/${body.id}"`);
    for (const path of ['/', `/plants/${body.id}`]) {
      expect(await pageFor(path, owner)).toContain('Secret fern');
      for (const headers of [{}, { cookie: 'plantops_session=guessed' }]) {
        const answer = await pageFor(path, headers);
        expect([answer.includes('src="/garden/assets/'), answer.includes('Secret fern')]).toEqual([true, false]);
      }
    }
    await call(plantOps.url, 'DELETE', `/api/plants/${body.id}`, undefined, owner);
  });

  it('behind a proxy that speaks HTTPS the cookie is sent over nothing else, and wrong guesses count by their sender', async () => {
    proxy.scheme = 'https';
    const login = async (password: string, from: string) =>
      rawRequest(proxy.url, {
        method: 'POST',
        path: '/garden/api/session',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
        body: JSON.stringify({ password }),
      });
    const { headers } = await login(PASSWORD, '203.0.113.7');
    expect(headers['set-cookie']?.[0]).toMatch(/; Path=\/garden\/; .*; Secure$/);
    const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const sessions = await rawRequest(proxy.url, {
      path: '/garden/api/sessions',
      headers: { cookie, 'x-forwarded-for': '203.0.113.7' },
    });
    expect(JSON.parse(sessions.text)).toContainEqual(
      expect.objectContaining({ address: '203.0.113.7', current: true }),
    );
    const guesses = await Promise.all(Array.from({ length: 12 }, (_, guess) => login(`guess ${guess}`, '203.0.113.8')));
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(2);
    expect((await login('a guess', '203.0.113.9')).status).toBe(401);
  });
});
