import type { NewFinding } from '@plantops/shared/ports.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { BrokerWatch } from './broker-watch.ts';

let clock: FakeClock;
let noted: [string, NewFinding][];
let watch: BrokerWatch;
let paused: [string, number][];
beforeEach(() => {
  clock = new FakeClock();
  noted = [];
  paused = [];
  watch = new BrokerWatch({
    findings: {
      note: (deviceId, finding) => void noted.push([deviceId, finding]),
      clear: () => undefined,
      has: () => false,
    },
    isDevice: (username) => username.startsWith('dev_'),
    others: [],
    pause: (deviceId, minutes) => void paused.push([deviceId, minutes]),
    clock,
  });
});

/** Lines as Mosquitto 2.0.11 writes them. */
const said = (...lines: string[]): void => lines.forEach((line) => watch.take(`1795775570: ${line}`));
const connects = (username: string, address: string): void =>
  said(
    `New connection from ${address}:45344 on port 1883.`,
    `New client connected from ${address}:45344 as ${username} (p2, c1, k60, u'${username}').`,
  );
const refusedFrom = (address: string): void =>
  said(`New connection from ${address}:45346 on port 1883.`, 'Client <unknown> disconnected, not authorised.');
const refused = (deviceId: string, why: string) => [deviceId, { code: 'broker_refused', evidence: { why } }];

describe('what the broker refuses', () => {
  it.each([
    ['Client dev_1 disconnected due to oversize packet.', 'oversize_packet'],
    ['Client dev_1 disconnected due to protocol error.', 'protocol_error'],
    ['Client dev_1 disconnected due to malformed packet.', 'protocol_error'],
    ['Client dev_1 disconnected, not authorised.', 'not_authorised'],
  ])('"%s" is noted at the device', (line, why) => {
    connects('dev_1', '192.168.0.7');
    said(line);
    expect(noted).toEqual([refused('dev_1', why)]);
  });

  it('is noted at the device that was connected from the address before and is away now, if it is the only one', () => {
    refusedFrom('192.168.0.7');
    connects('dev_1', '192.168.0.7');
    refusedFrom('192.168.0.7');
    expect(noted, 'nobody was known there, and then it was connected').toEqual([]);
    said('Client dev_1 closed its connection.');
    refusedFrom('192.168.0.8');
    refusedFrom('192.168.0.7');
    expect(noted).toEqual([refused('dev_1', 'not_authorised')]);
    connects('dev_2', '192.168.0.7');
    said('Client dev_2 has exceeded timeout, disconnecting.');
    refusedFrom('192.168.0.7');
    expect(noted, 'it could be either').toHaveLength(1);
  });

  it('is nobody else’s: of accounts that are no device, and of lines that say something else, nothing is noted', () => {
    connects('plantops-server', '127.0.0.1');
    said(
      'Client plantops-server disconnected due to protocol error.',
      'Opening ipv4 listen socket on port 1883.',
      'Client dev_1',
    );
    refusedFrom('127.0.0.1');
    expect(noted).toEqual([]);
  });
});

describe('connections of one account that end each other', () => {
  const replace = (): void => said('Client dev_1 already connected, closing old connection.');

  it('are those of two boards from the fourth within a minute on', async () => {
    for (let time = 0; time < 3; time += 1) replace();
    expect(noted).toEqual([]);
    await clock.advance(59_999);
    replace();
    expect(noted).toEqual([['dev_1', { code: 'two_boards', evidence: { how: 'connections', times: 4 } }]]);
  });

  it('are those of one board that lost its connection if they are rare', async () => {
    for (let time = 0; time < 20; time += 1) {
      replace();
      await clock.advance(20_001);
    }
    expect(noted).toEqual([]);
  });

  /** Connections of dev_1 for so long (minutes), every five seconds, from these addresses in turn. */
  async function contest(minutes: number, ...addresses: string[]): Promise<void> {
    for (let turn = 0; turn < minutes * 12; turn += 1) {
      replace();
      said(`New client connected from ${addresses[turn % addresses.length]}:45344 as dev_1 (p2, c1, k60, u'dev_1').`);
      await clock.advance(5000);
    }
  }

  it('are stopped once they have come from two addresses in turn for five minutes', async () => {
    await contest(5, '192.168.0.7', '192.168.0.8');
    expect(paused).toEqual([]);
    await contest(1, '192.168.0.7', '192.168.0.8');
    expect(paused).toEqual([['dev_1', 5]]);
  });

  it('are stopped also behind one address, where both ask for something else: two programs', async () => {
    const forms = ['p2, c1, k60', 'p2, c1, k15'];
    for (let turn = 0; turn < 75; turn += 1) {
      replace();
      said(`New client connected from 192.168.0.7:45344 as dev_1 (${forms[turn % 2]}, u'dev_1').`);
      await clock.advance(5000);
    }
    expect(paused).toEqual([['dev_1', 5]]);
  });

  it('are stopped also behind one address, where boards say that they run for times that one cannot', async () => {
    await contest(3, '192.168.0.7');
    watch.toldApart(['dev_1']);
    await contest(4, '192.168.0.7');
    watch.toldApart(['dev_1']);
    expect(paused).toEqual([]);
    await contest(2, '192.168.0.7');
    expect(paused).toEqual([['dev_1', 5]]);
  });

  it('are not stopped by boards that were told apart an hour ago', async () => {
    watch.toldApart(['dev_1']);
    await clock.advance(3_600_000);
    await contest(10, '192.168.0.7');
    expect(paused).toEqual([]);
  });

  it('are not stopped where one address has them all: one board whose connection breaks', async () => {
    await contest(30, '192.168.0.7');
    expect(paused).toEqual([]);
  });

  it('are not stopped where the address has changed once, as of a board that got another one', async () => {
    await contest(10, '192.168.0.7');
    await contest(10, '192.168.0.9');
    expect(paused).toEqual([]);
  });

  it('are not stopped where they rest in between', async () => {
    for (let time = 0; time < 5; time += 1) {
      await contest(3, '192.168.0.7', '192.168.0.8');
      await clock.advance(2 * 60_000);
    }
    expect(paused).toEqual([]);
  });
});
