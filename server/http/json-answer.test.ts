import http from 'node:http';
import type { AddressInfo } from 'node:net';
import zlib from 'node:zlib';
import { JsonText } from '@plantops/shared/json-text.ts';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendJson } from './json-answer.ts';

const LONG = { name: 'Fern '.repeat(500) };
let content: unknown;
let status = 200;
let url: string;
const application = express();
application.all('/', async (request, response) => {
  response.status(status);
  await sendJson(request, response, content);
});
const server = http.createServer(application);

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

interface Answer {
  status: number | undefined;
  headers: http.IncomingHttpHeaders;
  bytes: Buffer;
}

const ask = (headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    http
      .request(url, { method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, bytes: Buffer.concat(chunks) }),
        );
      })
      .on('error', reject)
      .end();
  });

describe('an answer in JSON', () => {
  it.each([
    ['zstd', 'gzip, deflate, br, zstd', zlib.zstdDecompressSync],
    ['br', 'gzip, br', zlib.brotliDecompressSync],
    ['gzip', 'gzip, deflate', zlib.gunzipSync],
    ['br', 'zstd;q=0, br;q=0.5', zlib.brotliDecompressSync],
  ])('is compressed as %s for a client that takes %s', async (encoding, accepted, decompressed) => {
    content = LONG;
    const { headers, bytes } = await ask({ 'accept-encoding': accepted });
    expect(headers).toMatchObject({
      'content-encoding': encoding,
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(bytes.length),
      vary: 'Accept-Encoding',
    });
    expect(JSON.parse(decompressed(bytes).toString())).toEqual(LONG);
  });

  it.each([
    ['that takes nothing of it', {}, LONG],
    ['that takes it as it is only', { 'accept-encoding': 'identity' }, LONG],
    ['of a short one', { 'accept-encoding': 'gzip' }, { name: 'Farn Ü' }],
  ])('comes as it is to a client %s', async (_which, headers, given) => {
    content = given;
    const answer = await ask(headers);
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
    expect(JSON.parse(answer.bytes.toString())).toEqual(given);
  });

  it('that was made as a text is passed on as it is, with the mark of the same content', async () => {
    content = LONG;
    const written = await ask({ 'accept-encoding': 'gzip' });
    content = new JsonText(JSON.stringify(LONG));
    for (const accepted of ['gzip', 'br', 'identity', 'gzip']) {
      const { headers, bytes } = await ask({ 'accept-encoding': accepted });
      expect(headers.etag).toBe(written.headers.etag);
      if (accepted === 'gzip') expect(bytes).toEqual(written.bytes);
    }
  });

  it('is spared to a client that has it, until it is another', async () => {
    content = LONG;
    const { headers } = await ask();
    const known = { 'if-none-match': String(headers.etag), 'accept-encoding': 'gzip' };
    const again = await ask(known);
    expect([again.status, again.bytes.length, again.headers['content-encoding']]).toEqual([304, 0, undefined]);
    content = { ...LONG, id: 2 };
    expect((await ask(known)).status).toBe(200);
  });

  it('has no content by HEAD, and the status that was set', async () => {
    content = LONG;
    status = 201;
    const { bytes, headers, status: told } = await ask({ 'accept-encoding': 'gzip' }, 'HEAD');
    status = 200;
    expect([told, bytes.length, headers['content-length']]).toEqual([201, 0, String(JSON.stringify(LONG).length)]);
  });
});
