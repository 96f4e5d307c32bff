import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rawRequest } from '../testing/raw-request.ts';
import { useServed } from '../testing/served.ts';
import { Front } from './client.ts';
import { serveDocs } from './docs-site.ts';

const serve = useServed();
let folder: string;

beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'docs-site-')), 'dist');
  mkdirSync(folder);
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

function build(): void {
  mkdirSync(path.join(folder, 'assets'));
  mkdirSync(path.join(folder, 'decisions'));
  const pages = { 'index.html': 'first', 'care.html': 'care', 'decisions/index.html': 'all', '404.html': 'no page' };
  for (const [name, words] of Object.entries(pages))
    writeFileSync(
      path.join(folder, name),
      `<p>${words}</p><a href="/docs/care">Care</a><a href="https://x/docs/y">out</a>`,
    );
  writeFileSync(path.join(folder, 'assets', 'app.1a2b.js'), 'import("/docs/assets/x.js"); const base = `/docs/`');
  writeFileSync(path.join(folder, 'picture.svg'), '<svg>"/docs/"</svg>');
}

/** @param basePath the path below which browsers see the server */
async function started(basePath = ''): Promise<(address: string) => ReturnType<typeof rawRequest>> {
  const application = express();
  serveDocs(application, folder);
  const front = new Front([], basePath);
  const url = await serve((request, response) => {
    front.receive(request);
    application(request, response);
  });
  return (address) => rawRequest(url, { path: address });
}

describe('the documentation at /docs', () => {
  it.each([
    ['/docs/', 'first'],
    ['/docs/care', 'care'],
    ['/docs/care.html', 'care'],
    ['/docs/decisions/', 'all'],
  ])('%s is a page of the built site, which is asked for again each time', async (address, words) => {
    build();
    const answer = await (await started())(address);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(`<p>${words}</p>`);
    expect(answer.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
  });

  it('without a slash leads to the first page, where it is in the browser', async () => {
    build();
    expect((await (await started())('/docs')).headers.location).toBe('/docs/');
    expect((await (await started('/plants'))('/plants/docs')).headers.location).toBe('/plants/docs/');
  });

  it('files of the build are kept by browsers', async () => {
    build();
    const { headers } = await (await started())('/docs/assets/app.1a2b.js');
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('below a path leads to itself below that path, in pages and in scripts, and leaves other addresses alone', async () => {
    build();
    const ask = await started('/plants');
    for (const address of ['/plants/docs/', '/plants/docs/care', '/plants/docs/decisions/', '/plants/docs/nowhere']) {
      const { text } = await ask(address);
      expect(text).toContain('<a href="/plants/docs/care">Care</a><a href="https://x/docs/y">');
    }
    const script = await ask('/plants/docs/assets/app.1a2b.js');
    expect(script.text).toBe('import("/plants/docs/assets/x.js"); const base = `/plants/docs/`');
    expect(script.headers['content-type']).toMatch(/javascript/);
    expect((await ask('/plants/docs/picture.svg')).text).toBe('<svg>"/docs/"</svg>');
  });

  it.each([
    '/docs/nowhere',
    '/docs/a/b.js',
    '/docs/%2e%2e/%2e%2e/package.json',
    '/docs/%',
    '/docs/care%00',
    '/docs/..%2fx',
  ])('%s, which is not there, is a page of the site that says so', async (address) => {
    build();
    writeFileSync(path.join(folder, '..', 'x'), 'outside');
    for (const basePath of ['', '/plants']) {
      const { status, text } = await (await started(basePath))(`${basePath}${address}`);
      expect([status >= 400, text.includes('outside'), text.includes('"plantops"')]).toEqual([true, false, false]);
    }
  });

  it('that is not built says how it is, and is there once it is, without a restart', async () => {
    const ask = await started();
    const before = await ask('/docs/');
    expect(before.status).toBe(404);
    expect(before.text).toContain('<code>make docs</code>');
    build();
    expect((await ask('/docs/')).text).toContain('<p>first</p>');
  });
});
