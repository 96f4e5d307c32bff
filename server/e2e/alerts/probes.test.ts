import type { Alert } from '@plantops/shared/api/alerts.ts';
import type { Calibration, CalibrationPreview } from '@plantops/shared/calibration.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import type { ReadingEvent } from '@plantops/shared/events.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, getPlant, listAlerts, newMac, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { EventReader } from '../harness/event-reader.ts';
import { eventually } from '../harness/eventually.ts';
import { sharedServer } from '../harness/shared-server.ts';

describe('the probes of a plant', () => {
  const plantOps = sharedServer();
  beforeAll(() => plantOps.start());
  afterAll(() => plantOps.remove());

  /** A device that stays connected. */
  async function board() {
    const credentials = await register(plantOps.url, newMac());
    const client = await connectDevice(credentials);
    return {
      id: credentials.device_id,
      say: (values: object) => publishReading(client, credentials, values),
      leave: () => client.endAsync(),
    };
  }
  const put = async (plantId: string, body: object): Promise<Plant> =>
    (await call<Plant>(plantOps.url, 'PUT', `/api/plants/${plantId}`, body)).body;
  const assign = (deviceId: string, plantId: string) =>
    call(plantOps.url, 'POST', `/api/devices/${deviceId}/provision`, { plant_id: plantId });
  const alertsOf = (plantId: string): Promise<Alert[]> => listAlerts(plantOps.url, `?plant_id=${plantId}`);
  const latestOf = async (plantId: string) => (await getPlant(plantOps.url, plantId)).latest;

  it('that disagree make one value and no alert after another; page, alert and live events say the same', async () => {
    const [dry, wet] = [await board(), await board()];
    const plantId = await assignNewPlant(plantOps.url, dry.id, {
      name: 'Pair',
      thresholds: { soil_moisture: { min: 20 } },
    });
    await assign(wet.id, plantId);
    const reader = await EventReader.open(plantOps.url);
    await wet.say({ soil_moisture: 45 });
    await eventually(async () => (await latestOf(plantId))?.soil_moisture === 45);
    for (let round = 0; round < 5; round += 1) {
      await dry.say({ soil_moisture: 10 });
      await wet.say({ soil_moisture: 45 });
    }
    await dry.say({ soil_moisture: 10.2 });
    await eventually(async () => (await latestOf(plantId))?.soil_moisture === 27.6);
    const told = await eventually(() =>
      reader
        .named('reading')
        .map(({ data }) => data as ReadingEvent)
        .find(({ soil_moisture }) => soil_moisture === 10.2),
    );
    expect(told).toMatchObject({ device_id: dry.id, plant_id: plantId, plant_values: { soil_moisture: 27.6 } });
    reader.close();
    expect(await alertsOf(plantId)).toEqual([]);
    const asMin = await put(plantId, { combine: { soil_moisture: 'min' } });
    expect(asMin).toMatchObject({
      status: 'alert',
      latest: { soil_moisture: 10.2 },
      combine: { soil_moisture: 'min' },
    });
    expect(await alertsOf(plantId)).toMatchObject([
      { device_id: dry.id, message: 'soil_moisture is 10.2, threshold min 20.0', closed_at: null },
    ]);
    expect(await put(plantId, { combine: { soil_moisture: 'max' } })).toMatchObject({
      status: 'ok',
      latest: { soil_moisture: 45 },
    });
    await wet.say({ soil_moisture: 12 });
    await eventually(async () => (await alertsOf(plantId)).length === 2);
    expect((await alertsOf(plantId))[0]).toMatchObject({ message: 'soil_moisture is 12.0, threshold min 20.0' });
    await call(plantOps.url, 'DELETE', `/api/devices/${wet.id}`);
    await dry.say({ soil_moisture: 30 });
    await eventually(async () => (await getPlant(plantOps.url, plantId)).status === 'ok');
    expect((await latestOf(plantId))?.soil_moisture).toBe(30);
    await Promise.all([dry.leave(), wet.leave()]);
  });

  it('wait with a value that cannot be: alone it alarms nobody, also when limits change, confirmed it does at once', async () => {
    const probe = await board();
    const plantId = await assignNewPlant(plantOps.url, probe.id, {
      name: 'Spiky',
      thresholds: { temperature: { max: 30 } },
    });
    await probe.say({ temperature: 21 });
    await probe.say({ temperature: 86 });
    await eventually(async () => (await latestOf(plantId))?.temperature === 86);
    expect(await put(plantId, { thresholds: { temperature: { max: 31 } } })).toMatchObject({ open_alerts: 0 });
    await probe.say({ temperature: 21.5, humidity: 50 });
    await eventually(async () => (await latestOf(plantId))?.humidity === 50);
    expect(await alertsOf(plantId)).toEqual([]);
    await probe.say({ temperature: 84 });
    await probe.say({ temperature: 85.2 });
    await eventually(async () => (await alertsOf(plantId)).length === 1);
    expect((await alertsOf(plantId))[0]).toMatchObject({ message: 'temperature is 85.2, threshold max 31.0' });
    await probe.leave();
  });

  it('acknowledged, an alert is quiet until it grows worse', async () => {
    const probe = await board();
    const plantId = await assignNewPlant(plantOps.url, probe.id, {
      name: 'Seen',
      thresholds: { humidity: { min: 40 } },
    });
    await probe.say({ humidity: 35 });
    await eventually(async () => (await getPlant(plantOps.url, plantId)).unseen_alerts === 1);
    const [alert] = await alertsOf(plantId);
    await probe.say({ humidity: 34 });
    await eventually(async () => (await latestOf(plantId))?.humidity === 34);
    await call(plantOps.url, 'POST', `/api/alerts/${alert?.id}/acknowledge`);
    expect(await getPlant(plantOps.url, plantId)).toMatchObject({ status: 'alert', open_alerts: 1, unseen_alerts: 0 });
    await probe.say({ humidity: 33 });
    await probe.say({ humidity: 32.9, temperature: 20 });
    await eventually(async () => (await latestOf(plantId))?.temperature === 20);
    expect(await getPlant(plantOps.url, plantId)).toMatchObject({ unseen_alerts: 0 });
    await probe.say({ humidity: 29.5 });
    await eventually(async () => (await getPlant(plantOps.url, plantId)).unseen_alerts === 1);
    expect(await alertsOf(plantId)).toMatchObject([
      { id: alert?.id, acknowledged_at: null, message: 'humidity is 29.5, threshold min 40.0' },
    ]);
    await probe.leave();
  });

  it('are calibrated by raw counts that are no percentage, before and after; the value of now follows at once', async () => {
    const probe = await board();
    const plantId = await assignNewPlant(plantOps.url, probe.id, {
      name: 'Counts',
      thresholds: { soil_moisture: { min: 30 } },
    });
    const path = `/api/devices/${probe.id}/calibration`;
    await probe.say({ soil_moisture: 20 });
    await eventually(async () => (await getPlant(plantOps.url, plantId)).status === 'alert');
    const set = await call<Calibration[]>(plantOps.url, 'PUT', `${path}/soil_moisture`, {
      dry: 10,
      saturated: 30,
      backwards: true,
    });
    expect([set.status, set.body[0]?.points]).toEqual([
      200,
      { dry: 10, saturated: 30, dry_value: 0, saturated_value: 100 },
    ]);
    await eventually(async () => (await latestOf(plantId))?.soil_moisture === 50);
    await eventually(async () => (await getPlant(plantOps.url, plantId)).status === 'ok');
    const counts = { dry: 3150, saturated: 1350 };
    const preview = await call<CalibrationPreview>(plantOps.url, 'POST', `${path}/soil_moisture/preview`, counts);
    expect(preview.body.points).toMatchObject([{ before: 50, after: 100 }]);
    await call(plantOps.url, 'PUT', `${path}/soil_moisture`, counts);
    await probe.say({ soil_moisture: 2250, temperature: 20 });
    await eventually(async () => (await latestOf(plantId))?.temperature === 20);
    expect(await latestOf(plantId)).toMatchObject({ soil_moisture: 50 });
    await probe.say({ soil_moisture: 2970 });
    await eventually(async () =>
      (await alertsOf(plantId)).some(({ message }) => message.startsWith('soil_moisture is 10.0')),
    );
    const { body } = await call<Calibration[]>(plantOps.url, 'GET', path);
    expect(body).toMatchObject([
      { metric: 'soil_moisture', raw: 2970 },
      { metric: 'temperature', raw: 20, points: null },
    ]);
    const removed = await call<Calibration[]>(plantOps.url, 'DELETE', `${path}/soil_moisture`);
    expect(removed.body[0]).toMatchObject({ points: null, raw: 2970 });
    expect((await call(plantOps.url, 'PUT', `${path}/soil_moisture`, { dry: 1, saturated: 1 })).status).toBe(400);
    expect((await call(plantOps.url, 'PUT', `${path}/colour`, counts)).status).toBeGreaterThanOrEqual(400);
    await probe.leave();
  });

  it('are combined in one of three ways', async () => {
    const { body: plant } = await call<Plant>(plantOps.url, 'POST', '/api/plants', {
      name: 'Chosen',
      combine: { humidity: 'max' },
    });
    expect(plant.combine).toEqual({ humidity: 'max' });
    const refused = await call<{ errors: { pointer: string }[] }>(plantOps.url, 'PUT', `/api/plants/${plant.id}`, {
      combine: { humidity: 'median' },
    });
    expect([refused.status, refused.body.errors[0]?.pointer]).toEqual([400, '/combine/humidity']);
    expect(await put(plant.id, { name: 'Renamed' })).toMatchObject({ combine: { humidity: 'max' } });
    expect(await put(plant.id, { combine: {} })).toMatchObject({ combine: {} });
  });
});
