import type { IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { hostNameOf, RequestGuard } from './guard.ts';

const guard = new RequestGuard(['plants.example.org']);
/** What becomes of a request: the code of its problem, or "passed". */
function check(headers: Record<string, string>, method = 'GET', host = 'localhost:8080'): string {
  try {
    guard.check({ method, headers: { host, ...headers } } as unknown as IncomingMessage);
    return 'passed';
  } catch (failure) {
    return (failure as { code: string }).code;
  }
}

describe('a host name', () => {
  it.each([
    ['Plants.Local:8080', 'plants.local'],
    ['[::1]:8080', '::1'],
    ['127.0.0.1', '127.0.0.1'],
    ['[evil]', undefined],
    ['a b', undefined],
    ['', undefined],
  ])('in %j is %j', (header, name) => {
    expect(hostNameOf(header)).toBe(name);
  });

  it.each([
    '127.0.0.1:1',
    '192.168.1.20',
    '[::1]:8080',
    'localhost',
    'raspberrypi:8080',
    'app.localhost',
    'plants.local',
    'plants.example.org',
    'PLANTS.example.org:443',
    hostname(),
  ])('%s is ours', (host) => {
    expect(check({}, 'GET', host)).toBe('passed');
  });

  it.each([
    'evil.example',
    'example.org',
    'plants.example.org.evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'plants.local.evil.example',
    'evil.example.',
    'x.notlocal',
    'x.notlocalhost',
    '[evil]',
    '',
  ])('%j is not', (host) => {
    expect(check({}, 'GET', host)).toBe('forbidden_host');
  });

  it('that is missing is not', () => {
    expect(() => guard.check({ method: 'GET', headers: {} } as unknown as IncomingMessage)).toThrow(
      'This server does not answer to the name given: add it to ALLOWED_HOSTS if it is yours',
    );
  });
});

describe('a page of another site', () => {
  const cross = (mode: string) => ({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode });

  it('may link here, and nothing else', () => {
    expect(check(cross('navigate'))).toBe('passed');
    for (const mode of ['cors', 'no-cors', 'websocket']) expect(check(cross(mode))).toBe('forbidden_origin');
    expect(check(cross('navigate'), 'POST')).toBe('forbidden_origin');
  });

  it('is told from our own by what the browser says', () => {
    for (const site of ['same-origin', 'same-site', 'none'])
      expect(check({ 'sec-fetch-site': site, 'sec-fetch-mode': 'cors' })).toBe('passed');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('changes nothing by %s', (method) => {
    for (const origin of ['http://evil.example', 'null', '', 'file://', 'https://localhost', 'http://localhost:1'])
      expect([origin, check({ origin }, method)]).toEqual([origin, 'forbidden_origin']);
    expect(check({ origin: 'http://localhost:8080' }, method)).toBe('passed');
    expect(check({}, method)).toBe('passed');
  });

  it.each(['GET', 'HEAD', 'OPTIONS'])('may be named as the origin of %s, but not of a live connection', (method) => {
    expect(check({ origin: 'http://evil.example' }, method)).toBe('passed');
    expect(check({ origin: 'http://evil.example', upgrade: 'websocket' }, method)).toBe('forbidden_origin');
  });
});
