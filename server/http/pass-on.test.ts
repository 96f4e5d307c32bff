import http, { type IncomingMessage, type RequestListener } from 'node:http';
import { ProblemError } from '@plantops/shared/problem.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../testing/database.ts';
import { useServed } from '../testing/served.ts';
import { Front } from './client.ts';
import { PassOn } from './pass-on.ts';

const serve = useServed();
let engine: RequestListener;
let passOn: PassOn;
let host: string;
let failure: unknown;

beforeEach(async () => {
  engine = (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      response.writeHead(201, { 'set-cookie': 'plantops_session=1' });
      response.end(JSON.stringify({ method, url, headers, body }));
    });
  };
  const target = await serve(http.createServer((request, response) => engine(request, response)));
  passOn = new PassOn({ reach: () => Promise.resolve(target), token: 'the token', log: silentLog });
  const front = new Front(['127.0.0.1'], '/garden');
  failure = undefined;
  host = await serve(
    http.createServer((request, response) => {
      front.receive(request);
      passOn.handle(request, response).catch((reason: unknown) => {
        failure = reason;
        response.writeHead(503).end();
      });
    }),
  );
});

describe('a host passes on', () => {
  const takes = (method: string, path: string, isForFlows = false): boolean =>
    passOn.takes({ method } as IncomingMessage, path, isForFlows);

  it.each([
    ['POST', '/api/plants'],
    ['PUT', '/api/plants/plant_1'],
    ['PATCH', '/api/devices/dev_1'],
    ['DELETE', '/api/sessions/one'],
    ['POST', '/api/session'],
    ['POST', '/api/devices/register'],
    ['POST', '/api/devices/dev_1/telemetry'],
    ['GET', '/api/devices/dev_1/ways'],
    ['GET', '/api/flows'],
    ['GET', '/api/flows/nodes'],
    ['GET', '/api/backup'],
    ['HEAD', '/api/sessions'],
    ['GET', '/api/settings/notifications'],
    ['GET', '/api/system'],
    ['GET', '/metrics'],
  ])('what changes something or is asked of the engine: %s %s', (method, path) => {
    expect(takes(method, path)).toBe(true);
  });

  it.each([
    ['GET', '/'],
    ['GET', '/plants/plant_1'],
    ['GET', '/healthz'],
    ['GET', '/api/start'],
    ['GET', '/api/events'],
    ['GET', '/api/session'],
    ['HEAD', '/api/plants'],
    ['GET', '/api/plants/plant_1'],
    ['GET', '/api/plants/plant_1/history'],
    ['GET', '/api/devices'],
    ['GET', '/api/alerts'],
    ['GET', '/api/openapi.json'],
    ['GET', '/api/nothing'],
    ['POST', '/plants'],
    ['OPTIONS', '/api/plants'],
  ])('nothing else: %s %s', (method, path) => {
    expect(takes(method, path)).toBe(false);
  });

  it('all that is for the flows', () => {
    expect(takes('GET', '/editor/flows', true)).toBe(true);
  });

  it('a request as it came, with who sent it, and the answer with its cookies', async () => {
    const answer = await fetch(`${host}/garden/api/session?a=1`, {
      method: 'POST',
      headers: { cookie: 'a=b', 'x-forwarded-for': '203.0.113.7', 'x-forwarded-host': 'plants.example' },
      body: 'a password',
    });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([201, 'plantops_session=1']);
    expect(await answer.json()).toMatchObject({
      method: 'POST',
      url: '/api/session?a=1',
      body: 'a password',
      headers: {
        host: 'plants.example',
        cookie: 'a=b',
        'x-plantops-door': 'the token',
        'x-forwarded-for': '203.0.113.7',
        'x-forwarded-proto': 'http',
        'x-forwarded-prefix': '/garden',
      },
    });
  });
});

describe('a request that is passed on', () => {
  it('is told where the engine ends before it answers, and where it is gone', async () => {
    engine = (request) => void request.socket.destroy();
    expect((await fetch(`${host}/api/plants`, { method: 'POST' })).status).toBe(503);
    expect(failure).toBeInstanceOf(ProblemError);
    expect(failure).toMatchObject({ code: 'engine_unavailable', retryAfterS: 2 });
    engine = () => passOn.cut();
    expect((await fetch(`${host}/api/plants`, { method: 'POST' })).status).toBe(503);
    expect(failure).toMatchObject({ code: 'engine_unavailable' });
    engine = (_request, response) => void response.end('again');
    expect(await (await fetch(`${host}/api/plants`, { method: 'POST' })).text()).toBe('again');
  });

  it('is cut off where the engine ends in the middle of its answer, which nobody takes for the whole', async () => {
    engine = (request, response) => {
      response.write('half of ');
      setImmediate(() => request.socket.destroy());
    };
    await expect(fetch(`${host}/api/backup`).then((answer) => answer.text())).rejects.toThrow();
  });
});
