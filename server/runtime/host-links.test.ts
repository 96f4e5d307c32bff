import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ProblemError } from '@plantops/shared/problem.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineAtWork } from '../db/repositories/engine-at-work.ts';
import { DOOR_HEADER } from '../port/address.ts';
import type { ToldChange, WorkPulse } from '../port/link-offers.ts';
import { ChangeBus } from '../services/bus/change-bus.ts';
import { silentLog } from '../testing/database.ts';
import { AWAY } from './away.ts';
import { EngineLink } from './engine-link.ts';
import { HostLinks } from './host-links.ts';

const TOKEN = 'a token';
const STATE: WorkPulse = {
  engine: { ...AWAY, openAlerts: 3 },
  flows: {
    running: true,
    safe_mode: null,
    version: 1,
    watch: null,
    went_back: null,
    is_proposed: false,
    failing_nodes: [],
  },
  warnings: ['a warning'],
};
const READING = { device_id: 'dev_1', plant_id: null, time: '2026-01-07T12:00:00.000Z', temperature: 20 };

let clock: FakeClock;
let bus: ChangeBus;
let engines: { server: Server; links: HostLinks }[];
let found: EngineAtWork | undefined;
let link: EngineLink;
/** What the host was told, in its order. */
let told: string[];
/** How many want to be told of readings. */
let wanting: number;

/** An engine that hosts find from now on. One whose clock stands still says nothing after its first word. */
async function engine(itsClock = clock): Promise<{ server: Server; links: HostLinks }> {
  const links = new HostLinks({
    bus,
    wantReadings() {
      wanting += 1;
      return { told: Promise.resolve(), leave: () => void (wanting -= 1) };
    },
    state: () => STATE,
    clock: itsClock,
    log: silentLog,
  });
  const server = createServer();
  server.on('upgrade', (request, socket, head) => {
    if (request.headers[DOOR_HEADER] === TOKEN) links.accept(request, socket, head);
    else socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  links.start();
  const made = { server, links };
  engines.push(made);
  found = { id: 'one', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, since: clock.now() };
  return made;
}

function host(token = TOKEN): EngineLink {
  link = new EngineLink({ find: () => Promise.resolve(found), token, clock, log: silentLog });
  link.start(
    {
      async follow(changes: readonly ToldChange[]) {
        for (const { name } of changes) told.push(name);
      },
      async missed() {
        told.push('missed');
      },
    },
    () => told.push('lost'),
  );
  return link;
}

/** Lets time pass until something is so. */
const until = (isSo: () => boolean) =>
  expect
    .poll(async () => {
      await clock.advance(250);
      return isSo();
    })
    .toBe(true);
/** Lets what was sent arrive, but no time pass. */
const arrives = (name: string) => expect.poll(() => told.at(-1)).toBe(name);

beforeEach(() => {
  clock = new FakeClock();
  bus = new ChangeBus(silentLog);
  [engines, found, told, wanting] = [[], undefined, [], 0];
});
afterEach(() => {
  link.stop();
  for (const { server, links } of engines) {
    links.stop();
    server.closeAllConnections();
    server.close();
  }
});

describe('a host', () => {
  it('finds the engine once there is one, and knows from then on how it is and what changes', async () => {
    host();
    await until(() => link.told === undefined);
    await engine();
    await until(() => link.told !== undefined);
    expect(link.told).toEqual(STATE);
    expect(told).toEqual(['missed']);
    await bus.publish('thresholds_changed', { plantIds: ['plant_1'] });
    await bus.publish('access_changed', {});
    await bus.publish('database_changed', { plantIds: [], deviceIds: [] });
    await bus.publish('rooms_changed', {});
    await until(() => told.length > 3);
    expect(told).toEqual(['missed', 'thresholds_changed', 'access_changed', 'rooms_changed']);
  });

  it('is told of readings only while it wants that, also by the next engine', async () => {
    await engine();
    host();
    await until(() => link.told !== undefined);
    await bus.publish('readings_stored', { readings: [READING] });
    await bus.publish('rooms_changed', {});
    await clock.advance(5);
    await arrives('rooms_changed');
    await link.announceReadings(true);
    expect(wanting).toBe(1);
    await bus.publish('readings_stored', { readings: [READING] });
    await clock.advance(5);
    await arrives('readings_stored');
    engines[0]?.links.stop();
    await expect.poll(() => wanting).toBe(0);
    await engine();
    await until(() => wanting === 1);
    await link.announceReadings(false);
    expect(wanting).toBe(0);
  });

  it('loses an engine that ends, and goes to the next one', async () => {
    const first = await engine();
    host();
    await until(() => link.told !== undefined);
    first.links.stop();
    await expect.poll(() => told).toEqual(['missed', 'lost']);
    expect(link.told).toBeUndefined();
    await engine();
    await until(() => link.told !== undefined);
    expect([await link.reach(0), told]).toEqual([found?.url, ['missed', 'lost', 'missed']]);
  });

  it('gives up an engine that is there and says nothing for seconds', async () => {
    const hanging = await engine(new FakeClock());
    host();
    await expect.poll(() => link.told !== undefined).toBe(true);
    await engine();
    await clock.advance(4000);
    expect(hanging.links.count).toBe(1);
    await clock.advance(1000);
    await until(() => engines[1]?.links.count === 1);
    expect([hanging.links.count, await link.reach(0)]).toEqual([0, found?.url]);
  });

  it('waits for an engine that takes over, and says that there is none after that', async () => {
    host();
    const refused = link.reach(5000).catch((failure: unknown) => failure);
    await clock.advance(5000);
    const failure = await refused;
    expect(failure).toBeInstanceOf(ProblemError);
    expect(failure).toMatchObject({ code: 'engine_unavailable', retryAfterS: 2 });
    let url = '';
    const reached = link.reach(60_000).then((at) => (url = at));
    await engine();
    await until(() => url !== '');
    await reached;
    expect(url).toBe(found?.url);
  });

  it('is not let in without the same key', async () => {
    const { links } = await engine();
    host('another token');
    let tries = 0;
    await until(() => (tries += 1) > 5);
    expect([links.count, link.told]).toEqual([0, undefined]);
  });

  it('asks the engine whether a password is right, and passes on what it says', async () => {
    const { links } = await engine();
    links.judgePasswordsBy((candidate, address) => {
      if (address === '10.0.0.9') throw new ProblemError('too_many_requests', 'Wait a minute');
      return Promise.resolve(candidate === 'right');
    });
    host();
    await until(() => link.told !== undefined);
    expect(await link.isPassword('right', '10.0.0.1', 0)).toBe(true);
    expect(await link.isPassword('wrong', '10.0.0.1', 0)).toBe(false);
    await expect(link.isPassword('wrong', '10.0.0.9', 0)).rejects.toMatchObject({ code: 'too_many_requests' });
    links.judgePasswordsBy(() => new Promise(() => undefined));
    const unanswered = link.isPassword('right', '10.0.0.1', 0).catch((failure: unknown) => failure);
    links.stop();
    expect(await unanswered).toMatchObject({ code: 'engine_unavailable' });
  });
});
