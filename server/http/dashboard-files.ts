/** The built dashboard: its files, and its page at every address that is nobody else's. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import express, { type Express, type Request, type RequestHandler } from 'express';
import type { DisplaySettings } from '@plantops/shared/settings/display.ts';
import { clientOf } from './client.ts';
import { type FirstView, firstViewHtml } from './first-view.ts';
import { languageOf } from './language-of.ts';

const UI_FOLDER = path.join(import.meta.dirname, '..', '..', 'ui', 'dist');

/** The copies that the build makes of each file, the smallest first; see ui/compressed-copies.ts. */
const COPIES = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/**
 * Sends the copy of a file that the build has compressed, where the browser takes it: smaller than what could be made
 * while it waits. Browsers take brotli only over HTTPS and on their own machine.
 */
function compressedFiles(folder: string): RequestHandler {
  return (request, response, next) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const file = path.join(folder, pathname);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    for (const [encoding, suffix] of COPIES) {
      if (!isRead || !request.acceptsEncodings(encoding) || !existsSync(file + suffix)) continue;
      response.set('Content-Encoding', encoding).vary('Accept-Encoding').type(path.extname(pathname));
      request.url = `${pathname}${suffix}`;
      break;
    }
    next();
  };
}

/** The page as it stands below a path: what it loads, and what it is told of that. */
const pageBelow = (page: string, prefix: string): string =>
  prefix === ''
    ? page
    : page
        .replace('name="plantops-base" content=""', `name="plantops-base" content="${prefix}"`)
        .replaceAll(/(href|src)="\/(?!\/)/g, `$1="${prefix}/`);

/** How long the page waits for the values that it shows first: without them it is still the dashboard. */
const VIEW_WITHIN_MS = 400;

export interface FirstViewSource {
  /** Whether whoever makes the request may see values. */
  mayRead: (request: Request) => Promise<boolean>;
  /** The plant of this id, or, without one, those that need the owner most. */
  plants: (id: string | undefined) => Promise<FirstView['plants']>;
  display: () => Promise<DisplaySettings>;
  clock: Clock;
}

/** The id of the plant whose page an address is; null: the page of all plants; undefined: another page. */
function plantOf({ path: address, query }: Request): string | null | undefined {
  if (address === '/') return query.view === undefined && query.next === undefined ? null : undefined;
  return /^\/plants\/([\w-]+)$/.exec(address)?.[1];
}

/** Draws the last known values into the page, for whom may see them. Whatever fails: the page comes without. */
function firstViews({ mayRead, plants, display, clock }: FirstViewSource) {
  async function drawn(request: Request, page: string): Promise<string> {
    const id = plantOf(request);
    if (id === undefined || !(await mayRead(request))) return page;
    const [shown, { theme, language, temperature_unit: temperatureUnit }] = await Promise.all([
      plants(id ?? undefined),
      display(),
    ]);
    const viewer = {
      language: language === 'auto' ? languageOf(request) : language,
      temperatureUnit,
      theme,
      now: clock.now(),
    };
    const view = firstViewHtml({ plants: shown, isOne: id !== null }, viewer);
    // A function: `$&` in a name is no pattern.
    return page
      .replace('<html lang="en">', () => `<html lang="${viewer.language}" data-theme="${theme}">`)
      .replace('<!-- first view -->', () => view);
  }
  return async (request: Request, page: string): Promise<string> => {
    let late: Timer | undefined;
    const waited = new Promise<string>((resolve) => {
      late = clock.after(VIEW_WITHIN_MS, () => resolve(page));
    });
    try {
      return await Promise.race([drawn(request, page).catch(() => page), waited]);
    } finally {
      late?.cancel();
    }
  };
}

/** Files of the build have a hash in their names and never change; the page itself is revalidated each time. */
export function serveDashboard(application: Express, source: FirstViewSource, folder = UI_FOLDER): void {
  const assets = path.join(folder, 'assets');
  application.use(
    '/assets',
    compressedFiles(assets),
    express.static(assets, { index: false, maxAge: '1y', immutable: true }),
  );
  const withView = firstViews(source);
  let built: Promise<string> | undefined;
  const page = (): Promise<string> => {
    const file = path.join(folder, 'index.html');
    if (!existsSync(file))
      throw new ProblemError('not_found', 'The dashboard is not built: start the server with "make run"');
    return (built ??= readFile(file, 'utf8'));
  };
  // The browser keeps this one for starting without a connection: it has no values.
  application.get('/index.html', async (request, response) => {
    response
      .set('Cache-Control', 'no-cache')
      .type('html')
      .send(pageBelow(await page(), clientOf(request).prefix));
  });
  application.use(
    express.static(folder, {
      index: false,
      setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache'),
    }),
  );
  application.get('/{*page}', async (request, response) => {
    if (path.extname(request.path) !== '') throw new ProblemError('not_found', `There is no file ${request.path}`);
    const drawn = await withView(request, await page());
    response
      .set('Cache-Control', 'private, no-cache')
      .vary('Accept-Language')
      .vary('Cookie')
      .type('html')
      .send(pageBelow(drawn, clientOf(request).prefix));
  });
}
