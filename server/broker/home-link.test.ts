import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { type Clock, systemClock } from '@plantops/shared/clock.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, startTestBroker, type TestBroker } from '../testing/broker.ts';
import { temporaryDataDir } from '../testing/place.ts';
import { HOME_USER } from './accounts.ts';
import { type HomeBrokerAddress, HomeLink } from './home-link.ts';

const TOPICS = 'plantops/home/0123abcd';
/** Time that goes by five times as fast. */
const quickly: Clock = { ...systemClock, after: (ms, action) => systemClock.after(ms / 5, action) };
let broker: TestBroker;
/** Before the broker, with a certificate that was made for `localhost` on this machine. */
let secure: { port: number; certificate: string; stop: () => void };
const links: HomeLink[] = [];

/** A listener that speaks TLS and hands on to the broker. */
async function startTls(to: string): Promise<typeof secure> {
  const { dataDir, remove } = temporaryDataDir();
  const [keyFile, certificateFile] = ['key.pem', 'certificate.pem'].map((name) => path.join(dataDir, name)) as [
    string,
    string,
  ];
  const make = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost';
  const names = ['-addext', 'subjectAltName=DNS:localhost', '-keyout', keyFile, '-out', certificateFile];
  execFileSync('openssl', [...make.split(' '), ...names], { stdio: 'ignore' });
  const certificate = readFileSync(certificateFile, 'utf8');
  const target = new URL(to);
  const sockets = new Set<net.Socket>();
  const server = tls.createServer({ key: readFileSync(keyFile), cert: certificate }, (near) => {
    const far = net.connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    certificate,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      remove();
    },
  };
}

beforeAll(async () => {
  broker = await startTestBroker([HOME_USER]);
  secure = await startTls(broker.url);
});
afterEach(() => Promise.all(links.splice(0).map((link) => link.stop())));
afterAll(async () => {
  secure.stop();
  await broker.stop();
});

/** What comes of a connection: that it stands, or why it does not. */
function outcome(address: Partial<HomeBrokerAddress>): Promise<string> {
  return new Promise((resolve) => {
    const link = new HomeLink({
      broker: { url: broker.url, username: HOME_USER, password: PASSWORD, ca: undefined, isTyped: true, ...address },
      clientId: HOME_USER,
      filters: [`${TOPICS}/#`],
      will: { topic: `${TOPICS}/status`, payload: 'offline' },
      onMessage: () => undefined,
      onOpen: () => resolve('open'),
      onClose: (reason) => resolve(reason?.en ?? 'closed'),
      clock: quickly,
    });
    links.push(link);
    link.start();
  });
}

describe('the link to the broker of Home Assistant', () => {
  it('ends although the broker no longer answers', async () => {
    const target = new URL(broker.url);
    const sockets: net.Socket[] = [];
    const server = net.createServer((near) => {
      const far = net.connect(Number(target.port), target.hostname);
      sockets.push(
        near.on('error', () => undefined),
        far.on('error', () => undefined),
      );
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    expect(await outcome({ url: `mqtt://127.0.0.1:${(server.address() as net.AddressInfo).port}` })).toBe('open');
    const [near, far] = sockets;
    near?.unpipe().pause();
    far?.unpipe().pause();
    const [link] = links.splice(0);
    await link?.publishLast(`${TOPICS}/status`, 'offline');
    await link?.stop();
    expect(sockets, 'one connection, and no other after it').toHaveLength(2);
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it('stands without TLS, and with TLS where the certificate is trusted', async () => {
    const url = `mqtts://localhost:${secure.port}`;
    expect([await outcome({}), await outcome({ url, ca: secure.certificate })]).toEqual(['open', 'open']);
  });

  it.each([
    ['a certificate that nobody vouches for', () => ({ url: `mqtts://localhost:${secure.port}` }), 'made itself'],
    [
      'a certificate for another name',
      () => ({ url: `mqtts://127.0.0.1:${secure.port}`, ca: secure.certificate }),
      'for another name',
    ],
    [
      'no TLS at a port that expects it',
      () => ({ url: `mqtt://localhost:${secure.port}` }),
      'does this port expect TLS',
    ],
    ['a name that does not exist', () => ({ url: 'mqtt://no-such-host.invalid' }), 'is not found'],
    ['another password', () => ({ password: 'wrong' }), 'does not let this account in'],
  ] as const)('does not stand with %s, and says so', async (_what, address, words) => {
    expect(await outcome(address())).toMatch(words);
  });
});
