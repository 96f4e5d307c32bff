import { patiently } from '@plantops/shared/testing/patiently.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Bench, fakeServices, itBehavesLikeANode, NOW, startNode } from '../testing/bench.ts';
import type { Reading } from '@plantops/shared/messages.ts';
import type { DeviceContext } from '@plantops/shared/ports.ts';
import enrich from './node.ts';

let bench: Bench;
afterEach(() => bench?.stop());

const reading = (deviceId: string): Reading => ({
  deviceId,
  plantId: null,
  time: NOW,
  receivedAt: NOW,
  clockWrong: false,
  values: { humidity: 50 },
});
const assigned: DeviceContext = {
  deviceId: 'dev_1',
  name: null,
  plant: { id: 'plant_1', name: 'Fern', thresholds: {} },
};

function servicesWith(device: DeviceContext) {
  const services = fakeServices();
  services.devices.set(device.deviceId, device);
  return services;
}

describe('the enrich node', () => {
  itBehavesLikeANode(enrich, undefined);

  it('adds the plant of the device', async () => {
    bench = await startNode(enrich, { services: servicesWith(assigned) });
    bench.receive({ payload: reading('dev_1'), delivery: 7 });
    const sent = await bench.next();
    expect(sent).toMatchObject({
      delivery: 7,
      plant: { id: 'plant_1', name: 'Fern' },
      payload: { plantId: 'plant_1' },
    });
    await bench.completed();
    expect(bench.services.inbox.acknowledged).toEqual([]);
  });

  it('puts the limits of the plant on the message, which a flow may change for this message alone', async () => {
    const device = { ...assigned, plant: { id: 'plant_1', name: 'Fern', thresholds: { humidity: { min: 40 } } } };
    bench = await startNode(enrich, { services: servicesWith(device) });
    bench.receive({ payload: reading('dev_1') });
    const { plant } = (await bench.next()) as { plant: { thresholds: { humidity: { min: number } } } };
    expect(plant).toEqual(device.plant);
    plant.thresholds.humidity.min = 1;
    expect(device.plant.thresholds.humidity.min).toBe(40);
  });

  it('sends on the reading of a device without a plant', async () => {
    bench = await startNode(enrich, { services: servicesWith({ ...assigned, plant: null }) });
    bench.receive({ payload: reading('dev_1') });
    expect(await bench.next()).toMatchObject({ plant: null, payload: { plantId: null } });
  });

  it('asks the database for a device it does not know yet', async () => {
    const services = fakeServices();
    services.directory.lookUp = () => Promise.resolve(assigned);
    bench = await startNode(enrich, { services });
    bench.receive({ payload: reading('dev_1') });
    expect(await bench.next()).toMatchObject({ payload: { plantId: 'plant_1' } });
  });

  it('drops a reading from a device that no longer exists: acknowledged, counted, not sent on', async () => {
    bench = await startNode(enrich);
    bench.receive({ payload: reading('dev_gone'), delivery: 9 });
    await bench.completed();
    expect(bench.services.inbox.lettingGo).toEqual([
      { delivery: 9, node: 'tested', reason: 'the device is not known (any more)' },
    ]);
    expect(bench.waiting()).toBe(0);
    expect(await bench.statusAfterASecond()).toMatchObject({
      fill: 'yellow',
      shape: 'ring',
      text: '1 from unknown devices',
    });
  });

  it('reports a failed look-up and acknowledges nothing', async () => {
    const services = fakeServices();
    vi.spyOn(services.directory, 'lookUp').mockRejectedValue(new Error('the database is away'));
    bench = await startNode(enrich, { services });
    bench.receive({ payload: reading('dev_1'), delivery: 9 });
    expect((await bench.caught()).error.message).toMatch(/the database is away/);
    expect(services.inbox.acknowledged).toEqual([]);
  });

  it('holds a delivery during the look-up, however long the database is down, then hands it on', async () => {
    const services = fakeServices();
    let answer: (device: DeviceContext) => void = () => undefined;
    services.directory.lookUp = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    bench = await startNode(enrich, { services });
    bench.receive({ payload: reading('dev_1'), delivery: 9 });
    await patiently(() => expect(services.inbox.held).toEqual([9]));
    expect(services.inbox.handedOn).toEqual([]);
    answer(assigned);
    expect(await bench.next()).toMatchObject({ delivery: 9 });
    expect(services.inbox).toMatchObject({ handedOn: [9], acknowledged: [] });
  });

  it('refuses anything that is not a reading', async () => {
    bench = await startNode(enrich, { behindFunction: true });
    bench.receive({ payload: { deviceId: 'dev_1' } });
    expect((await bench.caught()).error.message).toMatch(/not a reading: wire this node behind a validation node/);
  });
});
