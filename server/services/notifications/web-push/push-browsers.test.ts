/** Push messages from the settings to an imitation of a push service, which the browser's keys open. */
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../config/environment.ts';
import type { Database } from '../../../db/pool.ts';
import { openAlert } from '../../../db/repositories/alerts.ts';
import { insertNotice, listNotices } from '../../../db/repositories/notices.ts';
import { insertPlant } from '../../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../../testing/database.ts';
import { useTestReceiver } from '../../../testing/receiver.ts';
import { ChangeBus } from '../../bus/change-bus.ts';
import { SecretBox } from '../../settings/secret-box.ts';
import { openNotifications } from '../open-notifications.ts';

const databases = useTestDatabases();
const receiver = useTestReceiver();
const KEY = randomBytes(32).toString('hex');
let database: Database;
let clock: FakeClock;
let room: Awaited<ReturnType<typeof opened>>;

const opened = (key = KEY) =>
  openNotifications({
    database,
    box: new SecretBox(key),
    environment: readEnvironment({ WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' }),
    bus: new ChangeBus(silentLog),
    clock,
    log: silentLog,
  });
beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock('2026-01-07T12:00:00Z');
  room = await opened();
  room.outbox.start();
  receiver.usual = { status: 201 };
});
afterEach(() => room.outbox.stop());

/** A browser with keys of its own. */
function browser(name: string) {
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  const auth = randomBytes(16);
  return {
    subscription: {
      endpoint: new URL(`/send/canary-${name}`, receiver.url()).href,
      keys: { p256dh: ecdh.getPublicKey().toString('base64url'), auth: auth.toString('base64url') },
    },
    /** Opens a message as RFC 8291 has a browser do it. */
    opens(body: Buffer): unknown {
      const [salt, length] = [body.subarray(0, 16), body[20] ?? 0];
      const theirs = body.subarray(21, 21 + length);
      const sealed = body.subarray(21 + length);
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), theirs]);
      const key = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(theirs), auth, info, 32));
      const part = (named: string, bytes: number) =>
        Buffer.from(hkdfSync('sha256', key, salt, Buffer.from(`Content-Encoding: ${named}\0`), bytes));
      const decipher = createDecipheriv('aes-128-gcm', part('aes128gcm', 16), part('nonce', 12));
      decipher.setAuthTag(sealed.subarray(-16));
      const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
      return JSON.parse(plain.subarray(0, -1).toString());
    },
  };
}
const pushOf = () => room.settings.shown().channels.find(({ name }) => name === 'web_push');

async function breach(): Promise<string> {
  await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
  const message = 'soil_moisture is 15.2, threshold min 20.0';
  const values = { metric: 'soil_moisture', value: 15.2, threshold: 20, direction: 'min', at: clock.now() } as const;
  const alertId = await openAlert(database, { plantId: 'plant_1', deviceId: 'dev_1', message, ...values }, true);
  const notice = { alertId: alertId ?? -1, kind: 'breach', message, plantId: 'plant_1', deviceId: null } as const;
  const { id } = await insertNotice(database, notice);
  await room.outbox.release(id);
  return id;
}

describe('a browser that wants notifications', () => {
  it('gets an alert that only it can read, with the page of the plant', async () => {
    const phone = browser('phone');
    await room.push.add(phone.subscription, 'Chrome on Android');
    const id = await breach();
    const states = async () => (await listNotices(database, { limit: 1 }))?.flatMap(({ deliveries }) => deliveries);
    await expect
      .poll(async () => (await clock.advance(0), states()), { interval: 5 })
      .toMatchObject([{ channel: 'web_push', state: 'sent' }]);
    const [request] = receiver.requests;
    expect(request?.path).toBe('/send/canary-phone');
    expect(request?.headers).toMatchObject({
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
      ttl: '86400',
      urgency: 'high',
      authorization: expect.stringMatching(new RegExp(`^vapid t=.+, k=${room.push.shown().public_key}$`)),
    });
    expect(phone.opens(receiver.bytes[0] ?? Buffer.of())).toEqual({
      title: 'Fern',
      body: 'soil_moisture is 15.2, threshold min 20.0',
      tag: expect.stringMatching(/^alert-\d+$/),
      page: '/plants/plant_1',
    });
    expect(id).toMatch(/./);
  });

  it('is listed without its address, once, and sent nothing more when it is removed', async () => {
    const { subscription } = browser('phone');
    const { id } = await room.push.add(subscription, 'Chrome on Android');
    await room.push.add({ ...subscription, label: 'My phone' }, 'Chrome on Android');
    expect(room.push.shown().browsers).toEqual([
      { id, label: 'My phone', created_at: '2026-01-07T12:00:00.000Z', last_error: null },
    ]);
    expect(pushOf()).toMatchObject({ configured: true, fields: [] });
    await room.push.remove(id);
    expect([room.push.shown().browsers, pushOf()?.configured]).toEqual([[], false]);
    await expect(room.push.remove(id)).rejects.toMatchObject({ code: 'push_browser_not_found' });
    expect(await room.test('web_push')).toMatchObject({ ok: false, error: expect.stringContaining('is not set up') });
  });

  it('that its service knows no more is forgotten; the others are told', async () => {
    await room.push.add(browser('gone').subscription, 'Firefox on Linux');
    await room.push.add(browser('phone').subscription, 'Chrome on Android');
    receiver.answers = [{ status: 410 }];
    expect(await room.test('web_push')).toMatchObject({ ok: true });
    expect(room.push.shown().browsers).toHaveLength(1);
    expect((await opened()).push.shown().browsers).toHaveLength(1);
  });

  it('says why it could not be told, without its address', async () => {
    await room.push.add(browser('phone').subscription, 'Chrome on Android');
    receiver.answers = [{ status: 403, body: 'invalid key for canary-phone at /send/canary-phone' }];
    const result = await room.test('web_push');
    expect(result.error).toMatch(/push service of the browser refused the message with 403/);
    expect(room.push.shown().browsers[0]?.last_error).toBe(result.error);
    expect(result.error).not.toContain('canary');
  });

  it('can be muted like any channel', async () => {
    await room.push.add(browser('phone').subscription, 'Chrome on Android');
    await room.settings.update({ channel_rules: { web_push: { muted: true } } });
    await breach();
    await expect
      .poll(async () => (await listNotices(database, { limit: 1 }))?.[0]?.deliveries)
      .toMatchObject([{ channel: 'web_push', state: 'skipped' }]);
    expect(receiver.requests).toEqual([]);
  });

  it.each(['https://evil.example/send', 'http://fcm.googleapis.com/x', 'https://fcm.googleapis.com.evil.example/x'])(
    'is refused at %s, which is no push service',
    async (endpoint) => {
      const { keys } = browser('phone').subscription;
      await expect(room.push.add({ endpoint, keys }, 'b')).rejects.toMatchObject({
        code: 'webhook_not_allowed',
        fields: [{ pointer: '/endpoint' }],
      });
    },
  );

  it.each([
    'https://fcm.googleapis.com/fcm/send/x',
    'https://updates.push.services.mozilla.com/wpush/v2/x',
    'https://wns2-par02p.notify.windows.com/w/?token=x',
    'https://web.push.apple.com/x',
  ])('is taken at %s', async (endpoint) => {
    expect(await room.push.add({ endpoint, keys: browser('phone').subscription.keys }, 'b')).toMatchObject({
      label: 'b',
    });
  });

  it('with a key that is no point of the curve is refused', async () => {
    const { endpoint, keys } = browser('phone').subscription;
    const p256dh = Buffer.alloc(65, 4).toString('base64url');
    await expect(room.push.add({ endpoint, keys: { ...keys, p256dh } }, 'b')).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });
});

describe('the keys of the server', () => {
  it('and the browsers stay over a restart, and are stored encrypted', async () => {
    const { subscription } = browser('phone');
    await room.push.add(subscription, 'Chrome on Android');
    expect((await opened()).push.shown()).toEqual(room.push.shown());
    const { rows } = await database.query<{ key: string; value: object; secret: Buffer }>(
      `SELECT key, value, secret FROM settings WHERE key LIKE 'push%'`,
    );
    expect(rows).toHaveLength(2);
    const stored = rows.map(({ value, secret }) => JSON.stringify(value) + secret.toString('latin1')).join();
    for (const secret of ['canary', subscription.keys.auth, '"d":']) expect(stored).not.toContain(secret);
  });

  it('are made anew where they cannot be opened, and browsers that know the old ones are gone', async () => {
    await room.push.add(browser('phone').subscription, 'Chrome on Android');
    const before = room.push.shown().public_key;
    const after = (await opened(randomBytes(32).toString('hex'))).push.shown();
    expect(after.browsers).toEqual([]);
    expect(after.public_key).not.toBe(before);
    const { rows } = await database.query(`SELECT key FROM settings WHERE key LIKE 'push_browser%'`);
    expect(rows).toEqual([]);
  });
});
