/// <reference lib="dom" />
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page, type Request } from 'playwright-core';
import { eventually } from './eventually.ts';

/** Where screenshots of the pages are kept; not part of the repository. */
const SCREENSHOTS = path.join(import.meta.dirname, '..', '..', '..', 'test-results', 'screenshots');

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const DESKTOP = { width: 1280, height: 850 };
export const PHONE = { width: 360, height: 740 };
export const LARGE = { width: 3840, height: 2160 };

/** The system's Chromium. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS });

export interface WatchedPage {
  page: Page;
  /** Errors in the console, uncaught ones, and requests that left the server; empty when all is well. */
  faults: string[];
}

/** A page with an empty profile that notes everything that should not happen. */
export async function openPage(
  browser: Browser,
  url: string,
  viewport: { width: number; height: number },
  colorScheme: 'light' | 'dark' = 'light',
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport, colorScheme });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('request', (request) => {
    const target = new URL(request.url());
    if (!['data:', 'blob:'].includes(target.protocol) && target.origin !== new URL(url).origin)
      faults.push(`left the machine: ${request.url()}`);
  });
  await page.goto(url);
  return { page, faults };
}

/**
 * Chooses from an open list. While a list opens it takes no clicks: one that is tried then scrolls the page, which moves
 * the list away under the next one.
 */
export async function chooseOption(page: Page, name: string | RegExp): Promise<void> {
  const option = page.getByRole('option', { name });
  await eventually(() => option.evaluate((element) => getComputedStyle(element).pointerEvents !== 'none'), {
    what: `the list with ${String(name)}`,
  });
  await option.click();
}

export interface HeldAnswer {
  /** Settled once the server has answered, with what was true then. */
  isAnswered: Promise<unknown>;
  /** Lets the page have the answer. Resolves when it has it. */
  release: () => Promise<void>;
}

/** Keeps the answer to the page's next request of this kind from it, as a slow network may do. */
export async function holdAnswer(page: Page, isMeant: (request: Request) => boolean): Promise<HeldAnswer> {
  const answered = Promise.withResolvers<undefined>();
  const released = Promise.withResolvers<undefined>();
  const delivered = Promise.withResolvers<undefined>();
  let isHeld = false;
  await page.route('**/api/**', async (route) => {
    if (isHeld || !isMeant(route.request())) return route.fallback();
    isHeld = true;
    const response = await route.fetch();
    answered.resolve(undefined);
    await released.promise;
    await route.fulfill({ response });
    await (await route.request().response())?.finished();
    delivered.resolve(undefined);
  });
  return {
    isAnswered: answered.promise,
    release: async () => {
      released.resolve(undefined);
      await delivered.promise;
    },
  };
}

export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), fullPage: true });
}
