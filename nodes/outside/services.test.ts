/** Nodes in a Node-RED whose host injects nothing. */
import { systemClock } from '@plantops/shared/clock.ts';
import { reading, rejection } from '@plantops/shared/flows/message-types.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { plantOpsNodes } from '../registry.ts';
import type { PlantOpsNode } from '../runtime/define-node.ts';
import { type Bench, startNode } from '../testing/bench.ts';
import { registerServer } from './server-node.ts';
import { outsideServices } from './services.ts';

let bench: Bench;
afterEach(() => bench?.stop());

function nodeOf(type: string): PlantOpsNode {
  const node = plantOpsNodes.find(({ definition }) => definition.type === type);
  if (!node) throw new Error(`there is no ${type}`);
  return node;
}

const start = (type: string, config: Record<string, unknown> = {}): Promise<Bench> => {
  const { definition, register } = nodeOf(type);
  const outside: PlantOpsNode = {
    definition,
    register(red) {
      registerServer(red, systemClock);
      register(red, outsideServices(red, systemClock));
    },
  };
  return startNode(outside, { services: null, config });
};

/** A reading of now, because an old one makes no notice. */
function dryReading(soil_moisture: number) {
  const now = systemClock.now();
  return {
    payload: { ...reading.example.payload, plantId: null, time: now, receivedAt: now, values: { soil_moisture } },
  };
}
const typesThat = (...uses: (string | undefined)[]): [string][] =>
  plantOpsNodes.flatMap(({ definition: { type, outside } }) => (uses.includes(outside) ? [[type]] : []));

describe('outside of PlantOps', () => {
  it.each(typesThat(undefined, 'alone', 'server or alone'))('%s starts without a server', async (type) => {
    bench = await start(type);
    expect(bench.errors()).toEqual([]);
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'grey' });
    await bench.stop();
    expect(bench.timersLeft()).toBe(0);
  });

  it.each(typesThat('server'))('%s asks for a server', async (type) => {
    bench = await start(type);
    expect(bench.errors()).toEqual(['This needs a PlantOps server: choose one in the settings of this node']);
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'red' });
  });

  it.each(typesThat('inside only'))('%s says that it works inside PlantOps only', async (type) => {
    bench = await start(type);
    expect(bench.errors()).toEqual(['This node works inside PlantOps only']);
  });

  it.each(['plantops-enrich', 'plantops-threshold'])('%s names a server that is gone or wrong', async (type) => {
    bench = await start(type, { server: 'gone' });
    expect(bench.errors()).toEqual(['Check the settings of the PlantOps server that this node uses']);
  });

  it('a threshold node judges by its settings, a plant on the message by its own limits', async () => {
    bench = await start('plantops-threshold', { limits: '{"soil_moisture": {"min": 20}}' });
    const deviceId = reading.example.payload.deviceId;
    bench.receive(dryReading(25));
    bench.receive(dryReading(15.2));
    expect((await bench.next()).payload).toMatchObject({
      kind: 'breach',
      message: 'soil_moisture is 15.2, threshold min 20.0',
      plantId: deviceId,
      deviceId,
    });
    bench.receive({
      ...dryReading(25),
      plant: { id: 'palm', name: 'Palm', thresholds: { soil_moisture: { min: 30 } } },
    });
    expect((await bench.next()).payload).toMatchObject({
      message: 'soil_moisture is 25.0, threshold min 30.0',
      plantId: 'palm',
    });
    expect(bench.waiting()).toBe(0);
  });

  it('a dialect node knows the sensors of any gateway, and names what it does not understand', async () => {
    bench = await start('plantops-dialect');
    bench.receive({ topic: 'gateways/home/zigbee2mqtt/fern', payload: { soil_moisture: 41, linkquality: 83 } });
    const made = await bench.next(0);
    expect(made).toMatchObject({ topic: 'devices/home-fern/telemetry', deviceId: 'home-fern', kind: 'telemetry' });
    expect(JSON.parse(String(made.payload))).toEqual({ soil_moisture: 41 });
    bench.receive({ topic: 'gateways/home/zigbee2mqtt/bed', payload: '{"bodenfeuchte": 31}' });
    expect((await bench.caught()).error.message).toContain('no name of these is known: bodenfeuchte');
    bench.receive({ topic: 'zigbee2mqtt/fern', payload: '{"soil_moisture": 41}' });
    expect((await bench.caught()).error.message).toContain('is not a topic of a gateway');
  });

  it('what is no reading is refused with what is wrong', async () => {
    bench = await start('plantops-threshold');
    bench.receive({ payload: { soil_moisture: 15 } });
    expect((await bench.caught()).error.message).toContain('wire this node behind a validation node');
  });

  it('wrong limits are named', async () => {
    bench = await start('plantops-threshold', { limits: '{"soil_moisture": {"min": 400}}' });
    expect(bench.errors()).toEqual([expect.stringContaining("Check this node's settings: limits.soil_moisture.min")]);
  });

  it('rejected messages and messages that are let go go their way', async () => {
    bench = await start('plantops-rejection');
    bench.receive(structuredClone(rejection.example));
    expect((await bench.next()).payload).toMatchObject({ reason: rejection.example.payload.reason });
    await bench.stop();
    bench = await start('plantops-let-go', { reason: 'not for plants' });
    bench.receive({ payload: 'hello' });
    await bench.completed();
    expect((await bench.statusAfterASecond()).text).toContain('1 let go');
  });
});
