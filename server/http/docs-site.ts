/** The documentation as a site, at /docs: the files that `make docs` builds (docs/site), for everyone who reaches the server. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import express, { type Express, type RequestHandler } from 'express';
import { clientOf } from './client.ts';

const FOLDER = path.join(import.meta.dirname, '..', '..', 'docs', 'site', 'dist');
/** The path that the site is built for. */
const ROOT = '/docs';
/** Files in which that path stands. */
const NAMES_ROOT = /\.(?:html|js|css|json)$/;

/** Instead of the site, where it is not built. It loads nothing. */
const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Documentation · PlantOps</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 36rem; margin: 15vh auto 0; padding: 0 1.5rem; }
  code { padding: 0.1em 0.4em; border-radius: 4px; background: rgb(128 128 128 / 20%); }
</style>
<h1>The documentation is not built here</h1>
<p>Run <code>make docs</code> once in the folder of PlantOps, with the internet. Then load this page again; the server need not be
restarted. The same pages are in the folder <code>docs</code>, to be read in any editor.</p>
<p><a href="../">Back to the dashboard</a></p>
</html>
`;

/** The file that an address stands for; undefined: there is none. */
function fileAt(folder: string, address: string): string | undefined {
  let name: string;
  try {
    name = decodeURIComponent(address);
  } catch {
    return undefined;
  }
  const file = path.join(folder, name.endsWith('/') ? `${name}index.html` : name);
  if (name.includes('\0') || !file.startsWith(folder + path.sep)) return undefined;
  return [file, `${file}.html`].find((each) => path.extname(each) !== '' && existsSync(each));
}

/** Puts the path below which the server stands before the one that the site was built for. */
const below = (text: string, prefix: string): string => text.replaceAll(/(["'`(=])\/docs\//g, `$1${prefix}${ROOT}/`);

/** Below a path, files that name the site's own are changed on the way: browsers see other addresses than the build knew. */
function pagesBelow(folder: string): RequestHandler {
  return async (request, response, next) => {
    const { prefix } = clientOf(request);
    const file = fileAt(folder, request.path);
    if (prefix === '' || file === undefined || !NAMES_ROOT.test(file)) {
      next();
      return;
    }
    response
      .set('Cache-Control', 'no-cache')
      .type(path.extname(file))
      .send(below(await readFile(file, 'utf8'), prefix));
  };
}

/** @param folder the built site; it may come while the server runs */
export function serveDocs(application: Express, folder = FOLDER): void {
  const isBuilt = (): boolean => existsSync(path.join(folder, 'index.html'));
  application.get(ROOT, (request, response, next) => {
    if (request.path.endsWith('/')) next();
    else response.redirect(302, `${clientOf(request).prefix}${ROOT}/`);
  });
  application.use(
    ROOT,
    pagesBelow(folder),
    express.static(path.join(folder), {
      extensions: ['html'],
      redirect: false,
      setHeaders(response, file) {
        // Files of the build have a hash of what is in them in their names; pages do not.
        const isAsset = file.startsWith(path.join(folder, 'assets') + path.sep);
        response.setHeader('Cache-Control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
    async (request, response) => {
      response.status(404).set('Cache-Control', 'no-cache').type('html');
      if (!isBuilt()) response.send(NOT_BUILT);
      else response.send(below(await readFile(path.join(folder, '404.html'), 'utf8'), clientOf(request).prefix));
    },
  );
}
