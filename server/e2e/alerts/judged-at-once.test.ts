import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, getPlant, listAlerts, newMac, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { DiscordServer } from '../harness/discord-server.ts';
import { eventually } from '../harness/eventually.ts';
import type { PlantOpsProcess } from '../harness/plantops-process.ts';
import { sharedServer } from '../harness/shared-server.ts';

/** Each device here sends one reading and falls silent: what happens afterwards follows from the change alone. */
describe('what follows from configuration is judged when configuration changes', () => {
  const discord = new DiscordServer();
  let plantOps: PlantOpsProcess;
  const about = (title: string) =>
    discord.messages.filter((message) => message.title === title).map(({ content }) => content);
  const put = async (plantId: string, body: object): Promise<Plant> =>
    (await call<Plant>(plantOps.url, 'PUT', `/api/plants/${plantId}`, body)).body;
  const assign = (credentials: DeviceCredentials, plantId: string | null) =>
    call(plantOps.url, 'POST', `/api/devices/${credentials.device_id}/provision`, { plant_id: plantId });
  const openAlerts = (plantId: string) => listAlerts(plantOps.url, `?plant_id=${plantId}&open=true`);

  beforeAll(async () => {
    plantOps = sharedServer();
    await plantOps.start();
    const settings = { discord_webhook: await discord.start() };
    expect((await call(plantOps.url, 'PUT', '/api/settings/notifications', settings)).status).toBe(200);
  });
  afterAll(async () => {
    await plantOps.remove();
    await discord.stop();
  });

  async function say(credentials: DeviceCredentials, values: object): Promise<void> {
    const client = await connectDevice(credentials);
    await publishReading(client, credentials, values);
    await client.endAsync();
  }

  /** A plant whose device said this once. */
  async function plantWith(name: string, thresholds: object, values: object) {
    const credentials = await register(plantOps.url, newMac());
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, { name, thresholds });
    await say(credentials, values);
    await eventually(async () => (await getPlant(plantOps.url, plantId)).latest !== null);
    return { credentials, plantId };
  }

  /** A plant with an alert about soil that is at 15 % and should have 20. */
  async function dryPlant(name: string) {
    const plant = await plantWith(name, { soil_moisture: { min: 20 } }, { soil_moisture: 15 });
    await eventually(() => about(name).includes('soil_moisture is 15.0, threshold min 20.0'));
    return plant;
  }

  it('limits that are taken away end the alert in the same answer, with one recovery', async () => {
    const { plantId } = await dryPlant('Unlimited');
    expect(await put(plantId, { thresholds: {} })).toMatchObject({ status: 'ok', open_alerts: 0, thresholds: {} });
    await eventually(() => about('Unlimited').length === 2);
    expect(about('Unlimited')[1]).toBe('soil_moisture is 15.0, no limit any more');
  });

  it('a limit that is lowered below the value ends the alert, one that still excludes it is the one it is about', async () => {
    const { plantId } = await dryPlant('Lowered');
    expect(await put(plantId, { thresholds: { soil_moisture: { min: 18 } } })).toMatchObject({ status: 'alert' });
    expect(await openAlerts(plantId)).toMatchObject([
      { threshold: 18, message: 'soil_moisture is 15.0, threshold min 18.0' },
    ]);
    expect(await put(plantId, { thresholds: { soil_moisture: { min: 15 } } })).toMatchObject({
      status: 'ok',
      open_alerts: 0,
    });
    await eventually(() => about('Lowered').length === 2);
    expect(about('Lowered')[1]).toBe('soil_moisture is 15.0, back in range');
  });

  it('a limit that excludes the value of now opens an alert in the same answer', async () => {
    const { plantId } = await plantWith('Tightened', {}, { temperature: 25, humidity: 50 });
    expect(await put(plantId, { thresholds: { temperature: { max: 24 } } })).toMatchObject({
      status: 'alert',
      open_alerts: 1,
    });
    await eventually(() => about('Tightened').length === 1);
    expect(about('Tightened')).toEqual(['temperature is 25.0, threshold max 24.0']);
  });

  it('limits that were changed by SQL are judged, too', async () => {
    const { plantId } = await dryPlant('By hand');
    await plantOps.query(`UPDATE plants SET thresholds = '{}' WHERE id = $1`, [plantId]);
    await eventually(async () => (await getPlant(plantOps.url, plantId)).open_alerts === 0);
  });

  it('a device that is moved takes its values along: the plant it leaves and the one it comes to are judged', async () => {
    const { credentials, plantId: left } = await dryPlant('Left');
    const other = await register(plantOps.url, newMac());
    await assign(other, left);
    await say(other, { soil_moisture: 50 });
    const { plantId: reached } = await plantWith('Reached', { soil_moisture: { min: 40 } }, { humidity: 50 });
    await assign(credentials, reached);
    expect([await getPlant(plantOps.url, left), await getPlant(plantOps.url, reached)]).toMatchObject([
      { status: 'ok', open_alerts: 0 },
      { status: 'alert', open_alerts: 1 },
    ]);
    expect(await openAlerts(reached)).toMatchObject([{ message: 'soil_moisture is 15.0, threshold min 40.0' }]);
  });

  it('the last device that measures a metric leaves no alert about it behind, however it goes', async () => {
    const unassigned = await dryPlant('Unassigned');
    await assign(unassigned.credentials, null);
    expect(await getPlant(plantOps.url, unassigned.plantId)).toMatchObject({ open_alerts: 0, status: 'no_data' });
    const decommissioned = await dryPlant('Decommissioned');
    const other = await register(plantOps.url, newMac());
    await assign(other, decommissioned.plantId);
    await say(other, { humidity: 50 });
    await call(plantOps.url, 'DELETE', `/api/devices/${decommissioned.credentials.device_id}`);
    expect(await openAlerts(decommissioned.plantId), 'of the plant that still has a device').toEqual([]);
  });

  it('a plant that is removed has no open alert, and one that is brought back is judged by what is so then', async () => {
    const { credentials, plantId } = await dryPlant('Back again');
    await call(plantOps.url, 'DELETE', `/api/plants/${plantId}`);
    expect(await listAlerts(plantOps.url, `?device_id=${credentials.device_id}&open=true`)).toEqual([]);
    await say(credentials, { soil_moisture: 50 });
    await eventually(async () => {
      const { body } = await call<{ latest: { soil_moisture: number } }>(
        plantOps.url,
        'GET',
        `/api/devices/${credentials.device_id}`,
      );
      return body.latest.soil_moisture === 50;
    });
    const { body } = await call<Plant>(plantOps.url, 'POST', `/api/removed-plants/${plantId}/restore`);
    expect(body).toMatchObject({ status: 'ok', open_alerts: 0, latest: { soil_moisture: 50 } });
  });

  it('a plant that is brought back as it was has its alert again, and nobody is told twice', async () => {
    const { plantId } = await dryPlant('As before');
    await call(plantOps.url, 'DELETE', `/api/plants/${plantId}`);
    const { body } = await call<Plant>(plantOps.url, 'POST', `/api/removed-plants/${plantId}/restore`);
    expect(body).toMatchObject({ status: 'alert', open_alerts: 1 });
    expect(about('As before')).toHaveLength(1);
  });

  it('a mute that ends tells a breach that outlasts it, without a further reading', async () => {
    const { credentials, plantId } = await plantWith('Muted', {}, { humidity: 50 });
    const mute = (until: string | null) => call(plantOps.url, 'PUT', `/api/plants/${plantId}/mutes`, { until });
    await mute(new Date(Date.now() + 3_600_000).toISOString());
    await put(plantId, { thresholds: { humidity: { min: 60 } } });
    await say(credentials, { humidity: 45 });
    await eventually(async () => (await getPlant(plantOps.url, plantId)).latest?.humidity === 45);
    expect(await openAlerts(plantId)).toMatchObject([{ metric: 'humidity', delivery: 'none' }]);
    await mute(null);
    await eventually(() => about('Muted').length === 1);
    expect(about('Muted')).toEqual(['humidity is 45.0, threshold min 60.0']);
  });

  it('a mute that runs out does the same', async () => {
    const { plantId } = await plantWith('Muted for seconds', {}, { humidity: 50 });
    const until = new Date(Date.now() + 1500).toISOString();
    await call(plantOps.url, 'PUT', `/api/plants/${plantId}/mutes`, { until });
    await put(plantId, { thresholds: { humidity: { min: 60 } } });
    expect(about('Muted for seconds')).toEqual([]);
    await eventually(() => about('Muted for seconds').length === 1);
  });

  it('a change is told once, also without a cooldown', async () => {
    await call(plantOps.url, 'PUT', '/api/settings/notifications', { cooldown_s: 0 });
    const { plantId } = await plantWith('Told once', {}, { temperature: 33 });
    await put(plantId, { thresholds: { temperature: { max: 30 } } });
    await put(plantId, { name: 'Told once', thresholds: { temperature: { max: 29 } } });
    await call(plantOps.url, 'PUT', `/api/plants/${plantId}/mutes`, {
      until: new Date(Date.now() + 60_000).toISOString(),
    });
    await call(plantOps.url, 'PUT', `/api/plants/${plantId}/mutes`, { until: null });
    // The next change comes after all others that the database announced.
    await put(plantId, { thresholds: {} });
    await eventually(() => about('Told once').some((message) => message.includes('no limit')));
    await call(plantOps.url, 'PUT', '/api/settings/notifications', { cooldown_s: null });
    expect(about('Told once')).toEqual([
      'temperature is 33.0, threshold max 30.0',
      'temperature is 33.0, no limit any more',
    ]);
  });

  it('a shorter cooldown reminds of what is over it now', async () => {
    const { plantId } = await dryPlant('Cooled down');
    await call(plantOps.url, 'PUT', '/api/settings/notifications', { cooldown_s: 0 });
    await eventually(() => about('Cooled down').length === 2);
    expect(about('Cooled down')).toEqual(Array(2).fill('soil_moisture is 15.0, threshold min 20.0'));
    await call(plantOps.url, 'PUT', '/api/settings/notifications', { cooldown_s: null });
    expect(await openAlerts(plantId)).toHaveLength(1);
  });

  it('another species is what the care plan by rules is about at once', async () => {
    const { plantId } = await plantWith('Renamed', {}, { soil_moisture: 50 });
    const speciesOfPlan = async () =>
      (
        await call<{ made_from: { plant: { species: string } } }>(
          plantOps.url,
          'GET',
          `/api/plants/${plantId}/care-plan`,
        )
      ).body.made_from.plant.species;
    await put(plantId, { species: 'Monstera deliciosa' });
    await call(plantOps.url, 'POST', `/api/plants/${plantId}/analyze`);
    expect(await speciesOfPlan()).toBe('Monstera deliciosa');
    await put(plantId, { species: 'Nephrolepis exaltata' });
    expect(await speciesOfPlan()).toBe('Nephrolepis exaltata');
  });
});
