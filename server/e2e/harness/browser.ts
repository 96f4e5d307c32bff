/// <reference lib="dom" />
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page, type Request } from 'playwright-core';
import { onTestFailed, TestRunner } from 'vitest';
import { eventually } from './eventually.ts';

/** Where screenshots of the pages are stored; not part of the repository. */
const SCREENSHOTS = path.join(import.meta.dirname, '..', '..', '..', 'test-results', 'screenshots');

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  // What is drawn need not go to another process.
  '--in-process-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // No process is kept ready for a page that may come.
  '--disable-features=SpareRendererForSitePerProcess',
  '--renderer-process-limit=1',
  // A page keeps its process when it opens another address.
  '--disable-site-isolation-trials',
];

export const DESKTOP = { width: 1280, height: 850 };
export const PHONE = { width: 360, height: 740 };
export const LARGE = { width: 3840, height: 2160 };

/**
 * The first that is there is used. The first is Chromium without its windows, and opens a page in half the time.
 * server/scripts/setup.sh installs one of them.
 */
const BROWSERS = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** @throws {Error} if the system has no browser that the tests know */
function browserPath(): string {
  const found = process.env.CHROMIUM ?? BROWSERS.find((file) => existsSync(file));
  if (found === undefined) throw new Error('No Chromium was found. Set CHROMIUM to its path.');
  return found;
}

let running: Promise<Browser> | undefined;

/** The system's Chromium, one for all test files of a worker. It ends with the worker. */
export const useBrowser = (): Promise<Browser> =>
  (running ??= chromium.launch({ executablePath: browserPath(), args: ARGUMENTS }));

/** The page that one test after another is given: to open an address in it costs half of what it costs in a new one. */
let reused: { page: Page; isFree: boolean } | undefined;

/** How long a test waits for something on a page, unless it says otherwise. */
const PATIENCE_MS = 120_000;
/** What tests listen to. */
const HEARD = ['pageerror', 'console', 'request', 'response', 'requestfailed', 'download', 'dialog'] as const;

/** Takes away what a test left in the page. */
async function emptied(page: Page): Promise<void> {
  for (const event of HEARD) page.removeAllListeners(event);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  page.setDefaultTimeout(PATIENCE_MS);
  const context = page.context();
  await Promise.all([context.clearCookies(), context.clearPermissions()]);
  const { origin } = new URL(page.url());
  if (origin !== 'null') {
    await page.evaluate(() => sessionStorage.clear());
    const session = await context.newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
    await session.detach();
  }
  await page.goto('about:blank');
}

/** Closes all pages, so that nothing of this test goes on during the next one. */
export async function closePages(): Promise<void> {
  const browser = await running;
  for (const page of browser?.contexts().flatMap((context) => context.pages()) ?? [])
    lastShown.set(page, await textOf(page));
  const kept = reused?.page.context();
  await Promise.all((browser?.contexts() ?? []).filter((one) => one !== kept).map((one) => one.close()));
  if (!reused || reused.isFree) return;
  await emptied(reused.page);
  reused.isFree = true;
}

export interface WatchedPage {
  page: Page;
  /** Console errors, uncaught errors, and requests to other servers; empty if all is well. */
  faults: string[];
}

/** What each page showed at the end of the test that used it last. */
const lastShown = new WeakMap<Page, string>();

const textOf = (page: Page): Promise<string> =>
  page
    .locator('body')
    .innerText({ timeout: 500 })
    .catch((failure: unknown) => String(failure));

/** Has a test that fails say what the page showed, and what went wrong in it. */
function tellIfItFails(page: Page, faults: readonly string[]): void {
  // A page for all tests of a file is opened before the first.
  if (TestRunner.getCurrentTest() === undefined) return;
  const began = performance.now();
  const answers: string[] = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (!pathname.startsWith('/api/')) return;
    const at = Math.round(performance.now() - began);
    answers.push(`${at} ms: ${response.request().method()} ${pathname} ${response.status()}`);
  });
  onTestFailed(async () => {
    const shown = lastShown.get(page) ?? (await textOf(page));
    process.stderr.write(
      `\nThe page showed:\n${shown}\nfaults: ${JSON.stringify(faults)}\nlast answers: ${JSON.stringify(answers.slice(-15))}\n`,
    );
    // A test that ran out of time may still wait for something on it, and would act on it under the next test.
    if (reused?.page === page) reused = undefined;
    await page.context().close();
  });
}

/**
 * A page with an empty profile and without animations, which records everything that should not happen. `closePages` ends
 * its use.
 * @param installable whether it may keep a copy of the dashboard for starting without a connection, which costs as much
 *   as several visits
 * @param prepared whether the test changes the page itself, by its clock or by scripts of its own: it is not reused
 * @param locale the browser's language; by default English
 */
export async function openPage(
  browser: Browser,
  url: string,
  viewport: { width: number; height: number },
  colorScheme: 'light' | 'dark' = 'light',
  {
    installable = false,
    prepared = false,
    locale,
  }: { installable?: boolean; prepared?: boolean; locale?: string } = {},
): Promise<WatchedPage> {
  const serviceWorkers = installable ? 'allow' : 'block';
  const newPage = async (): Promise<Page> => {
    const context = await browser.newContext({
      viewport,
      colorScheme,
      reducedMotion: 'reduce',
      serviceWorkers,
      ...(locale && { locale }),
    });
    return context.newPage();
  };
  let page: Page;
  if (installable || prepared || locale || reused?.isFree === false) page = await newPage();
  else {
    reused ??= { page: await newPage(), isFree: true };
    reused.isFree = false;
    page = reused.page;
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
  }
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
  tellIfItFails(page, faults);
  await page.goto(url);
  return { page, faults };
}

/**
 * Chooses from an open list or menu. It takes no clicks while it opens: an early attempt scrolls the page, which moves the
 * list away from the next attempt.
 */
async function choose(page: Page, role: 'option' | 'menuitem', name: string | RegExp): Promise<void> {
  const item = page.getByRole(role, { name });
  const takesClicks = (element: Element): boolean => getComputedStyle(element).pointerEvents !== 'none';
  await eventually(() => item.evaluate(takesClicks), { what: `the list with ${String(name)}` });
  await item.click();
}
export const chooseOption = (page: Page, name: string | RegExp): Promise<void> => choose(page, 'option', name);
export const chooseMenuItem = (page: Page, name: string | RegExp): Promise<void> => choose(page, 'menuitem', name);

export interface HeldAnswer {
  /** Resolves once the server has answered. The answer holds what was true at that time. */
  isAnswered: Promise<unknown>;
  /** Delivers the answer to the page. Resolves when the page has received it. */
  release: () => Promise<void>;
}

/** Holds back the answer to the page's next matching request, as a slow network might. */
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

/** Stores a picture of the whole page, for people to look at, if SCREENSHOTS is set. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  if (!process.env.SCREENSHOTS) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), fullPage: true });
}
