import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Bench, type FakeServices, fakeServices, itBehavesLikeANode, NOW, startNode } from '../testing/bench.ts';
import type { Reading } from '@plantops/shared/messages.ts';
import type { MetricValues } from '@plantops/shared/metrics.ts';
import type { Notice } from '@plantops/shared/ports.ts';
import threshold from './node.ts';

let bench: Bench;
afterEach(() => bench?.stop());

function servicesWithPlant(): FakeServices {
  const services = fakeServices();
  services.devices.set('dev_1', {
    deviceId: 'dev_1',
    name: null,
    plant: {
      id: 'plant_1',
      name: 'Fern',
      thresholds: { soil_moisture: { min: 20, max: 60 }, temperature: { max: 30 } },
    },
  });
  return services;
}

const reading = (values: MetricValues, secondsLater = 0): Reading => {
  const time = new Date(NOW.getTime() + secondsLater * 1000);
  return { deviceId: 'dev_1', plantId: 'plant_1', time, receivedAt: time, clockWrong: false, values };
};

describe('the threshold node', () => {
  itBehavesLikeANode(threshold, { config: { hysteresisPct: 'a lot' }, field: 'hysteresisPct' });

  it('opens an alert for a breach and sends its notice with the text from the contract', async () => {
    bench = await startNode(threshold, { services: servicesWithPlant() });
    bench.receive({
      payload: reading({ soil_moisture: 15.2, temperature: 22 }),
      plant: { id: 'plant_1', name: 'Fern' },
    });
    const sent = await bench.next();
    expect(sent).toMatchObject({
      topic: 'breach',
      plant: { name: 'Fern' },
      payload: {
        kind: 'breach',
        message: 'soil_moisture is 15.2, threshold min 20.0',
        plantId: 'plant_1',
        deviceId: 'dev_1',
      },
    });
    await bench.completed();
    expect(bench.services.alerts.breaches).toEqual([
      expect.objectContaining({ metric: 'soil_moisture', direction: 'min', threshold: 20, value: 15.2, at: NOW }),
    ]);
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'yellow', text: '1 open' });
  });

  it('stays silent within the cooldown, reminds after it, and announces the recovery once', async () => {
    bench = await startNode(threshold, { services: servicesWithPlant(), config: { cooldownS: '60' } });
    bench.receive({ payload: reading({ soil_moisture: 15 }) });
    expect((await bench.next()).topic).toBe('breach');
    bench.receive({ payload: reading({ soil_moisture: 14 }, 1) });
    await bench.completed();
    await bench.completed();
    expect(bench.waiting()).toBe(0);
    await bench.pass(60_000);
    bench.receive({ payload: reading({ soil_moisture: 13 }, 60) });
    expect((await bench.next()).topic).toBe('reminder');
    bench.receive({ payload: reading({ soil_moisture: 21 }, 61) });
    await bench.completed();
    await bench.completed();
    expect(bench.services.alerts.openCount(), 'hysteresis of 5 % of 40').toBe(1);
    bench.receive({ payload: reading({ soil_moisture: 22 }, 62) });
    expect(await bench.next()).toMatchObject({
      topic: 'recovery',
      payload: { message: 'soil_moisture is 22.0, back in range' },
    });
    expect(bench.services.alerts.openCount()).toBe(0);
  });

  it('applies a cooldown changed at run time from the next reading on', async () => {
    let cooldownS = 900;
    bench = await startNode(threshold, { services: { ...servicesWithPlant(), alertCooldownS: () => cooldownS } });
    bench.receive({ payload: reading({ soil_moisture: 15 }) });
    expect((await bench.next()).topic).toBe('breach');
    cooldownS = 0;
    bench.receive({ payload: reading({ soil_moisture: 14 }, 1) });
    expect((await bench.next()).topic).toBe('reminder');
  });

  it('replaces the alert when a value falls from above one limit to below the other', async () => {
    bench = await startNode(threshold, { services: servicesWithPlant(), config: { cooldownS: 0 } });
    bench.receive({ payload: reading({ soil_moisture: 90 }) });
    await bench.next();
    // The first is a jump, which the second confirms.
    bench.receive({ payload: reading({ soil_moisture: 6 }, 1) });
    bench.receive({ payload: reading({ soil_moisture: 5 }, 2) });
    expect((await bench.next()).payload).toMatchObject({
      kind: 'breach',
      message: 'soil_moisture is 5.0, threshold min 20.0',
    });
    expect(bench.services.alerts.closed).toEqual([1]);
    expect(bench.services.alerts.openCount()).toBe(1);
  });

  it('judges one value of a plant with several devices, and names it in the alert', async () => {
    const services = servicesWithPlant();
    const plant = { id: 'plant_1', name: 'Fern', thresholds: { soil_moisture: { min: 30 } } };
    for (const deviceId of ['dev_1', 'dev_2']) services.devices.set(deviceId, { deviceId, name: null, plant });
    bench = await startNode(threshold, { services });
    const receive = (deviceId: string, soil_moisture: number, secondsLater: number) =>
      bench.receive({ payload: { ...reading({ soil_moisture }, secondsLater), deviceId } });
    receive('dev_2', 45, 0);
    receive('dev_1', 17, 1);
    receive('dev_2', 42, 2);
    expect((await bench.next()).payload).toMatchObject({
      kind: 'breach',
      message: 'soil_moisture is 29.5, threshold min 30.0',
      deviceId: 'dev_2',
    });
    services.devices.set('dev_1', {
      deviceId: 'dev_1',
      name: null,
      plant: { ...plant, combine: { soil_moisture: 'max' } },
    });
    receive('dev_1', 18, 3);
    expect((await bench.next()).payload).toMatchObject({
      kind: 'recovery',
      message: 'soil_moisture is 42.0, back in range',
    });
    expect(bench.waiting()).toBe(0);
  });

  it('raises nothing for a lone value that cannot be, and at once if a second one confirms it', async () => {
    bench = await startNode(threshold, { services: servicesWithPlant() });
    for (const [second, temperature] of [21, 85, 21.1, 85, 84].entries())
      bench.receive({ payload: reading({ temperature }, second) });
    expect((await bench.next()).payload).toMatchObject({ message: 'temperature is 84.0, threshold max 30.0' });
    expect(bench.services.alerts.breaches).toHaveLength(1);
  });

  it('sends nothing while muted, and the first message at the next reading after that', async () => {
    const services = servicesWithPlant();
    services.alerts.state('plant_1', 'soil_moisture').mutedUntil = new Date(NOW.getTime() + 60_000);
    bench = await startNode(threshold, { services });
    bench.receive({ payload: reading({ soil_moisture: 15 }) });
    await bench.completed();
    expect([services.alerts.openCount(), services.alerts.made]).toEqual([1, []]);
    await bench.pass(60_000);
    bench.receive({ payload: reading({ soil_moisture: 14 }, 60) });
    expect((await bench.next()).payload).toMatchObject({ message: 'soil_moisture is 14.0, threshold min 20.0' });
  });

  it('judges by the limits on the message, which a flow may have changed, if they are of the same plant', async () => {
    bench = await startNode(threshold, { services: servicesWithPlant() });
    const plant = (id: string) => ({ id, name: 'Fern', thresholds: { soil_moisture: { min: 10 } } });
    bench.receive({ payload: reading({ soil_moisture: 15 }), plant: plant('plant_1') });
    await bench.completed();
    expect(bench.services.alerts.breaches).toEqual([]);
    bench.receive({ payload: reading({ soil_moisture: 9 }, 1), plant: plant('plant_1') });
    expect((await bench.next()).payload).toMatchObject({ message: 'soil_moisture is 9.0, threshold min 10.0' });
    bench.receive({ payload: reading({ temperature: 35 }, 2), plant: plant('plant_2') });
    expect((await bench.next()).payload).toMatchObject({ message: 'temperature is 35.0, threshold max 30.0' });
  });

  it('judges each metric separately', async () => {
    bench = await startNode(threshold, { services: servicesWithPlant() });
    bench.receive({ payload: reading({ soil_moisture: 15, temperature: 35, humidity: 1, light_level: 0 }) });
    const notices = [await bench.next(), await bench.next()].map(({ payload }) => (payload as Notice).message);
    expect(notices.sort()).toEqual([
      'soil_moisture is 15.0, threshold min 20.0',
      'temperature is 35.0, threshold max 30.0',
    ]);
  });

  it('opens one alert for breaches that arrive while the first is being recorded', async () => {
    const services = servicesWithPlant();
    const record = services.alerts.open.bind(services.alerts);
    const open = vi.spyOn(services.alerts, 'open').mockImplementation(async (...breach) => {
      await new Promise((resolve) => setImmediate(resolve));
      return record(...breach);
    });
    bench = await startNode(threshold, { services });
    for (let second = 0; second < 5; second += 1) bench.receive({ payload: reading({ soil_moisture: 15 }, second) });
    for (let second = 0; second < 5; second += 1) await bench.completed();
    expect(open).toHaveBeenCalledTimes(1);
    expect(services.alerts.made).toHaveLength(1);
  });

  it.each([
    {
      what: 'a reading older than the last one judged',
      before: reading({ soil_moisture: 50 }, 10),
      late: reading({ soil_moisture: 1 }, 9),
    },
    { what: 'a reading older than three heartbeats', before: undefined, late: reading({ soil_moisture: 1 }, -181) },
    {
      what: 'a reading made for another plant',
      before: undefined,
      late: { ...reading({ soil_moisture: 1 }), plantId: 'plant_0' },
    },
    {
      what: 'a reading of an unknown device',
      before: undefined,
      late: { ...reading({ soil_moisture: 1 }), deviceId: 'dev_0' },
    },
  ])('raises nothing for $what', async ({ before, late }) => {
    bench = await startNode(threshold, { services: servicesWithPlant() });
    if (before) {
      bench.receive({ payload: before });
      await bench.completed();
    }
    bench.receive({ payload: late });
    await bench.completed();
    expect(bench.services.alerts.breaches).toEqual([]);
  });

  it('sends notices that an earlier process made but did not release', async () => {
    const services = servicesWithPlant();
    const left: Notice = {
      id: 'n0',
      alertId: 9,
      kind: 'breach',
      message: 'too dry',
      plantId: 'plant_1',
      deviceId: 'dev_1',
    };
    services.outbox.left = [left];
    let ask: (notices: Notice[]) => void = () => undefined;
    services.outbox.unreleased = () =>
      new Promise((resolve) => {
        ask = resolve;
      });
    bench = await startNode(threshold, { services });
    ask([left]);
    expect(await bench.next()).toMatchObject({ topic: 'breach', payload: left });
  });

  it('reports that those notices cannot be read, and keeps working', async () => {
    const services = servicesWithPlant();
    services.outbox.unreleased = () => Promise.reject(new Error('the database is away'));
    bench = await startNode(threshold, { services });
    expect(bench.errors()).toEqual(['the database is away']);
    bench.receive({ payload: reading({ soil_moisture: 15 }) });
    expect((await bench.next()).topic).toBe('breach');
  });

  it('reports an alert that cannot be recorded, and retries at the next reading', async () => {
    const services = servicesWithPlant();
    vi.spyOn(services.alerts, 'open').mockRejectedValueOnce(
      Object.assign(new Error('the database is away'), { code: 'ECONNREFUSED' }),
    );
    bench = await startNode(threshold, { services });
    bench.receive({ payload: reading({ soil_moisture: 15 }) });
    expect((await bench.caught()).error).toMatchObject({
      code: 'ECONNREFUSED',
      message: expect.stringMatching(/database is away/),
    });
    bench.receive({ payload: reading({ soil_moisture: 14 }, 1) });
    expect((await bench.next()).topic).toBe('breach');
  });

  it('shows that all is in range', async () => {
    bench = await startNode(threshold, { services: servicesWithPlant() });
    expect((await bench.statusAfterASecond()).text).toBe('all in range');
  });

  it('refuses anything that is not a reading', async () => {
    bench = await startNode(threshold, { behindFunction: true });
    bench.receive({ payload: { deviceId: 'dev_1', time: 'noon', values: {} } });
    expect((await bench.caught()).error.message).toMatch(/not a reading/);
  });

  it('judges a plant again on request, by the limits and newest values it is given', async () => {
    bench = await startNode(threshold, { services: servicesWithPlant() });
    const at = new Date(NOW.getTime() - 1000);
    const plant = { id: 'plant_1', name: 'Fern', thresholds: { soil_moisture: { min: 20 } } };
    const latest = { soil_moisture: { value: 15, at, deviceId: 'dev_1' } };
    expect(await bench.services.reviews.review({ ...plant, latest })).toBe(true);
    expect(await bench.next()).toMatchObject({ topic: 'breach', plant: { id: 'plant_1', name: 'Fern' } });
    await bench.services.reviews.review({ ...plant, thresholds: { soil_moisture: { min: 18 } }, latest });
    expect(bench.services.alerts.restated).toEqual([
      { alertId: 1, message: 'soil_moisture is 15.0, threshold min 18.0' },
    ]);
    await bench.services.reviews.review({ ...plant, thresholds: {}, latest });
    expect(await bench.next()).toMatchObject({
      topic: 'recovery',
      payload: { message: 'soil_moisture is 15.0, no limit any more' },
    });
    expect(bench.services.alerts.openCount()).toBe(0);
  });

  it('silently ends the alert about a metric that no device measures any more', async () => {
    bench = await startNode(threshold, { services: servicesWithPlant() });
    bench.receive({ payload: reading({ soil_moisture: 15 }) });
    expect((await bench.next()).topic).toBe('breach');
    const thresholds = { soil_moisture: { min: 20 } };
    await bench.services.reviews.review({ id: 'plant_1', name: 'Fern', thresholds, latest: {} });
    expect([bench.services.alerts.openCount(), bench.waiting()]).toEqual([0, 0]);
  });

  it('judges nothing again after it is stopped', async () => {
    bench = await startNode(threshold, { services: servicesWithPlant() });
    await bench.stop();
    expect(await bench.services.reviews.review()).toBe(false);
  });
});
