import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Plant } from '@plantops/shared/api/plants.ts';
import { perMetric } from '@plantops/shared/metrics.ts';
import { DEFAULT_DISPLAY_SETTINGS, type DisplaySettings } from '@plantops/shared/settings/display.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import express from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rawRequest } from '../testing/raw-request.ts';
import { useServed } from '../testing/served.ts';
import { serveDashboard } from './dashboard-files.ts';

const PAGE =
  '<html lang="en"><meta name="plantops-base" content="" /><script src="/assets/a.js"></script><!-- first view --></html>';
const SCRIPT = `console.log("${'plant '.repeat(400)}")`;
const serve = useServed();
const fern = {
  id: 'plant_1',
  name: 'Fern $& <b>',
  status: 'ok',
  stale: [],
  place: { site: null },
  latest: { time: '2026-01-07T11:57:00.000Z', ...perMetric(() => null), soil_moisture: 41.5 },
  verdict: null,
} as unknown as Plant;

let folder: string;
let url: string;
let clock: FakeClock;
let mayRead: boolean;
let plants: (id: string | undefined) => Promise<readonly Plant[]>;
let display: DisplaySettings;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'dashboard-'));
  mkdirSync(path.join(folder, 'assets'));
  writeFileSync(path.join(folder, 'index.html'), PAGE);
  writeFileSync(path.join(folder, 'assets', 'a.js'), SCRIPT);
  writeFileSync(path.join(folder, 'assets', 'a.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(path.join(folder, 'assets', 'a.js.gz'), gzipSync(SCRIPT));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  clock = new FakeClock(new Date('2026-01-07T12:00:00.000Z'));
  mayRead = true;
  plants = () => Promise.resolve([fern]);
  display = DEFAULT_DISPLAY_SETTINGS;
  const application = express();
  const source = {
    mayRead: () => Promise.resolve(mayRead),
    plants: (id: string | undefined) => plants(id),
    display: () => Promise.resolve(display),
    clock,
  };
  serveDashboard(application, source, folder);
  url = await serve(application);
});

const page = async (address: string, headers: Record<string, string> = {}): Promise<string> =>
  (await rawRequest(url, { path: address, headers })).text;

describe('the page of the dashboard', () => {
  it('has the last known values of all plants, or of the plant of its address', async () => {
    const asked: unknown[] = [];
    plants = (id) => {
      asked.push(id);
      return Promise.resolve([fern]);
    };
    expect(await page('/')).toContain('<strong>Fern $&amp; &lt;b&gt;</strong>');
    expect(await page('/plants/plant_1')).toContain('<h1>Fern $&amp; &lt;b&gt;</h1>');
    expect(asked).toEqual([undefined, 'plant_1']);
    expect((await rawRequest(url, { path: '/' })).headers).toMatchObject({
      'cache-control': 'private, no-cache',
      vary: 'Accept-Language, Cookie',
    });
  });

  it.each(['/devices', '/plants/plant_1/care', '/?next=%2Feditor', '/?view=wall', '/index.html'])(
    'has none at %s',
    async (address) => {
      expect(await page(address)).toBe(PAGE);
    },
  );

  it('tells nothing to who may not read', async () => {
    mayRead = false;
    for (const address of ['/', '/plants/plant_1']) expect(await page(address)).toBe(PAGE);
  });

  it('comes without values where they cannot be had', async () => {
    plants = () => Promise.reject(new Error('no such plant'));
    expect(await page('/plants/none')).toBe(PAGE);
  });

  it('does not wait for values that take long', async () => {
    const { promise: asked, resolve: isAsked } = Promise.withResolvers<undefined>();
    plants = () => {
      isAsked(undefined);
      return new Promise(() => undefined);
    };
    const answer = page('/');
    await asked;
    await clock.advance(400);
    expect(await answer).toBe(PAGE);
    expect(clock.timers).toBe(0);
  });

  it("is in the owner's language and colours, or in the language of the browser", async () => {
    expect(await page('/', { 'accept-language': 'de' })).toContain('<html lang="de" data-theme="system">');
    display = { ...display, language: 'en', theme: 'dark' };
    expect(await page('/', { 'accept-language': 'de' })).toContain('<html lang="en" data-theme="dark">');
  });
});

describe('a file of the build', () => {
  it.each([
    ['br', 'gzip, br', brotliCompressSync(SCRIPT).length],
    ['gzip', 'gzip, deflate', gzipSync(SCRIPT).length],
    [undefined, 'identity', SCRIPT.length],
  ])('comes as %s where the browser takes %s', async (encoding, accepted, length) => {
    const { headers, status } = await rawRequest(url, {
      path: '/assets/a.js',
      headers: { 'accept-encoding': accepted },
    });
    expect([status, headers['content-encoding'], headers['content-length']]).toEqual([200, encoding, String(length)]);
    expect(headers['content-type']).toContain('text/javascript');
    expect(headers['cache-control']).toContain('immutable');
  });

  it.each(['/assets/b.js', '/assets/../../etc/passwd.js'])('that is not there is not the page: %s', async (address) => {
    const { status } = await rawRequest(url, { path: address, headers: { 'accept-encoding': 'br' } });
    expect(status).not.toBe(200);
  });
});
