import { describe, expect, it } from 'vitest';
import { requestWith } from '../testing/owner-session.ts';
import { Front, guesserOf } from './client.ts';
import { RequestGuard } from './guard.ts';

const PROXIES = ['10.0.0.1', '172.16.0.0/12', 'fd00::/8'];
/** What the front makes of a request of this peer. */
function received(headers: Record<string, string>, peer: string, { basePath = '', url = '/' } = {}) {
  const request = requestWith({ host: 'inside:8080', ...headers }, peer);
  request.url = url;
  return { ...new Front(PROXIES, basePath).receive(request), host: request.headers.host, url: request.url, request };
}

describe('the client of a request', () => {
  it.each([
    ['10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['::ffff:10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['fd00::1', '2001:db8::7', '2001:db8::7'],
    ['10.0.0.1', '198.51.100.1, 203.0.113.7, 172.20.0.3', '203.0.113.7'],
    ['10.0.0.1', '203.0.113.7:5123', '203.0.113.7'],
    ['10.0.0.1', '[2001:db8::7]:443', '2001:db8::7'],
    ['10.0.0.1', '172.16.0.9, 172.16.0.8', '172.16.0.9'],
    ['10.0.0.1', "203.0.113.7, ' OR 1", '10.0.0.1'],
    ['10.0.0.1', '', '10.0.0.1'],
    ['203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['10.0.0.2', '198.51.100.1', '10.0.0.2'],
  ])('of the peer %s with X-Forwarded-For %j is %s', (peer, forwarded, address) => {
    expect(received({ 'x-forwarded-for': forwarded }, peer).address).toBe(address);
  });

  it('is told by a trusted proxy alone, and by nobody else', () => {
    const headers = {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'plants.example',
      'x-forwarded-prefix': '/garden/',
      forwarded: 'for=1.2.3.4',
    };
    const behind = received(headers, '172.31.0.5');
    expect(behind).toMatchObject({ isHttps: true, prefix: '/garden', host: 'plants.example' });
    const liar = received(headers, '203.0.113.9');
    expect(liar).toMatchObject({ isHttps: false, prefix: '', host: 'inside:8080' });
    for (const { request } of [behind, liar]) expect(Object.keys(request.headers)).toEqual(['host']);
  });

  it('stands below the path that the ingress of Home Assistant names, and is let in by any name there', () => {
    const headers = { 'x-ingress-path': '/api/hassio_ingress/a-Token_1', 'x-forwarded-host': 'home.example.org' };
    const within = received(headers, '10.0.0.1', { basePath: '/other' });
    expect(within).toMatchObject({ prefix: '/api/hassio_ingress/a-Token_1', isIngress: true });
    const guard = new RequestGuard([]);
    expect(() => guard.check(within.request)).not.toThrow();
    const liar = received({ ...headers, host: 'home.example.org' }, '203.0.113.9');
    expect(liar).toMatchObject({ prefix: '', isIngress: false });
    expect(() => guard.check(liar.request)).toThrow('does not answer to the name home.example.org');
    const proxied = received({ 'x-forwarded-host': 'home.example.org' }, '10.0.0.1');
    expect(() => guard.check(proxied.request)).toThrow('does not answer to the name home.example.org');
  });

  it.each([
    ['/garden/api/plants', '/garden', '/api/plants'],
    ['/garden/', '/garden', '/'],
    ['/api/plants', '/garden', '/api/plants'],
    ['/gardener', '/garden', '/gardener'],
    ['/a/b/x?y=1', '/a/b', '/x?y=1'],
  ])('that asks for %s below %s asks for %s', (url, basePath, inside) => {
    expect(received({}, '203.0.113.9', { basePath, url })).toMatchObject({ url: inside, prefix: basePath });
  });

  it.each(['/a b', 'garden', '//evil.example', '/a"><script>', '/é', `/${'x'.repeat(201)}`])(
    'does not stand below %j',
    (prefix) => {
      expect(received({ 'x-forwarded-prefix': prefix }, '10.0.0.1').prefix).toBe('');
    },
  );
});

describe('whoever guesses', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('from %s counts as %s', (address, guesser) => {
    expect(guesserOf(address)).toBe(guesser);
  });
});

describe('a request that a host passes on', () => {
  const headers = { host: 'plants.example', 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' };

  it('comes from whom the host says, if the host has proved itself, and its proof goes no further', () => {
    const request = requestWith({ ...headers, 'x-plantops-door': 'the token' }, '192.0.2.1');
    expect(new Front([], '', 'the token').receive(request)).toMatchObject({
      address: '203.0.113.7',
      isHttps: true,
      isPassedOn: true,
    });
    expect(request.headers).toEqual({ host: 'plants.example' });
  });

  it.each([
    ['with another token', 'the token', 'a token'],
    ['without a token', 'the token', ''],
    ['where no host is known', undefined, 'undefined'],
    ['where no host is known, without a token', undefined, ''],
  ])('is like any other %s', (_, expected, given) => {
    const request = requestWith({ ...headers, 'x-plantops-door': given }, '192.0.2.1');
    expect(new Front([], '', expected).receive(request)).toMatchObject({ address: '192.0.2.1', isPassedOn: false });
    expect(request.headers).toEqual({ host: 'plants.example' });
  });
});
