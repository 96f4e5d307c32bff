import { createHash, randomBytes } from 'node:crypto';
import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../config/environment.ts';
import { silentLog, useTestDatabases } from '../../../testing/database.ts';
import { SecretBox } from '../../settings/secret-box.ts';
import { NotificationSettings } from '../notification-settings.ts';
import { useTestReceiver } from '../../../testing/receiver.ts';
import { webhook, webhookBodySchema } from './webhook.ts';

const SECRET = 'correct-horse-battery';
const message: NoticeMessage = {
  id: 'n1',
  kind: 'breach',
  text: 'soil_moisture is 15.2, threshold min 20.0',
  plant: { id: 'plant_1', name: 'Färn 🌿' },
  device: { id: 'dev_1', name: 'Window sill' },
  alert: { id: 7, metric: 'soil_moisture', value: 15.2, threshold: 20, direction: 'min' },
  createdAt: new Date('2026-03-01T12:00:00Z'),
};

/** An independent implementation of HMAC (RFC 2104), using only the hash function. */
function hmacSha256(secret: string, text: string): string {
  const hash = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
  const key = Buffer.alloc(64);
  (secret.length > 64 ? hash(Buffer.from(secret)) : Buffer.from(secret)).copy(key);
  const padded = (pad: number) => key.map((byte) => byte ^ pad) as Buffer;
  return hash(padded(0x5c), hash(padded(0x36), Buffer.from(text))).toString('hex');
}

describe('the webhook', () => {
  const receiver = useTestReceiver();
  let clock: FakeClock;
  beforeEach(() => {
    clock = new FakeClock('2026-03-01T12:01:00.900Z');
  });
  const send = (settings: { secret?: string } = { secret: SECRET }, to = message) =>
    webhook.send({ url: receiver.url().href, ...settings }, to, { clock, language: 'en', secrets: [] });
  const received = () => {
    const { headers, body } = receiver.requests[0] ?? { method: undefined, path: undefined, headers: {}, body: '' };
    return { headers, body };
  };

  it('posts what is known of the alert', async () => {
    expect(await send()).toEqual({ outcome: 'sent' });
    expect(JSON.parse(received().body)).toEqual({
      id: 'n1',
      kind: 'breach',
      message: 'soil_moisture is 15.2, threshold min 20.0',
      text: 'soil_moisture is 15.2, threshold min 20.0',
      plant: { id: 'plant_1', name: 'Färn 🌿' },
      device: { id: 'dev_1', name: 'Window sill' },
      metric: 'soil_moisture',
      value: 15.2,
      threshold: 20,
      direction: 'min',
      alert_id: 7,
      created_at: '2026-03-01T12:00:00.000Z',
    });
    expect(received().headers).toMatchObject({ 'content-type': 'application/json', 'x-plantops-delivery': 'n1' });
  });

  it.each<[string, Partial<NoticeMessage>]>([
    ['a breach', {}],
    [
      'a device that fell silent',
      {
        kind: 'offline',
        plant: null,
        alert: { ...message.alert, id: 8, metric: null, value: null, threshold: null, direction: null },
      },
    ],
    ['a device that is gone', { device: null }],
    ['a test', { kind: 'test', plant: null, device: null, alert: null }],
  ])('keeps to its schema for %s', async (_what, more) => {
    await send({}, { ...message, ...more });
    expect(webhookBodySchema.safeParse(JSON.parse(received().body)).error).toBeUndefined();
  });

  it('signs time and body with the secret, as others compute it', async () => {
    await send();
    const { headers, body } = received();
    expect(headers['x-plantops-timestamp']).toBe('1772366460');
    expect(headers['x-plantops-signature']).toBe(`sha256=${hmacSha256(SECRET, `1772366460.${body}`)}`);
    // Computed with `openssl dgst -sha256 -hmac`.
    expect(headers['x-plantops-signature']).toBe(
      'sha256=61b9510b4bb4be31740fdd0e6d22e1790ecfbe8848eec02681d9dc231c291f35',
    );
  });

  it.each([
    ['another time', (signed: string) => signed.replace(/^\d/, '9')],
    ['another body', (signed: string) => signed.replace('15.2', '51.2')],
  ])('has another signature for %s', async (_what, changed) => {
    await send();
    const { headers, body } = received();
    const signed = `${String(headers['x-plantops-timestamp'])}.${body}`;
    expect(headers['x-plantops-signature']).toBe(`sha256=${hmacSha256(SECRET, signed)}`);
    expect(changed(signed)).not.toBe(signed);
    expect(headers['x-plantops-signature']).not.toBe(`sha256=${hmacSha256(SECRET, changed(signed))}`);
  });

  it('is sent again under the same id, at its own time', async () => {
    receiver.answers = [{ status: 503 }];
    await send();
    await clock.advance(2000);
    await send();
    expect(
      receiver.requests.map(({ headers }) => [headers['x-plantops-delivery'], headers['x-plantops-timestamp']]),
    ).toEqual([
      ['n1', '1772366460'],
      ['n1', '1772366462'],
    ]);
  });

  it('without a secret is not signed', async () => {
    await send({});
    expect(received().headers).not.toHaveProperty('x-plantops-signature');
    expect(received().headers).toHaveProperty('x-plantops-timestamp');
  });
});

describe('the settings of the webhook', () => {
  const settings = (given: object) =>
    webhook.settings.safeParse({ url: 'https://home.example.org/', ...given }).success;

  it.each<[object, boolean]>([
    [{}, true],
    [{ url: 'http://home.example.org/' }, true],
    [{ url: 'ftp://home.example.org/' }, false],
    [{ url: 'xhttps://home.example.org/' }, false],
    [{ url: undefined }, false],
    [{ url: 'https://home.example.org/'.padEnd(2000, 'x') }, true],
    [{ url: 'https://home.example.org/'.padEnd(2001, 'x') }, false],
    [{ secret: 'x'.repeat(7) }, false],
    [{ secret: 'x'.repeat(8) }, true],
    [{ secret: 'x'.repeat(500) }, true],
    [{ secret: 'x'.repeat(501) }, false],
  ])('%#: may be as they are, or not', (given, fits) => {
    expect(settings(given)).toBe(fits);
  });
});

describe('the address of the webhook', () => {
  const databases = useTestDatabases();

  async function settingsWith(environment: Record<string, string>): Promise<NotificationSettings> {
    const settings = new NotificationSettings({
      database: await databases.pool(),
      box: new SecretBox(randomBytes(32).toString('hex')),
      environment: readEnvironment(environment),
      clock: new FakeClock(),
      onChanged: () => undefined,
      conditionOf: () => ({ waiting: 0, lastError: undefined }),
      log: silentLog,
    });
    await settings.load();
    return settings;
  }
  const setTo = async (url: string, environment: Record<string, string> = {}) =>
    (await settingsWith(environment)).update({ channels: { webhook: { url } } });

  it.each([
    ['https://discord.com/api/webhooks/1/x', {}],
    ['http://169.254.169.254/latest/meta-data', {}],
    ['http://127.0.0.1/hook', { WEBHOOK_ALLOWED_HOSTS: 'home.example.org' }],
    ['http://169.254.169.254/hook', { WEBHOOK_ALLOWED_HOSTS: '169.254.169.254' }],
    ['http://metadata.google.internal/hook', { WEBHOOK_ALLOWED_HOSTS: 'metadata.google.internal' }],
    ['https://user:word@home.example.org/hook', { WEBHOOK_ALLOWED_HOSTS: 'home.example.org' }],
  ])('may not be %s with %j', async (url, environment) => {
    await expect(setTo(url, environment)).rejects.toMatchObject({
      code: 'webhook_not_allowed',
      fields: [{ pointer: '/channels/webhook/url' }],
    });
  });

  it('says what to do where its host is not allowed', async () => {
    await expect(setTo('https://home.example.org/hook')).rejects.toThrow(
      'The address must be on a host that the variable WEBHOOK_ALLOWED_HOSTS names, and it names none: add home.example.org to it and start PlantOps again',
    );
  });

  it('may be on a host that is allowed, also with plain http', async () => {
    const { channels } = await setTo('http://home.example.org:8123/api/hooks/plants-abcd', {
      WEBHOOK_ALLOWED_HOSTS: 'home.example.org',
    });
    expect(channels.find(({ name }) => name === 'webhook')).toMatchObject({
      configured: true,
      fields: [{ value: 'home.example.org:8123/…abcd' }, { value: null, required: false }],
    });
  });
});
