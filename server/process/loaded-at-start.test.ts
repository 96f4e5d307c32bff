import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SERVER = path.join(import.meta.dirname, '..');

/** Needed seldom, and loaded then: each of them would make every start longer. */
const LATER = [
  '@anthropic-ai/sdk',
  'csv-stringify',
  'httpxy',
  'ical-generator',
  'node-pg-migrate',
  'nodemailer',
  'openai',
  'swagger-ui-express',
  'undici',
  'zod-openapi',
];

/** Says what is loaded once a part of the server is, by its own account. */
const tellLoaded = (part: string): string => `
  import { registerHooks } from 'node:module';
  const packages = new Set();
  registerHooks({
    load(url, context, next) {
      const [, name] = /node_modules\\/((?:@[^/]+\\/)?[^/]+)(?!.*node_modules)/.exec(url) ?? [];
      if (name !== undefined) packages.add(name);
      return next(url, context);
    },
  });
  await import(${JSON.stringify(part)});
  const fetchIsLoaded = process.moduleLoadList.some((name) => name.includes('undici'));
  console.log(JSON.stringify({ packages: [...packages], fetchIsLoaded }));
  process.exit(0);
`;

describe.each([
  ['the host', 'plantops.ts', ['mqtt', ...LATER]],
  ['the flow engine', 'engine/engine.ts', ['express', ...LATER]],
])('%s', (_part, file, later) => {
  let cache: string;
  let loaded: { packages: string[]; fetchIsLoaded: boolean };

  beforeAll(async () => {
    cache = mkdtempSync(path.join(os.tmpdir(), 'plantops-loaded-'));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', tellLoaded(path.join(SERVER, file))],
      { env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: cache } },
    );
    loaded = JSON.parse(stdout) as typeof loaded;
  });
  afterAll(() => rmSync(cache, { recursive: true }));

  it('does without what is needed seldom while it starts', () => {
    expect(loaded.packages).toContain('pg');
    expect(loaded.packages.filter((name) => later.includes(name))).toEqual([]);
  });

  it('leaves the client of Node.js for fetches alone', () => {
    expect(loaded.fetchIsLoaded).toBe(false);
  });

  it('has its code kept compiled', () => {
    expect(readdirSync(cache)).not.toEqual([]);
  });
});
