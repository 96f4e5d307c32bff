import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** No server listens there. */
const NOWHERE = 'http://127.0.0.1:1';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'plantops-flows-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(command: 'export' | 'import', given: Record<string, string>) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, `flows-${command}.ts`)], {
    env: { PATH: process.env.PATH, URL: NOWHERE, ...given },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, stdout, stderr };
}

describe('make flows-export', () => {
  it.each<[string, () => Record<string, string>, RegExp]>([
    ['nobody says where to', () => ({}), /^Say where to: make flows-export TO=folder$/m],
    ['the version is no number', () => ({ TO: folder, VERSION: 'two' }), /VERSION must be a number; it is "two"/],
    ['the address is none', () => ({ TO: folder, URL: 'here' }), /URL must be an address .* it is "here"/],
    [
      'no server answers',
      () => ({ TO: folder }),
      /No server answers at http:\/\/127\.0\.0\.1:1: start it, or say where/,
    ],
  ])('fails with a sentence where %s', async (_, given, message) => {
    const { status, stdout, stderr } = await run('export', given());
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
  });

  it('touches no folder that holds other JSON', async () => {
    writeFileSync(path.join(folder, 'package.json'), '{}');
    const { status, stderr } = await run('export', { TO: folder });
    expect([status, readdirSync(folder)]).toEqual([1, ['package.json']]);
    expect(stderr).toContain('Give a folder that holds nothing but flows');
  });
});

describe('make flows-import', () => {
  it.each<[string, () => Record<string, string>, RegExp]>([
    ['nobody says where from', () => ({}), /^Say where from: make flows-import FROM=folder NOTE="why"$/m],
    ['the folder is not there', () => ({ FROM: `${folder}/gone` }), /^There is no folder .*gone$/m],
    ['the folder is empty', () => ({ FROM: folder }), /holds no flows: make flows-export TO=/],
  ])('fails with a sentence where %s', async (_, given, message) => {
    const { status, stdout, stderr } = await run('import', given());
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
  });

  it('names the file that is no list of nodes', async () => {
    writeFileSync(path.join(folder, 'alerts.json'), '[{"id": "a"');
    const { status, stderr } = await run('import', { FROM: folder });
    expect(status).toBe(1);
    expect(stderr).toMatch(/alerts\.json is not JSON/);
  });
});

describe('a command that reaches a server', () => {
  let server: Server;
  let url: string;
  /** The passwords that came, in order. */
  let asked: (string | undefined)[];

  /** A server with the owner password "schlüssel€", which is no PlantOps otherwise. */
  beforeEach(async () => {
    asked = [];
    server = createServer(({ headers: { authorization } }, response) => {
      const [, encoded] = /^Basic (.+)$/.exec(authorization ?? '') ?? [];
      const password =
        encoded &&
        Buffer.from(encoded, 'base64')
          .toString()
          .replace(/^owner:/, '');
      asked.push(password);
      response.writeHead(password === 'schlüssel€' ? 200 : 401, { 'content-type': 'application/json' });
      response.end('{"title": "Unauthorized"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it.each<[string, Record<string, string>, string]>([
    ['asks for the owner password', {}, 'asks for the owner password: set OWNER_PASSWORD'],
    ['does not take the owner password', { OWNER_PASSWORD: 'wrong' }, 'does not take this OWNER_PASSWORD'],
    ['is no PlantOps', { OWNER_PASSWORD: 'schlüssel€' }, 'is no PlantOps of this version'],
  ])('fails with a sentence where it %s', async (_, password, sentence) => {
    const { status, stderr } = await run('export', { TO: folder, URL: url, ...password });
    expect(status).toBe(1);
    expect(stderr).toContain(sentence);
    expect(asked).toEqual([password.OWNER_PASSWORD]);
  });
});
