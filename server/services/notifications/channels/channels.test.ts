/** Tests that every channel must pass. They run for each channel in `CHANNELS`. */
import { inLanguage } from '@plantops/shared/languages/terms.ts';
import { randomBytes } from 'node:crypto';
import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import { LANGUAGES } from '@plantops/shared/settings/display.ts';
import { notificationSettingsSchema } from '@plantops/shared/settings/notification-settings.ts';
import { pino } from 'pino';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readEnvironment } from '../../../config/environment.ts';
import type { Database } from '../../../db/pool.ts';
import { openAlert } from '../../../db/repositories/alerts.ts';
import { insertNotice } from '../../../db/repositories/notices.ts';
import { insertPlant } from '../../../db/repositories/plants.ts';
import { useTestDatabases } from '../../../testing/database.ts';
import { SecretBox } from '../../settings/secret-box.ts';
import { FIELD_KINDS } from '../channel-fields.ts';
import { NotificationSettings } from '../notification-settings.ts';
import { Outbox } from '../outbox.ts';
import { useTestReceiver } from '../../../testing/receiver.ts';
import { CHANNELS } from './index.ts';

/** Vendors whose address is fixed: what would go to them goes to the receiver. */
const FIXED_HOSTS = ['api.pushover.net'];

const CANARY = 'canary-token';
const message: NoticeMessage = {
  id: 'n1',
  kind: 'breach',
  text: 'soil_moisture is 15.2, threshold min 20.0',
  plant: { id: 'plant_1', name: 'Fern "the @everyone" 🌿' },
  device: { id: 'dev_1', name: 'Window\\sill' },
  alert: { id: 1, metric: 'soil_moisture', value: 15.2, threshold: 20, direction: 'min' },
  createdAt: new Date('2026-03-01T12:00:00Z'),
};
const MESSAGES: NoticeMessage[] = [
  message,
  ...(['reminder', 'recovery', 'offline', 'online'] as const).map((kind) => ({ ...message, kind })),
  {
    ...message,
    kind: 'offline',
    plant: null,
    alert: { id: 2, metric: null, value: null, threshold: null, direction: null },
  },
  { ...message, device: null },
  { ...message, kind: 'test', plant: null, device: null, alert: null },
];

it('channels have names of their own, in the form that the API and the database have', () => {
  const names = CHANNELS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]{0,62}$/);
});

/** Valid settings, with a canary in each secret. @param server the address of whoever receives */
const givenTo = ({ name, fields }: (typeof CHANNELS)[number], server: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).map(([field, { kind, example }]) => [
      field,
      kind === 'url'
        ? name === 'email'
          ? 'smtp://127.0.0.1:25'
          : server
        : kind === 'secret'
          ? `${CANARY}-of-${field}`
          : example,
    ]),
  );

describe.each(CHANNELS)('the settings of $name', (channel) => {
  const given = () => givenTo(channel, 'http://127.0.0.1/hook');

  it('has words in every language, and a field for each setting', () => {
    const texts = [channel.label, channel.hint, ...Object.values(channel.fields).map(({ label }) => label)];
    for (const words of texts)
      for (const language of LANGUAGES) expect(inLanguage(words, language).trim().length).toBeGreaterThan(0);
    expect(Object.keys(channel.fields)).toEqual(Object.keys(channel.settings.shape));
    expect(channel.settings.safeParse(given()).error).toBeUndefined();
    expect(channel.settings.safeParse({ ...given(), unknown: 'x' }).success, 'an unknown field').toBe(false);
  });

  it('refuses values that are too long to be any', () => {
    for (const field of Object.keys(channel.fields)) {
      const long = `${given()[field] ?? ''}${'x'.repeat(5000)}`;
      expect(channel.settings.safeParse({ ...given(), [field]: long }).success, field).toBe(false);
    }
  });

  it('keeps what is secret out of a backup', () => {
    for (const [field, { kind }] of Object.entries(channel.fields))
      if (/secret|token|password|key|webhook|url/i.test(field))
        expect([field, FIELD_KINDS[kind].sealed]).toEqual([field, true]);
  });
});

/** E-mail, which is not HTTP, has tests of its own for the same. */
describe.each(CHANNELS.filter(({ name }) => name !== 'email'))('the channel $name', (channel) => {
  const databases = useTestDatabases();
  const receiver = useTestReceiver();
  let database: Database;
  let clock: FakeClock;
  let logged: string;
  let outbox: Outbox | undefined;
  const log = pino({ level: 'trace' }, { write: (line: string) => void (logged += line) });

  beforeEach(async () => {
    database = await databases.pool();
    clock = new FakeClock();
    logged = '';
    receiver.usual = { status: 200, body: '{}' };
    const real = fetch;
    vi.stubGlobal('fetch', (input: string, init: RequestInit) => {
      const url = new URL(input);
      if (FIXED_HOSTS.includes(url.host)) Object.assign(url, { protocol: 'http:', host: receiver.url().host });
      return real(url, init);
    });
  });
  afterEach(async () => {
    vi.unstubAllGlobals();
    await outbox?.stop();
  });

  const given = () => givenTo(channel, receiver.url().href);
  async function loaded(): Promise<NotificationSettings> {
    const settings: NotificationSettings = new NotificationSettings({
      database,
      box: new SecretBox(randomBytes(32).toString('hex')),
      clock,
      environment: readEnvironment({ WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' }),
      onChanged: (change) => outbox?.settingsChanged(change),
      conditionOf: (name) => outbox?.conditionOf(name) ?? { waiting: 0, lastError: undefined },
      log,
    });
    await settings.load();
    return settings;
  }
  const send = (to: NoticeMessage = message) =>
    channel.send(channel.settings.parse(given()), to, { clock, language: 'en', secrets: [] });

  it('sends every kind of message as one request of JSON, and is told that it is there', async () => {
    for (const each of MESSAGES) expect(await send(each)).toEqual({ outcome: 'sent' });
    expect(receiver.requests).toHaveLength(MESSAGES.length);
    for (const { headers, body } of receiver.requests) {
      expect(headers['content-type']).toMatch(/^application\/json/);
      expect(JSON.parse(body)).toBeTypeOf('object');
    }
    for (const [index, { text }] of MESSAGES.entries()) expect(receiver.requests[index]?.body).toContain(text);
  });

  it.each([
    ['7', 7],
    ['0', 1],
    ['999999', 3600],
  ])('pauses as long as 429 with Retry-After %s asks, within 1 s and 1 h', async (header, retryAfterS) => {
    receiver.answers = [{ status: 429, headers: { 'retry-after': header } }];
    expect(await send()).toEqual({ outcome: 'paused', retryAfterS });
  });

  it.each([400, 401, 403, 404, 410, 413])('takes %d for a refusal', async (status) => {
    receiver.answers = [{ status }];
    expect(await send()).toMatchObject({ outcome: 'refused', reason: expect.stringContaining(String(status)) });
  });

  it.each([301, 302, 307, 308, 500, 502, 503])('tries again after %d, and follows no redirect', async (status) => {
    receiver.answers = [{ status, headers: { location: receiver.url().href } }];
    expect(await send()).toMatchObject({ outcome: 'unreachable', reason: expect.stringContaining(String(status)) });
    expect(receiver.requests).toHaveLength(1);
  });

  it.each([
    ['nobody is there', () => receiver.leave(), 0],
    ['the connection breaks', () => void (receiver.answers = ['broken']), 0],
    ['no answer comes within ten seconds', () => void (receiver.answers = ['silent']), 10_000],
  ])('tries again where %s, and says so without what is secret', async (_what, happen, afterMs) => {
    happen();
    const sending = send();
    if (afterMs > 0) await expect.poll(() => receiver.requests.length).toBe(1);
    await clock.advance(afterMs);
    const result = await sending;
    expect(result).toMatchObject({ outcome: 'unreachable', reason: expect.stringMatching(/\w/) });
    expect(JSON.stringify(result)).not.toMatch(/canary|127\.0\.0\.1/);
  });

  it('is set up, shown, stored and told of without any of its secrets', async () => {
    const settings = await loaded();
    await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
    const breach = { plantId: 'plant_1', deviceId: 'dev_1', metric: 'humidity', value: 1, threshold: 2 } as const;
    const alertId =
      (await openAlert(database, { ...breach, direction: 'min', message: 'm', at: clock.now() }, true)) ?? -1;
    outbox = new Outbox({
      database,
      channels: () => settings.channels(),
      quietUntil: () => undefined,
      onAlerts: () => undefined,
      clock,
      log,
    });
    outbox.start();
    const said: unknown[] = [await settings.update({ channels: { [channel.name]: given() } })];
    receiver.answers = [{ status: 500 }, { status: 404 }, { status: 429 }];
    const { id } = await insertNotice(database, {
      alertId,
      kind: 'breach',
      message: 'm',
      plantId: null,
      deviceId: null,
    });
    await outbox.release(id);
    const shown = () => settings.shown().channels.find(({ name }) => name === channel.name);
    await expect
      .poll(async () => (await clock.advance(0), shown()), { interval: 5 })
      .toMatchObject({ waiting: 1, last_error: expect.stringContaining('500') });
    said.push(settings.shown());
    expect(shown()).toMatchObject({ configured: true, source: 'settings', error: null });
    for (const { kind, name, value } of shown()?.fields ?? [])
      expect([name, value]).toEqual([name, kind === 'text' ? given()[name] : expect.stringMatching(/…|\*{4}/)]);
    for (const answer of said) expect(notificationSettingsSchema.safeParse(answer).error).toBeUndefined();

    const rows = await database.query<{ value: object; secret: Buffer | null }>('SELECT value, secret FROM settings');
    const { rows: deliveries } = await database.query('SELECT * FROM deliveries');
    const everything = JSON.stringify([said, rows.rows, deliveries, logged]);
    expect(logged).toMatch(/500/);
    expect(everything + rows.rows.map(({ secret }) => secret?.toString('latin1') ?? '').join('')).not.toContain(CANARY);
  });
});
