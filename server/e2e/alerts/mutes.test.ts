import type { Alert, NoticeRecord } from '@plantops/shared/api/alerts.ts';
import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, getDevice, getPlant, listAlerts, newMac, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { DiscordServer } from '../harness/discord-server.ts';
import { EventReader } from '../harness/event-reader.ts';
import { eventually } from '../harness/eventually.ts';
import { JudgedApi } from '../harness/judged-api.ts';
import { passMarker } from '../harness/marker.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const HOUR_MS = 3_600_000;

describe('mutes, notices and credentials', () => {
  const discord = new DiscordServer();
  let plantOps: PlantOpsProcess;
  /** Judges each answer by the OpenAPI document. */
  let api: JudgedApi;
  const about = (title: string) =>
    discord.messages.filter((message) => message.title === title).map(({ content }) => content);
  const mute = (plantId: string, body: object) =>
    api.call<Plant & { code: string; errors: object[] }>('PUT', `/api/plants/${plantId}/mutes`, body);
  const ahead = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();
  const openAlerts = (plantId: string) => listAlerts(plantOps.url, `?plant_id=${plantId}&open=true`);

  beforeAll(async () => {
    plantOps = new PlantOpsProcess({
      DISCORD_WEBHOOK_URL: await discord.start(),
      ALERT_COOLDOWN_S: '0',
      HEARTBEAT_INTERVAL_S: '1',
    });
    await plantOps.start();
    api = await JudgedApi.of(plantOps.url);
  });
  afterAll(async () => {
    await plantOps.remove();
    await discord.stop();
  });

  async function newPlant(
    name: string,
    thresholds: object,
  ): Promise<{ credentials: DeviceCredentials; plantId: string }> {
    const credentials = await register(plantOps.url, newMac(), { name: `Board of ${name}` });
    return { credentials, plantId: await assignNewPlant(plantOps.url, credentials.device_id, { name, thresholds }) };
  }

  it('a muted breach is shown and not sent; unmuted, the next reading is', async () => {
    const { credentials, plantId } = await newPlant('Dry fern', {
      soil_moisture: { min: 20 },
      temperature: { max: 30 },
    });
    const events = await EventReader.open(plantOps.url);
    const until = ahead(HOUR_MS);
    const { status, body } = await mute(plantId, { metric: 'soil_moisture', until });
    expect([status, body.mutes]).toEqual([200, [{ metric: 'soil_moisture', until }]]);
    await eventually(() => events.named('plant').some(({ data }) => JSON.stringify(data).includes(until)));

    const client = await connectDevice(credentials);
    await publishReading(client, credentials, { soil_moisture: 10, temperature: 40 });
    await eventually(async () => (await openAlerts(plantId)).length === 2);
    await eventually(() => about('Dry fern').length === 1);
    expect(about('Dry fern')).toEqual(['temperature is 40.0, threshold max 30.0']);
    expect((await openAlerts(plantId)).find(({ metric }) => metric === 'soil_moisture')).toMatchObject({
      delivery: 'none',
      sent_at: null,
    });
    expect(await getPlant(plantOps.url, plantId)).toMatchObject({ status: 'alert', open_alerts: 2 });

    expect((await mute(plantId, { metric: 'soil_moisture', until: null })).body.mutes).toEqual([]);
    await publishReading(client, credentials, { soil_moisture: 9 });
    await eventually(() => about('Dry fern').includes('soil_moisture is 9.0, threshold min 20.0'));

    await mute(plantId, { until });
    await publishReading(client, credentials, { soil_moisture: 50, temperature: 20 });
    await eventually(async () => (await openAlerts(plantId)).length === 0);
    await passMarker(plantOps.url, discord);
    expect(about('Dry fern').filter((content) => content.endsWith('back in range'))).toEqual([]);
    await client.endAsync();
    events.close();
  });

  it('a mute of more than a year, of an unknown metric or plant is refused with what to do', async () => {
    const { plantId } = await newPlant('Refused fern', {});
    const tooLong = await mute(plantId, { metric: null, until: ahead(400 * 24 * HOUR_MS) });
    expect([tooLong.status, tooLong.body.code, tooLong.body.errors]).toEqual([
      400,
      'invalid_request',
      [{ pointer: '/until', detail: 'is more than a year ahead' }],
    ]);
    expect((await mute(plantId, { metric: 'mood', until: null })).status).toBe(400);
    expect((await mute(plantId, { metric: null, until: 'tomorrow' })).status).toBe(400);
    expect((await mute('plant_0', { until: null })).body.code).toBe('plant_not_found');
    expect((await mute('plant_0', { until: ahead(HOUR_MS) })).body.code).toBe('plant_not_found');
    expect((await getPlant(plantOps.url, plantId)).mutes).toEqual([]);
  });

  it('the device of a muted plant goes offline and comes back without a message, also over a restart', async () => {
    const { credentials, plantId } = await newPlant('Moved fern', { humidity: { min: 40 } });
    const until = ahead(HOUR_MS);
    await mute(plantId, { metric: null, until });
    const client = await connectDevice(credentials);
    // A board that sends nothing but readings may sleep between them.
    await client.publishAsync(credentials.topics.heartbeat, '{}', { qos: 1 });
    await publishReading(client, credentials, { humidity: 30 });
    await eventually(async () => (await openAlerts(plantId)).length === 1);
    await eventually(async () => (await getDevice(plantOps.url, credentials.device_id)).status === 'offline');
    await eventually(async () => (await openAlerts(plantId)).some(({ kind }) => kind === 'offline'));
    await client.endAsync();

    await plantOps.stop();
    await plantOps.start();
    expect((await getPlant(plantOps.url, plantId)).mutes).toEqual([{ metric: null, until }]);
    const back = await connectDevice(credentials);
    await publishReading(back, credentials, { humidity: 29 });
    await eventually(async () => (await getDevice(plantOps.url, credentials.device_id)).status === 'online');
    await passMarker(plantOps.url, discord);
    // In a message of its own, or in one with other boards that fell silent in the same minute.
    const told = () =>
      discord.messages.map(({ content }) => content).filter((content) => content.includes('Board of Moved fern'));
    expect([about('Moved fern'), told()]).toEqual([[], []]);
    expect(
      (await api.call<NoticeRecord[]>('GET', '/api/notices')).body.filter(({ plant_id }) => plant_id === plantId),
    ).toEqual([]);

    // An outage that outlasts the mute is told then.
    await eventually(async () => (await openAlerts(plantId)).some(({ kind }) => kind === 'offline'));
    await mute(plantId, { until: null });
    await eventually(() => told().length === 1);
    await back.endAsync();
    await plantOps.query('DELETE FROM mutes');
  });

  it('a mute set by another process is obeyed', async () => {
    const { body: plant } = await api.call<Plant>('POST', '/api/plants', {
      name: 'Shared fern',
      thresholds: { humidity: { min: 40 } },
    });
    const credentials = await register(plantOps.url);
    const client = await connectDevice(credentials);
    await plantOps.query(
      `INSERT INTO mutes (plant_id, metric, until) VALUES ($1, 'humidity', now() + interval '1 hour')`,
      [plant.id],
    );
    // What the database tells comes in order: once readings are the plant's, the mute is known, too.
    await plantOps.query('UPDATE devices SET plant_id = $1 WHERE id = $2', [plant.id, credentials.device_id]);
    await eventually(async () => {
      await publishReading(client, credentials, { humidity: 1 });
      return (await openAlerts(plant.id)).length === 1;
    });
    await passMarker(plantOps.url, discord);
    expect(about('Shared fern')).toEqual([]);
    await plantOps.query('DELETE FROM mutes WHERE plant_id = $1', [plant.id]);
    await eventually(() => about('Shared fern').length > 0);
    expect(about('Shared fern')[0]).toBe('humidity is 1.0, threshold min 40.0');
    await client.endAsync();
  });

  it('an alert that was marked as seen is unmarked again', async () => {
    const [alert] = await listAlerts(plantOps.url);
    const path = `/api/alerts/${alert?.id}/acknowledge`;
    expect((await api.call<Alert>('POST', path)).body.acknowledged_at).not.toBeNull();
    const events = await EventReader.open(plantOps.url);
    expect(await api.call<Alert>('DELETE', path)).toMatchObject({
      status: 200,
      body: { id: alert?.id, acknowledged_at: null },
    });
    await eventually(() => events.named('alert').some(({ data }) => (data as Alert).id === alert?.id));
    expect((await api.call<{ code: string }>('DELETE', '/api/alerts/999999/acknowledge')).body.code).toBe(
      'alert_not_found',
    );
    events.close();
  });

  it('the messages that were sent are listed, newest first, page by page', async () => {
    const all = (await api.call<NoticeRecord[]>('GET', '/api/notices?state=sent')).body;
    expect(all.length).toBeGreaterThan(2);
    expect(all.map(({ created_at }) => created_at)).toEqual(
      all
        .map(({ created_at }) => created_at)
        .toSorted()
        .toReversed(),
    );
    expect(all.findLast(({ message }) => message === 'temperature is 40.0, threshold max 30.0')).toMatchObject({
      kind: 'breach',
      state: 'sent',
      attempts: 1,
      next_attempt_at: null,
    });
    const page = await api.call<NoticeRecord[]>('GET', '/api/notices?limit=2');
    const next = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1] ?? '';
    const paged = [...page.body, ...(await api.call<NoticeRecord[]>('GET', next)).body].map(({ id }) => id);
    const ids = (await api.call<NoticeRecord[]>('GET', '/api/notices')).body.map(({ id }) => id);
    // A device may have gone offline in the meantime, whose notice comes first.
    const start = ids.indexOf(paged[0] ?? '');
    expect([paged.length, paged]).toEqual([4, ids.slice(start, start + 4)]);
    expect(
      (await api.call<NoticeRecord[]>('GET', `/api/notices?alert_id=${all[0]?.alert_id}`)).body.map(({ id }) => id),
    ).toContain(all[0]?.id);
    expect((await api.call<{ code: string }>('GET', '/api/notices?cursor=nothing')).body.code).toBe('invalid_request');
  });

  it('renewed credentials work when they are answered, the old ones do not, and their connection is cut', async () => {
    const before = await register(plantOps.url);
    await api.call('PATCH', `/api/devices/${before.device_id}`, { locked: true });
    const bystander = await register(plantOps.url);
    const [client, other] = [await connectDevice(before), await connectDevice(bystander)];
    const cut = new Promise<void>((resolve) => client.once('close', () => resolve()));
    const { status, body: after } = await api.call<DeviceCredentials>(
      'POST',
      `/api/devices/${before.device_id}/credentials`,
    );
    expect([status, after]).toEqual([200, { ...before, mqtt_password: expect.any(String) }]);
    await cut;
    await expect(connectDevice(before)).rejects.toThrow(/not authori[sz]ed/i);
    const renewed = await connectDevice(after);
    await publishReading(renewed, after, { temperature: 21 });
    await eventually(async () => (await getDevice(plantOps.url, after.device_id)).latest?.temperature === 21);
    expect(other.connected).toBe(true);
    expect((await api.call<{ code: string }>('POST', '/api/devices/dev_0/credentials')).body.code).toBe(
      'device_not_found',
    );
    expect(plantOps.output).not.toContain(after.mqtt_password);
    await Promise.all([renewed.endAsync(), other.endAsync()]);
  });
});
