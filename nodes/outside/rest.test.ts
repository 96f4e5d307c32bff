import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pathTo, Rest } from './rest.ts';

type Answer = { status?: number; body: string } | 'never';

/** A server that answers as it is told, and remembers what it was asked. */
let server: http.Server;
let answer: Answer;
let asked: { method: string | undefined; url: string | undefined; headers: http.IncomingHttpHeaders; body: string }[];
let clock: FakeClock;
let url: string;

beforeEach(async () => {
  asked = [];
  clock = new FakeClock(new Date('2026-03-01T12:00:00.000Z'));
  server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      asked.push({ method: request.method, url: request.url, headers: request.headers, body });
      if (answer !== 'never') response.writeHead(answer.status ?? 200).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const restWith = (password?: string, address = url): Rest => new Rest({ url: address, password, clock });
const named = z.object({ name: z.string() });
const question = { path: '/api/things', answer: named };
const json = (body: unknown, status = 200): Answer => ({ status, body: JSON.stringify(body) });
const problem = (code: string, status: number): Answer => json({ code, detail: `it is ${code}`, status }, status);

describe('a PlantOps server by REST', () => {
  it('is asked with the password, below its address, and may say more than is needed', async () => {
    answer = json({ name: 'Fern', more: 1 });
    const rest = restWith('let me in', `${url}/plants/`);
    expect(await rest.get(question)).toEqual({ name: 'Fern' });
    expect(asked[0]).toMatchObject({
      method: 'GET',
      url: '/plants/api/things',
      headers: { authorization: 'Bearer let me in' },
    });
  });

  it('without a password none is sent; a body is JSON, and headers are added', async () => {
    answer = json({ name: 'new' }, 201);
    const asking = { ...question, body: { a: 1 }, headers: { 'x-registration-key': 'k' } };
    expect(await restWith().post(asking)).toEqual({ status: 201, body: { name: 'new' } });
    expect(asked[0]?.headers.authorization).toBeUndefined();
    expect(asked[0]).toMatchObject({
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json', 'x-registration-key': 'k' },
    });
  });

  it('a problem keeps its code and its sentence', async () => {
    answer = problem('device_locked', 409);
    await expect(restWith().get(question)).rejects.toMatchObject({
      code: 'device_locked',
      message: 'it is device_locked',
    });
  });

  it.each([
    ['another web server', { status: 404, body: '<html>' }, /answered 404: is this the address of a PlantOps server/],
    ['an answer of another kind', json({ title: 'x' }), /answered something else than expected/],
    ['an answer that is not JSON', { body: 'hello' }, /answered something else than expected/],
    ['a wrong password', problem('unauthorized', 401), /wants the owner's password: set it in the PlantOps server/],
  ])('%s is told as what it is', async (_, given, sentence) => {
    answer = given;
    await expect(restWith().get(question)).rejects.toThrow(sentence);
  });

  it('one that does not answer for ten seconds is in trouble until it answers', async () => {
    answer = 'never';
    const rest = restWith();
    const waiting = expect(rest.get(question)).rejects.toThrow(`PlantOps at ${url} does not answer`);
    await expect.poll(() => asked).toHaveLength(1);
    await clock.advance(10_000);
    await waiting;
    expect(rest.trouble).toBe('PlantOps does not answer');
    answer = json({ name: 'Fern' });
    await rest.get(question);
    expect(rest.trouble).toBeUndefined();
  });

  it('is looked after every 15 seconds, but not with a password that it refused', async () => {
    answer = json({ authenticated: true, password_required: true });
    const rest = restWith('right');
    const stop = rest.watch();
    await expect.poll(() => asked).toHaveLength(1);
    await clock.advance(15_000);
    await expect.poll(() => asked).toHaveLength(2);
    expect(rest.trouble).toBeUndefined();
    answer = json({ authenticated: false, password_required: true });
    await clock.advance(15_000);
    await expect.poll(() => rest.trouble).toBe("PlantOps wants the owner's password");
    await clock.advance(60_000);
    stop();
    // Had it asked again, these came before.
    await restWith().get({ path: '/api/marker', answer: z.unknown() });
    expect(asked.map((one) => one.url)).toEqual(['/api/session', '/api/session', '/api/session', '/api/marker']);
    expect(clock.timers).toBe(0);
  });

  it('an id of any letters is one part of a path', () => {
    expect(pathTo('api', 'devices', '../a b/c')).toBe('/api/devices/..%2Fa%20b%2Fc');
  });
});
