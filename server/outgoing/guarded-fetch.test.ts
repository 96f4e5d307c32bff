import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ForbiddenAddressError, guardedFetch, guardedLookup, type Resolve } from './guarded-fetch.ts';

describe('a name that is looked up', () => {
  const lookedUp = (resolve: Resolve): Promise<unknown> =>
    new Promise((done) => {
      guardedLookup(resolve)('plants.example', { all: true }, (failure, found) => done(failure ?? found));
    });

  it.each([
    ['one address', '169.254.169.254'],
    ['a list', [{ address: '169.254.169.254', family: 4 }]],
    [
      'a list with others',
      [
        { address: '10.0.0.1', family: 4 },
        { address: 'fd00:ec2::254', family: 6 },
      ],
    ],
  ])('is not connected to when it resolves to a forbidden address, as %s', async (_how, found) => {
    expect(await lookedUp((_host, _options, done) => done(null, found, 4))).toBeInstanceOf(ForbiddenAddressError);
  });

  it('is connected to when it resolves to a machine in the house', async () => {
    const found = [{ address: '192.168.1.20', family: 4 }];
    expect(await lookedUp((_host, _options, done) => done(null, found))).toBe(found);
  });

  it('fails as the system says when it cannot be looked up', async () => {
    const failure = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    expect(await lookedUp((_host, _options, done) => done(failure, []))).toBe(failure);
  });
});

describe('a guarded request', () => {
  let server: Server;
  let port: number;
  beforeEach(async () => {
    server = createServer((_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each(['127.0.0.1', 'localhost'])('reaches a server on this machine at %s', async (host) => {
    expect(await (await guardedFetch(`http://${host}:${port}/`)).text()).toBe('hello');
  });

  it.each(['http://169.254.169.254/', 'http://[::ffff:a9fe:a9fe]/', 'http://metadata.google.internal./'])(
    'to %s is not sent',
    async (url) => {
      await expect(guardedFetch(url)).rejects.toBeInstanceOf(ForbiddenAddressError);
      await expect(guardedFetch(new Request(url))).rejects.toBeInstanceOf(ForbiddenAddressError);
    },
  );
});
