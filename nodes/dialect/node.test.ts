import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, itBehavesLikeANode, NOW, startNode } from '../testing/bench.ts';
import dialect from './node.ts';

let bench: Bench;
afterEach(() => bench?.stop());

const GATEWAY = { deviceId: 'gw', name: 'Greenhouse', kind: 'gateway' as const, plant: null };

async function start(config: Record<string, unknown> = {}): Promise<void> {
  bench = await startNode(dialect, { config });
  bench.services.devices.set('gw', GATEWAY);
  bench.services.devices.set('dev_1', { ...GATEWAY, deviceId: 'dev_1', kind: 'device' });
}
const receive = (topic: string, payload: unknown, delivery = 7): void =>
  bench.receive({
    topic: `gateways/${topic}`,
    payload: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
    delivery,
    receivedAt: NOW,
  });
const contentOf = ({ payload }: { payload?: unknown }): unknown => JSON.parse(String(payload));

describe('the dialect node', () => {
  itBehavesLikeANode(dialect, { config: { dialect: 'klingon' }, field: 'dialect' });

  it('sends what each sensor measured, and its vital signs, each as a part of the message', async () => {
    await start();
    receive('gw/fern', { soil_moisture: 41, battery: 90, linkquality: 80 });
    const reading = await bench.next(0);
    expect(reading).toMatchObject({ topic: 'devices/dev_fern/telemetry', delivery: 7.1, receivedAt: NOW });
    expect(contentOf(reading)).toEqual({ soil_moisture: 41 });
    const vitals = await bench.next(1);
    expect(vitals).toMatchObject({ topic: 'devices/dev_fern/heartbeat', delivery: 7.2 });
    expect(contentOf(vitals)).toEqual({ battery_pct: 90, link_quality: 80 });
    expect(await bench.next(1)).toMatchObject({ topic: 'devices/gw/heartbeat', delivery: 7.3 });
    await bench.completed();
    expect(bench.services.inbox.held).toEqual([7]);
  });

  it('has the gateway heard at most every ten seconds, and at once when it says that it is there', async () => {
    await start();
    bench.services.sensors.known.set('fern', 'dev_fern');
    receive('gw/fern', { soil_moisture: 41, linkquality: 80 });
    receive('gw/fern', { soil_moisture: 42, linkquality: 80 });
    receive('gw/bridge/state', 'online');
    const signs = [await bench.next(1), await bench.next(1), await bench.next(1), await bench.next(1)];
    expect(signs.map(({ topic }) => topic)).toEqual([
      'devices/dev_fern/heartbeat',
      'devices/gw/heartbeat',
      'devices/dev_fern/heartbeat',
      'devices/gw/heartbeat',
    ]);
  });

  it('lets go what holds no reading, with the reason', async () => {
    await start();
    receive('gw/bridge/logging', '{"level":"info"}', 7);
    await bench.next(1);
    receive('gw/bridge/logging', '{"level":"info"}', 8);
    await bench.completed();
    await bench.completed();
    expect(bench.services.inbox.lettingGo).toEqual([
      { delivery: 8, node: expect.any(String) as unknown, reason: 'bridge/logging holds no reading' },
    ]);
  });

  it('shows at the gateway what looks like a reading and is not understood', async () => {
    await start();
    receive('gw/bed', { bodenfeuchte: 31 });
    await bench.next(1);
    expect(bench.services.findings.noted).toEqual([
      {
        deviceId: 'gw',
        code: 'gateway_unclear',
        evidence: {
          topic: 'bed',
          reason: 'no name of these is known: bodenfeuchte',
          payload: '{"bodenfeuchte":31}',
        },
      },
    ]);
    expect(await bench.statusAfterASecond()).toMatchObject({ text: '1 not understood' });
  });

  it('takes nothing from a device that is no gateway, and tells it there', async () => {
    await start();
    receive('dev_1/fern', { soil_moisture: 41 }, 7);
    receive('stranger/fern', { soil_moisture: 41 }, 8);
    await bench.completed();
    await bench.completed();
    expect(bench.services.inbox.lettingGo.map(({ delivery, reason }) => [delivery, reason])).toEqual([
      [7, 'the device is no gateway'],
      [8, 'the gateway is not known (any more)'],
    ]);
    expect(bench.services.findings.noted).toMatchObject([{ deviceId: 'dev_1', code: 'speaks_as_gateway' }]);
  });

  it('makes a gateway offline at its last will, and a sensor at its availability', async () => {
    await start();
    bench.services.sensors.known.set('fern', 'dev_fern');
    receive('gw/fern/availability', 'offline');
    await bench.next(1);
    receive('gw/bridge/state', '{"state":"offline"}', 8);
    await bench.completed();
    await bench.completed();
    expect(bench.services.presence.heardOf.map(({ deviceId, facts }) => [deviceId, facts])).toEqual([
      ['dev_fern', { said: 'offline' }],
      ['gw', { said: 'offline' }],
    ]);
    expect(bench.services.inbox.lettingGo.map(({ delivery }) => delivery)).toEqual([8]);
  });

  it('notes a sensor that its gateway lists no more, until it is heard again', async () => {
    await start();
    bench.services.sensors.known.set('fern', 'dev_fern');
    bench.services.sensors.gone = ['dev_fern'];
    receive('gw/bridge/devices', '[]');
    await bench.next(1);
    expect(bench.services.findings.noted).toEqual([{ deviceId: 'dev_fern', code: 'gone_at_gateway' }]);
    receive('gw/fern', { soil_moisture: 40, linkquality: 3 });
    await bench.next(0);
    expect(bench.services.findings.cleared).toMatchObject([{ deviceId: 'dev_fern', code: 'gone_at_gateway' }]);
  });

  it('tells at the gateway which sensor has to wait, and lets the message go', async () => {
    await start();
    receive('gw/LWT', 'online');
    await bench.next(1);
    bench.services.sensors.refusal = 'many';
    receive('gw/fern', { soil_moisture: 40, linkquality: 3 }, 8);
    await bench.completed();
    await bench.completed();
    expect(bench.services.findings.noted).toEqual([
      { deviceId: 'gw', code: 'gateway_many_sensors', evidence: { most: 50, name: 'fern' } },
    ]);
    expect(bench.services.inbox.lettingGo[0]?.reason).toBe('its gateway has too many new sensors just now');
  });

  it('knows only the program that it is set to, and JSON', async () => {
    await start({ dialect: 'miflora' });
    receive('gw/tele/shelf/SENSOR', { SI7021: { Temperature: 20 } });
    await bench.next(1);
    await bench.completed();
    expect(bench.services.sensors.admitted).toEqual([]);
  });

  it('gives the message back where it fails, so that it is set aside', async () => {
    await start();
    bench.receive({ topic: 'zigbee2mqtt/fern', payload: '1', delivery: 7 });
    expect((await bench.caught()).error.message).toContain('is not a topic of a gateway');
    expect(bench.services.inbox.handedOn).toEqual([7]);
  });
});
