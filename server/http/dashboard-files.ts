/** The built dashboard: its files, and its page at every address that is nobody else's. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ProblemError } from '@plantops/shared/problem.ts';
import express, { type Express, type RequestHandler } from 'express';
import { clientOf } from './client.ts';

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

/** Files of the build have a hash in their names and never change; the page itself is revalidated each time. */
export function serveDashboard(application: Express): void {
  const assets = path.join(UI_FOLDER, 'assets');
  application.use(
    '/assets',
    compressedFiles(assets),
    express.static(assets, { index: false, maxAge: '1y', immutable: true }),
  );
  application.use(
    express.static(UI_FOLDER, {
      index: false,
      setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache'),
    }),
  );
  let source: Promise<string> | undefined;
  application.get('/{*page}', async (request, response) => {
    if (path.extname(request.path) !== '') throw new ProblemError('not_found', `There is no file ${request.path}`);
    const page = path.join(UI_FOLDER, 'index.html');
    if (!existsSync(page))
      throw new ProblemError('not_found', 'The dashboard is not built: start the server with "make run"');
    source ??= readFile(page, 'utf8');
    response
      .set('Cache-Control', 'no-cache')
      .type('html')
      .send(pageBelow(await source, clientOf(request).prefix));
  });
}
