import { rmSync } from 'node:fs';
import path from 'node:path';
import type { NoticeRecord } from '@plantops/shared/api/alerts.ts';
import type { Device } from '@plantops/shared/api/devices.ts';
import type { DisplaySettings } from '@plantops/shared/settings/display.ts';
import type { HomeAccount } from '@plantops/shared/settings/home-assistant.ts';
import type { NotificationSettings, TestResult } from '@plantops/shared/settings/notification-settings.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, listAlerts, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { DiscordServer } from '../harness/discord-server.ts';
import { eventually } from '../harness/eventually.ts';
import { JudgedApi } from '../harness/judged-api.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const HOUR_MS = 3_600_000;
const timeOfDay = (at: number): string => new Date(at).toISOString().slice(11, 16);

/** Quiet for an hour at least, whatever time it is. */
const quietNow = (): object => ({
  from: timeOfDay(Date.now() - HOUR_MS),
  to: timeOfDay(Date.now() + 2 * HOUR_MS),
  time_zone: 'UTC',
});

describe('settings', () => {
  const discord = new DiscordServer();
  let webhook: string;
  let plantOps: PlantOpsProcess;
  let api: JudgedApi;
  const said: string[] = [];

  async function ask<T>(method: string, target: string, body?: unknown): Promise<{ status: number; body: T }> {
    const answer = await api.call<T>(method, target, body);
    said.push(JSON.stringify(answer.body));
    return answer;
  }
  const notifications = async (change: object): Promise<NotificationSettings> => {
    const { status, body } = await ask<NotificationSettings>('PUT', '/api/settings/notifications', change);
    expect([status, body]).toEqual([200, body]);
    return body;
  };
  const display = async (): Promise<DisplaySettings> =>
    (await ask<DisplaySettings>('GET', '/api/settings/display')).body;
  const test = async (): Promise<TestResult> =>
    (await ask<TestResult>('POST', '/api/settings/notifications/test')).body;

  /** A plant with a device that is too dry: its first reading, with this value, raises an alert. */
  async function dryPlant(name: string) {
    const credentials = await register(plantOps.url);
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, {
      name,
      thresholds: { soil_moisture: { min: 20 } },
    });
    const client = await connectDevice(credentials);
    return {
      read: (value: number) => publishReading(client, credentials, { soil_moisture: value }),
      delivery: async () => (await listAlerts(plantOps.url, `?plant_id=${plantId}`))[0]?.delivery,
      messages: () => discord.messages.filter(({ title }) => title === name).map(({ content }) => content),
      end: () => client.endAsync(),
    };
  }

  beforeAll(async () => {
    webhook = await discord.start();
    plantOps = new PlantOpsProcess({ WEBHOOK_ALLOWED_HOSTS: new URL(webhook).host });
    await plantOps.start();
    api = await JudgedApi.of(plantOps.url);
  });
  afterAll(async () => {
    await plantOps.remove();
    await discord.stop();
  });

  it('of the display change only where something is given', async () => {
    expect(await display()).toEqual({
      language: 'auto',
      temperature_unit: 'celsius',
      time_zone: 'auto',
      theme: 'system',
    });
    expect((await ask('PUT', '/api/settings/display', { language: 'de', time_zone: 'Europe/Berlin' })).body).toEqual({
      language: 'de',
      temperature_unit: 'celsius',
      time_zone: 'Europe/Berlin',
      theme: 'system',
    });
    expect(await ask('PUT', '/api/settings/display', { time_zone: 'Moon/Base' })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ pointer: '/time_zone' }] },
    });
    expect(await display()).toMatchObject({ language: 'de', time_zone: 'Europe/Berlin' });
  });

  it.each([
    'http://127.0.0.1:1/hook',
    'https://evil.example/api/webhooks/1/x',
    'http://discord.com.evil.example/x',
    'http://169.254.169.254/latest',
  ])('the webhook may not be %s', async (address) => {
    expect(await ask('PUT', '/api/settings/notifications', { discord_webhook: address })).toMatchObject({
      status: 400,
      body: {
        code: 'webhook_not_allowed',
        detail: expect.stringContaining('WEBHOOK_ALLOWED_HOSTS') as string,
        errors: [{ pointer: '/discord_webhook' }],
      },
    });
  });

  it('a webhook that is set gets the alert that is open, and is shown masked', async () => {
    expect(await test()).toEqual({
      ok: false,
      latency_ms: 0,
      error: expect.stringContaining('No channel is set up') as string,
      channels: [],
    });
    const fern = await dryPlant('Early fern');
    await fern.read(10);
    await eventually(async () => (await fern.delivery()) === 'not_configured');
    expect(await notifications({ discord_webhook: webhook })).toMatchObject({
      discord_webhook: `${new URL(webhook).host}/…oken`,
      discord_webhook_source: 'settings',
      discord_webhook_error: null,
      cooldown_s: 900,
      cooldown_source: 'environment',
    });
    await eventually(() => fern.messages().length === 1);
    await eventually(async () => (await fern.delivery()) === 'sent');
    const { body: notices } = await ask<NoticeRecord[]>('GET', '/api/notices');
    expect(notices).toMatchObject([
      { state: 'sent', deliveries: [{ channel: 'discord', state: 'sent', attempts: 1 }] },
    ]);
    await fern.end();
  });

  it('a channel is set in the list of channels, too, and is there as the webhook', async () => {
    const discordOf = ({ channels }: NotificationSettings) => channels.find(({ name }) => name === 'discord');
    const masked = `${new URL(webhook).host}/…oken`;
    const set = await notifications({ channels: { discord: { webhook } } });
    expect([discordOf(set), set.discord_webhook]).toMatchObject([
      { configured: true, source: 'settings', fields: [{ name: 'webhook', kind: 'url', value: masked }] },
      masked,
    ]);
    expect(
      await ask('PUT', '/api/settings/notifications', { channels: { discord: { webhook: 'http://127.0.0.1:1/x' } } }),
    ).toMatchObject({
      status: 400,
      body: { code: 'webhook_not_allowed', errors: [{ pointer: '/channels/discord/webhook' }] },
    });
    expect(await ask('PUT', '/api/settings/notifications', { channels: { telegraph: {} } })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ pointer: '/channels/telegraph' }] },
    });
  });

  it('messages are in the language of the dashboard, or in one of their own', async () => {
    expect(await test()).toMatchObject({ ok: true });
    expect(discord.messages.at(-1)?.content).toMatch(/^PlantOps-Test: /);
    expect(await notifications({ language: 'en' })).toMatchObject({ language: 'en', language_used: 'en' });
  });

  it('the test message comes through, or it is said what is wrong', async () => {
    expect(await test()).toMatchObject({ ok: true, error: null, channels: [{ name: 'discord', ok: true }] });
    expect(await ask('POST', '/api/settings/notifications/test', { channel: 'discord' })).toMatchObject({
      body: { ok: true },
    });
    expect(await ask('POST', '/api/settings/notifications/test', { channel: 'telegraph' })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ pointer: '/channel' }] },
    });
    expect(discord.messages.at(-1)?.content).toMatch(/^PlantOps test: /);
    discord.nextAnswers.push({ status: 404 }, { status: 429, headers: { 'retry-after': '5' } });
    expect(await test()).toMatchObject({
      ok: false,
      error: expect.stringContaining('check the webhook address') as string,
    });
    expect(await test()).toMatchObject({ ok: false, error: expect.stringContaining('try again in 5 s') as string });
  });

  it('the cooldown holds from the next reading on', async () => {
    const fern = await dryPlant('Chatty fern');
    await fern.read(10);
    await eventually(() => fern.messages().length === 1);
    expect(await notifications({ cooldown_s: 0 })).toMatchObject({ cooldown_s: 0, cooldown_source: 'settings' });
    // What is over the shorter pause is told again at once.
    await eventually(() => fern.messages().length === 2);
    await fern.read(9);
    await eventually(() => fern.messages().length === 3);
    expect(fern.messages().at(-1)).toBe('soil_moisture is 9.0, threshold min 20.0');
    expect(await notifications({ cooldown_s: null })).toMatchObject({
      cooldown_s: 900,
      cooldown_source: 'environment',
    });
    await fern.end();
  });

  it('quiet hours hold messages back, also over a crash; after them what still matters is sent', async () => {
    const quiet = quietNow();
    expect(await notifications({ quiet_hours: quiet, cooldown_s: 0 })).toMatchObject({ quiet_hours: quiet });
    const [over, open] = [await dryPlant('Fern that drank'), await dryPlant('Thirsty fern')];
    await over.read(10);
    await open.read(10);
    await eventually(async () => (await open.delivery()) === 'waiting');
    await eventually(async () => (await over.delivery()) === 'waiting');
    await over.read(50);
    await open.read(8);
    // Of these two: the shorter cooldown reminds of the breaches of earlier tests.
    const held = async () => {
      const rows = await plantOps.query(
        `SELECT FROM deliveries d JOIN notices n ON n.id = d.notice_id JOIN plants p ON p.id = n.plant_id
         WHERE d.held_back AND p.name IN ('Fern that drank', 'Thirsty fern')`,
      );
      return rows.length;
    };
    await eventually(async () => (await held()) === 4);
    await plantOps.kill();
    await plantOps.start();
    expect((await ask<NotificationSettings>('GET', '/api/settings/notifications')).body).toMatchObject({
      quiet_hours: quiet,
      cooldown_s: 0,
      discord_webhook_source: 'settings',
    });
    expect(await held()).toBe(4);
    expect([over.messages(), open.messages()]).toEqual([[], []]);
    await notifications({ quiet_hours: null, cooldown_s: null });
    await eventually(() => open.messages().length > 0);
    await eventually(async () => (await over.delivery()) === 'skipped');
    expect([over.messages(), open.messages()]).toEqual([[], ['soil_moisture is 8.0, threshold min 20.0']]);
    await over.end().catch(() => undefined);
    await open.end().catch(() => undefined);
  });

  it('the webhook is in no answer, no output, and not readable in the database', async () => {
    discord.nextAnswers.push({ status: 500 });
    await test();
    const secret = new URL(webhook).pathname;
    const rows = await plantOps.query<{ key: string; secret: Buffer | null }>(
      'SELECT key, value, secret FROM settings',
    );
    expect(rows.map(({ key }) => key).sort()).toEqual(['channel:discord', 'display', 'notifications', 'push_keys']);
    const places = {
      answers: said.join(''),
      output: plantOps.output,
      table: JSON.stringify(rows) + rows.map((row) => row.secret?.toString('latin1') ?? '').join(''),
    };
    for (const form of [
      secret,
      'secret-token',
      Buffer.from(webhook).toString('base64').slice(0, -4),
      Buffer.from(webhook).toString('hex'),
    ]) {
      expect(
        Object.entries(places)
          .filter(([, text]) => text.includes(form))
          .map(([place]) => place),
      ).toEqual([]);
    }
  });

  it('with the encryption key lost the server starts, and says everywhere that the webhook must be set again', async () => {
    await plantOps.stop();
    rmSync(path.join(plantOps.dataDir, 'keys', 'encryption-key'));
    await plantOps.start();
    const error = expect.stringContaining('ENCRYPTION_KEY is not the one it was encrypted with') as string;
    expect((await ask<NotificationSettings>('GET', '/api/settings/notifications')).body).toMatchObject({
      discord_webhook: null,
      discord_webhook_source: 'none',
      discord_webhook_error: error,
    });
    expect((await call(plantOps.url, 'GET', '/readyz')).body).toMatchObject({ ready: true, warnings: [error] });
    expect(plantOps.output).toContain('ENCRYPTION_KEY is not the one it was encrypted with');
    expect(await notifications({ discord_webhook: webhook })).toMatchObject({ discord_webhook_error: null });
    expect(await test()).toMatchObject({ ok: true });
    expect((await call<{ warnings: string[] }>(plantOps.url, 'GET', '/readyz')).body.warnings).toEqual([]);
    expect(await display(), 'what is no secret stays').toMatchObject({ language: 'de' });
  });

  it('let Home Assistant in at the broker with an account of its own, tell it of plants, and take no message of it for a reading', async () => {
    const board = await register(plantOps.url);
    await assignNewPlant(plantOps.url, board.device_id, { name: 'Fern', thresholds: {} });
    const device = await connectDevice(board);
    await publishReading(device, board, { soil_moisture: 41.5 });
    expect((await ask('PUT', '/api/settings/home-assistant', { enabled: true })).body).toMatchObject({
      connection: 'connected',
      account: null,
    });
    const { body: account } = await ask<HomeAccount>('POST', '/api/settings/home-assistant/account');
    const login = { mqtt_username: account.username, mqtt_password: account.password, mqtt: account.mqtt };
    const house = await connectDevice({ ...board, ...login });
    const told = new Map<string, string>();
    house.on('message', (topic, payload) => told.set(topic, payload.toString()));
    await house.subscribeAsync(['homeassistant/+/+/config', 'plantops/home/#', 'devices/#']);
    const fern = (): string | undefined => [...told.values()].find((text) => text.includes('"name":"Fern"'));
    const discovery = JSON.parse(await eventually(fern)) as { state_topic: string };
    await eventually(() => told.get(discovery.state_topic)?.includes('"soil_moisture":41.5'));
    const before = told.get(discovery.state_topic);
    await publishReading(device, board, { soil_moisture: 52 });
    await eventually(() => told.get(discovery.state_topic) !== before);
    expect(
      [...told.keys()].filter((topic) => topic.startsWith('devices/')),
      'nothing of devices',
    ).toEqual([]);

    for (const topic of ['devices/x/telemetry', `devices/${board.device_id}/telemetry`, discovery.state_topic])
      await house.publishAsync(topic, '{"soil_moisture":1}', { qos: 1 });
    await publishReading(device, board, { soil_moisture: 61 });
    const shown = (): Promise<Device> =>
      call<Device>(plantOps.url, 'GET', `/api/devices/${board.device_id}`).then(({ body }) => body);
    await eventually(async () => (await shown()).latest?.soil_moisture === 61);
    expect(await shown()).toMatchObject({ rejected_count: 0 });

    expect((await api.call('DELETE', '/api/settings/home-assistant/account')).status).toBe(204);
    await expect(connectDevice({ ...board, ...login })).rejects.toThrow(/Not authorized|closed/i);
    expect((await ask('PUT', '/api/settings/home-assistant', { enabled: false })).body).toMatchObject({
      connection: 'off',
    });
    await Promise.all([house.endAsync(true), device.endAsync()]);
  });
});
