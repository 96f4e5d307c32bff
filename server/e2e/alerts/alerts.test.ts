import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, getDevice, getPlant, listAlerts, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { DiscordServer } from '../harness/discord-server.ts';
import { eventually } from '../harness/eventually.ts';
import { passMarker } from '../harness/marker.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const COOLDOWN_S = 2;
const HEARTBEAT_S = 1;

describe('alerts', () => {
  const discord = new DiscordServer();
  let plantOps: PlantOpsProcess;
  const about = (title: string) => discord.messages.filter((message) => message.title === title);

  beforeAll(async () => {
    plantOps = new PlantOpsProcess({
      DISCORD_WEBHOOK_URL: await discord.start(),
      ALERT_COOLDOWN_S: String(COOLDOWN_S),
      HEARTBEAT_INTERVAL_S: String(HEARTBEAT_S),
    });
    await plantOps.start();
  });
  afterAll(async () => {
    await plantOps.remove();
    await discord.stop();
  });

  it('a breach reaches Discord once within the cooldown and again after it', async () => {
    const credentials = await register(plantOps.url);
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, {
      name: 'Dry fern',
      thresholds: { soil_moisture: { min: 20, max: 80 } },
    });
    const client = await connectDevice(credentials);
    await publishReading(client, credentials, { soil_moisture: 15.2 });
    await eventually(() => about('Dry fern').length === 1);
    // As the server has it: a busy machine takes its time to send a message.
    const noticedMs = async (): Promise<number> => {
      const [alert] = await plantOps.query<{ noticed_at: Date }>('SELECT noticed_at FROM alerts WHERE plant_id = $1', [
        plantId,
      ]);
      return alert?.noticed_at.getTime() ?? Number.NaN;
    };
    const firstMs = await noticedMs();
    const [first] = about('Dry fern');
    expect(first?.content).toBe('soil_moisture is 15.2, threshold min 20.0');
    expect(await getPlant(plantOps.url, plantId)).toMatchObject({ status: 'alert', open_alerts: 1 });

    const again = await eventually(
      async () => {
        await publishReading(client, credentials, { soil_moisture: 13 });
        return about('Dry fern')[1];
      },
      { everyMs: 200 },
    );
    expect(again.content).toBe('soil_moisture is 13.0, threshold min 20.0');
    expect((await noticedMs()) - firstMs).toBeGreaterThanOrEqual(COOLDOWN_S * 1000);

    // Inside the range, but not by the hysteresis of 5 % of it (3 points).
    await publishReading(client, credentials, { soil_moisture: 22 });
    await passMarker(plantOps.url, discord);
    expect(await listAlerts(plantOps.url, `?plant_id=${plantId}&open=true`)).toHaveLength(1);
    await publishReading(client, credentials, { soil_moisture: 23.5 });
    await eventually(() => about('Dry fern')[2]);
    expect(about('Dry fern')[2]?.content).toBe('soil_moisture is 23.5, back in range');
    const [alert] = await listAlerts(plantOps.url, `?plant_id=${plantId}`);
    expect(alert).toMatchObject({ metric: 'soil_moisture', threshold: 20, direction: 'min' });
    expect(alert?.closed_at).not.toBeNull();
    await eventually(async () => (await listAlerts(plantOps.url, `?plant_id=${plantId}`))[0]?.delivery === 'sent');
    await client.endAsync();
  });

  it('an older reading raises no alert once a newer one was seen', async () => {
    const credentials = await register(plantOps.url);
    await assignNewPlant(plantOps.url, credentials.device_id, {
      name: 'Late fern',
      thresholds: { temperature: { max: 30 } },
    });
    const client = await connectDevice(credentials);
    const now = Date.now();
    await publishReading(client, credentials, { temperature: 25 }, new Date(now));
    await publishReading(client, credentials, { temperature: 45 }, new Date(now - 1000));
    await publishReading(client, credentials, { temperature: 46 }, new Date(now - 3600_000));
    await eventually(
      async () =>
        (await plantOps.query('SELECT FROM telemetry WHERE device_id = $1', [credentials.device_id])).length === 3,
    );
    await passMarker(plantOps.url, discord);
    expect(about('Late fern')).toEqual([]);
    await client.endAsync();
  });

  it('a breach ends, without a message, when the last device leaves the plant', async () => {
    const credentials = await register(plantOps.url);
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, {
      name: 'Lonely fern',
      thresholds: { temperature: { max: 30 } },
    });
    const client = await connectDevice(credentials);
    await publishReading(client, credentials, { temperature: 41 });
    await eventually(() => about('Lonely fern').length === 1);
    await call(plantOps.url, 'POST', `/api/devices/${credentials.device_id}/provision`, { plant_id: null });
    expect(await listAlerts(plantOps.url, `?plant_id=${plantId}&open=true`)).toEqual([]);
    expect(await getPlant(plantOps.url, plantId)).toMatchObject({ status: 'no_data', open_alerts: 0 });

    // Back again, the breach is a new alert; the cooldown still holds.
    await call(plantOps.url, 'POST', `/api/devices/${credentials.device_id}/provision`, { plant_id: plantId });
    await publishReading(client, credentials, { temperature: 42 });
    await eventually(async () => (await listAlerts(plantOps.url, `?plant_id=${plantId}&open=true`)).length === 1);
    await passMarker(plantOps.url, discord);
    expect(about('Lonely fern')).toHaveLength(1);
    await client.endAsync();
  });

  it("Discord's 429 is obeyed and nothing is lost", async () => {
    const credentials = await register(plantOps.url);
    await assignNewPlant(plantOps.url, credentials.device_id, {
      name: 'Patient fern',
      thresholds: { humidity: { min: 40 } },
    });
    const client = await connectDevice(credentials);
    discord.nextAnswers.push({ status: 429, headers: { 'retry-after': '2' }, body: { retry_after: 2 } });
    const asked = Date.now();
    await publishReading(client, credentials, { humidity: 10 });
    const sent = await eventually(() => about('Patient fern')[0]);
    expect(sent.content).toBe('humidity is 10.0, threshold min 40.0');
    expect(sent.at - asked).toBeGreaterThanOrEqual(1900);
    await client.endAsync();
  });

  it('a restart neither repeats nor forgets an open alert', async () => {
    const credentials = await register(plantOps.url);
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, {
      name: 'Steady fern',
      thresholds: { light_level: { max: 1000 } },
    });
    const client = await connectDevice(credentials);
    await publishReading(client, credentials, { light_level: 5000 });
    await eventually(() => about('Steady fern').length === 1);
    await client.endAsync();
    expect(await plantOps.stop()).toBe(0);
    await plantOps.start();
    const back = await connectDevice(credentials);
    await publishReading(back, credentials, { light_level: 5001 });
    await publishReading(back, credentials, { light_level: 100 });
    await eventually(async () => (await listAlerts(plantOps.url, `?plant_id=${plantId}&open=true`)).length === 0);
    await eventually(() => about('Steady fern').at(-1)?.content === 'light_level is 100.0, back in range');
    expect(await listAlerts(plantOps.url, `?plant_id=${plantId}`)).toHaveLength(1);
    await back.endAsync();
  });

  it('offline is noticed after three missed heartbeats and reported once', async () => {
    const credentials = await register(plantOps.url, undefined, { name: 'Quiet board' });
    const client = await connectDevice(credentials);
    const offline = (name: string) =>
      // In a message of its own, or in that of others that went silent within the same minute.
      discord.messages.filter(({ content }) => content.includes(name) && /offline|silent/.test(content)).length;
    // Before it is sent: a busy machine takes its time to tell that it was heard.
    const lastHeard = Date.now();
    await client.publishAsync(credentials.topics.heartbeat, '{"uptime_s":1,"battery_pct":80}', { qos: 1 });
    await eventually(async () => (await getDevice(plantOps.url, credentials.device_id)).status === 'online');
    await eventually(async () => (await getDevice(plantOps.url, credentials.device_id)).status === 'offline');
    const silentMs = Date.now() - lastHeard;
    expect(silentMs).toBeGreaterThanOrEqual(3 * HEARTBEAT_S * 1000);
    await eventually(() => offline('Quiet board') === 1);
    // Told once, also by the looks at all devices that find another one silent later.
    const other = await register(plantOps.url, undefined, { name: 'Other board' });
    const otherClient = await connectDevice(other);
    await otherClient.publishAsync(other.topics.heartbeat, '{}', { qos: 1 });
    await otherClient.endAsync();
    await eventually(() => offline('Other board') === 1);
    expect(offline('Quiet board')).toBe(1);

    await client.publishAsync(credentials.topics.heartbeat, '{}', { qos: 1 });
    await eventually(() =>
      discord.messages.some(({ content }) => /Quiet board is back online|back: .*Quiet board/.test(content)),
    );
    expect((await getDevice(plantOps.url, credentials.device_id)).status).toBe('online');
    await client.endAsync();
  });
});
