import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
let server: Server;
let status: number;
let body: Buffer;
let asked: string | undefined;

const WHOLE = gzipSync('{"plantops_backup":1}\n{"end":true,"rows":{}}\n');

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'plantops-backup-'));
  [status, body, asked] = [200, WHOLE, undefined];
  server = createServer((request, response) => {
    asked = request.headers.authorization;
    response
      .writeHead(status, { 'content-disposition': 'attachment; filename="plantops-2026-01-07T120000Z.ndjson.gz"' })
      .end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function save(given: Record<string, string> = {}) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'save-backup.ts')], {
    cwd: folder,
    env: { PATH: process.env.PATH, URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...given },
  });
  let said = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (text: Buffer) => (said += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said, files: readdirSync(folder) };
}

it('keeps a whole backup in this folder, with the password of the owner', async () => {
  expect(await save({ OWNER_PASSWORD: 'correct-horse' })).toEqual({
    code: 0,
    said: expect.stringContaining('The backup is in '),
    files: ['plantops-2026-01-07T120000Z.ndjson.gz'],
  });
  expect(asked).toBe(`Basic ${Buffer.from('owner:correct-horse').toString('base64')}`);
});

it.each<[string, () => void, RegExp]>([
  ['is cut off', () => (body = WHOLE.subarray(0, WHOLE.length - 12)), /cut off and is removed again/],
  ['has no end', () => (body = gzipSync('{"plantops_backup":1}\n')), /cut off and is removed again/],
  ['is refused without a password', () => (status = 401), /asks for the owner password: set OWNER_PASSWORD/],
  ['cannot be made', () => (status = 503), /makes no backup \(status 503\)/],
])('fails with a sentence and leaves nothing behind where the backup %s', async (_, happens, message) => {
  happens();
  const { code, said, files } = await save();
  expect([code, files]).toEqual([1, []]);
  expect(said).toMatch(message);
});

it('fails with a sentence where no server answers', async () => {
  expect((await save({ URL: 'http://127.0.0.1:1' })).said).toMatch(/No server answers at .* so no backup can be made/);
});
