import { beforeEach, describe, expect, it } from 'vitest';
import { readBrokerLine } from '../../broker/broker-log.ts';
import type { WillEvent } from '../../broker/last-wills.ts';
import { NotedFindings } from '../../testing/noted-findings.ts';
import { WillWatch } from './will-watch.ts';

const TELEMETRY = 'devices/dev_1/telemetry';
let findings: NotedFindings;
let told: WillEvent[];
let watch: WillWatch;
beforeEach(() => {
  findings = new NotedFindings();
  told = [];
  watch = new WillWatch({
    findings,
    isDevice: (username) => username.startsWith('dev_'),
    tell: (event) => told.push(event),
  });
});

/** Lines as Mosquitto 2.0.11 writes them. */
function said(...lines: string[]): void {
  for (const text of lines) {
    const line = readBrokerLine(`1795775570: ${text}`);
    if (line) watch.take(line);
  }
}
const connects = (will?: string, username = 'dev_1'): void =>
  said(
    'New connection from 192.168.0.7:45344 on port 1883.',
    `New client connected from 192.168.0.7:45344 as ${username} (p2, c1, k60, u'${username}').`,
    ...(will === undefined
      ? ['No will message specified.']
      : ['Will message specified (19 bytes) (r0, q1).', `\t${will}`]),
    `Sending CONNACK to ${username} (0, 0)`,
  );
const publishes = (topic: string, bytes: number, username = 'dev_1'): void =>
  said(`Received PUBLISH from ${username} (d0, q1, r0, m1, '${topic}', ... (${bytes} bytes))`);

describe('a last will', () => {
  it('where readings go is told of with each message that is as long, and noted with where it belongs', () => {
    connects(TELEMETRY);
    publishes(TELEMETRY, 19);
    publishes(TELEMETRY, 20);
    publishes('devices/dev_1/heartbeat', 19);
    publishes('devices/dev_2/telemetry', 19, 'dev_2');
    said('Client dev_1 has exceeded timeout, disconnecting.');
    expect(told).toEqual([
      { what: 'set', topic: TELEMETRY, bytes: 19 },
      { what: 'published', topic: TELEMETRY },
      { what: 'sent', topic: TELEMETRY },
    ]);
    expect([...findings.open.values()]).toEqual([
      { code: 'will_on_readings', evidence: { topic: TELEMETRY, bytes: 19, right: 'devices/dev_1/status' } },
    ]);
  });

  it.each([
    ['Client dev_1 closed its connection.', true],
    ['Client dev_1 already connected, closing old connection.', true],
    ['Client dev_1 disconnected due to protocol error.', true],
    ['Client dev_1 disconnected.', false],
  ])('is published after "%s": %s', (line, isSent) => {
    connects(TELEMETRY);
    said(line);
    expect(told.some(({ what }) => what === 'sent')).toBe(isSent);
  });

  it.each([
    ['devices/dev_1/heartbeat', 'devices/dev_1/status'],
    ['gateways/dev_1/fern', 'gateways/dev_1/LWT'],
  ])('on %s belongs on %s', (topic, right) => {
    connects(topic);
    expect([...findings.open.values()]).toMatchObject([{ evidence: { topic, right } }]);
  });

  it.each(['devices/dev_1/status', 'gateways/dev_1/tele/shelf/LWT', 'gateways/dev_1/bridge/state', undefined])(
    'on %s is as it should be, and ends what was noted before',
    (topic) => {
      connects(TELEMETRY);
      said('\tdevices/dev_1/commands (QoS 1)');
      connects(topic);
      expect([findings.open.size, told.at(-1)]).toEqual([0, { what: 'unset', topic: TELEMETRY }]);
      expect(watch.wills()).toEqual([]);
    },
  );

  it('of an account that is no device is none of our concern', () => {
    connects('devices/dev_1/telemetry', 'plantops-flows');
    expect([told, watch.wills()]).toEqual([[], []]);
  });

  it('that was set when the server stopped may wait at the broker, until the board connects anew', () => {
    watch.remember([{ deviceId: 'dev_1', evidence: { topic: TELEMETRY, bytes: 19, right: 'devices/dev_1/status' } }]);
    expect(watch.wills()).toEqual([{ topic: TELEMETRY, bytes: 19, mayWait: true }]);
    connects(TELEMETRY);
    expect(watch.wills()).toEqual([{ topic: TELEMETRY, bytes: 19, mayWait: false }]);
  });

  it('is neither there nor gone while the broker does not say', () => {
    connects(TELEMETRY);
    said(`New client connected from 192.168.0.7:45344 as dev_1 (p2, c1, k60, u'dev_1').`);
    said('New connection from 192.168.0.9:45344 on port 1883.');
    expect([findings.open.size, watch.wills().length]).toEqual([1, 1]);
  });
});
