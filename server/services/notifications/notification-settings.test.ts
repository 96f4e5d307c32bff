import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readEnvironment } from '../../config/environment.ts';
import type { Database } from '../../db/pool.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { NotificationSettings } from './notification-settings.ts';
import { SecretBox } from '../settings/secret-box.ts';

const databases = useTestDatabases();
const KEY = randomBytes(32).toString('hex');
const WEBHOOK = 'https://discord.com/api/webhooks/1/secret-token-abcd';
const NIGHT = { from: '22:00', to: '07:00', time_zone: 'Europe/Berlin' };
let database: Database;
let told: (readonly string[])[];

beforeEach(async () => {
  database = await databases.pool();
  told = [];
});

async function loaded({
  key = KEY,
  log = silentLog,
  ...environment
}: Record<string, string> & { key?: string; log?: Logger } = {}): Promise<NotificationSettings> {
  const settings = new NotificationSettings({
    database,
    box: new SecretBox(key),
    clock: new FakeClock(),
    environment: readEnvironment(environment),
    onChanged: ({ channels }) => told.push(channels),
    conditionOf: () => ({ waiting: 0, lastError: undefined }),
    log,
  });
  await settings.load();
  told = [];
  return settings;
}
/** The address that messages to Discord would be sent to. */
async function addressOf(settings: NotificationSettings): Promise<string | undefined> {
  const fetch = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(null, { status: 204 }));
  const message = { id: 'n', kind: 'test', text: 't', plant: null, device: null, alert: null } as const;
  await settings
    .channels()
    .find(({ name }) => name === 'discord')
    ?.send({ ...message, createdAt: new Date('2026-01-07T12:00:00Z') });
  const [address] = fetch.mock.calls[0] ?? [];
  fetch.mockRestore();
  return address as string | undefined;
}

describe('the notification settings', () => {
  it('are those of the environment until something is set', async () => {
    expect((await loaded()).shown()).toMatchObject({
      discord_webhook: null,
      discord_webhook_source: 'none',
      discord_webhook_error: null,
      cooldown_s: 900,
      cooldown_source: 'environment',
      quiet_hours: null,
    });
    const settings = await loaded({
      DISCORD_WEBHOOK_URL: 'http://relay.local/api/webhooks/1/abcdefgh',
      ALERT_COOLDOWN_S: '5',
    });
    expect(settings.shown()).toMatchObject({
      discord_webhook: 'relay.local/…efgh',
      discord_webhook_source: 'environment',
      cooldown_s: 5,
    });
  });

  it('change only what is given, win over the environment, and last', async () => {
    const environment = { DISCORD_WEBHOOK_URL: 'http://relay.local/x' };
    const settings = await loaded(environment);
    await settings.update({ discord_webhook: WEBHOOK });
    await settings.update({ cooldown_s: 60 });
    const shown = await settings.update({ quiet_hours: NIGHT });
    expect(shown).toMatchObject({
      discord_webhook: 'discord.com/…abcd',
      discord_webhook_source: 'settings',
      cooldown_s: 60,
      cooldown_source: 'settings',
      quiet_hours: NIGHT,
    });
    expect(told, 'the channels that changed').toEqual([['discord'], [], []]);
    const after = await loaded(environment);
    expect([after.shown(), await addressOf(after), after.cooldownS()]).toEqual([shown, WEBHOOK, 60]);
    expect(after.quietUntil(new Date('2026-01-10T23:00:00Z'))).toEqual(new Date('2026-01-11T06:00:00Z'));
  });

  it('go back to the environment with null', async () => {
    const settings = await loaded({ DISCORD_WEBHOOK_URL: 'http://relay.local/x' });
    await settings.update({ discord_webhook: WEBHOOK, cooldown_s: 0, quiet_hours: NIGHT });
    await settings.update({ discord_webhook: null, cooldown_s: null, quiet_hours: null });
    expect(settings.shown()).toMatchObject({
      discord_webhook_source: 'environment',
      cooldown_s: 900,
      cooldown_source: 'environment',
      quiet_hours: null,
    });
    expect(await addressOf(settings)).toBe('http://relay.local/x');
    expect((await database.query('SELECT key, secret FROM settings')).rows).toEqual([
      { key: 'notifications', secret: null },
    ]);
  });

  it('store the webhook encrypted, and show it nowhere', async () => {
    const settings = await loaded();
    const shown = await settings.update({ discord_webhook: WEBHOOK });
    const { rows } = await database.query<{ value: unknown; secret: Buffer }>('SELECT value, secret FROM settings');
    expect(JSON.stringify([shown, rows, rows[0]?.secret.toString('latin1')])).not.toContain('secret-token');
  });

  it('refuse another host, and keep what was set', async () => {
    const settings = await loaded({ WEBHOOK_ALLOWED_HOSTS: 'relay.local:9000' });
    await settings.update({ discord_webhook: WEBHOOK });
    await expect(settings.update({ discord_webhook: 'http://127.0.0.1/x', cooldown_s: 1 })).rejects.toMatchObject({
      code: 'webhook_not_allowed',
      fields: [{ pointer: '/discord_webhook' }],
    });
    expect([await addressOf(settings), settings.cooldownS()]).toEqual([WEBHOOK, 900]);
    expect(await settings.update({ discord_webhook: 'http://relay.local:9000/hook' })).toMatchObject({
      discord_webhook: 'relay.local:9000/…',
      allowed_hosts: expect.arrayContaining(['discord.com', 'relay.local:9000']) as unknown,
    });
  });

  it('start without a webhook that another key encrypted, say so and what to do, until it is set anew', async () => {
    await (await loaded()).update({ discord_webhook: WEBHOOK, cooldown_s: 7 });
    const environment = { key: randomBytes(32).toString('hex'), DISCORD_WEBHOOK_URL: 'http://relay.local/x' };
    const settings = await loaded(environment);
    const error =
      'What is set for Discord is not used: ENCRYPTION_KEY is not the one it was encrypted with: start with that key again, or set it anew in Settings';
    expect(settings.shown()).toMatchObject({
      discord_webhook_source: 'environment',
      discord_webhook_error: error,
      cooldown_s: 7,
    });
    expect(settings.warnings()).toEqual([error]);
    expect(await addressOf(await loaded()), 'with the right key again').toBe(WEBHOOK);
    await settings.update({ discord_webhook: WEBHOOK });
    expect([settings.warnings(), await addressOf(settings)]).toEqual([[], WEBHOOK]);
  });

  it.each([
    [
      'was damaged',
      `UPDATE settings SET secret = set_byte(secret, 40, get_byte(secret, 40) # 1) WHERE secret IS NOT NULL`,
      /was changed or belongs elsewhere/,
    ],
    ['was cut', `UPDATE settings SET secret = '' WHERE secret IS NOT NULL`, /was changed or belongs elsewhere/],
  ])('start without a webhook that %s', async (_, sql, message) => {
    await (await loaded()).update({ discord_webhook: WEBHOOK });
    await database.query(sql);
    const settings = await loaded();
    expect([settings.channels(), settings.warnings()]).toEqual([[], [expect.stringMatching(message)]]);
    expect(await settings.update({ discord_webhook: null })).toMatchObject({ discord_webhook_error: null });
  });

  it('no longer use a webhook on a host that is not allowed any more', async () => {
    await (
      await loaded({ WEBHOOK_ALLOWED_HOSTS: 'relay.local' })
    ).update({ discord_webhook: 'http://relay.local/hook' });
    const settings = await loaded();
    expect([settings.channels(), settings.shown().discord_webhook_error]).toEqual([
      [],
      expect.stringContaining('WEBHOOK_ALLOWED_HOSTS allows more'),
    ]);
  });

  it('keep both of two changes at once, and what was stored last', async () => {
    const settings = await loaded();
    await Promise.all([
      settings.update({ cooldown_s: 1 }),
      settings.update({ quiet_hours: NIGHT }),
      settings.update({ cooldown_s: 2 }),
    ]);
    expect(settings.shown()).toMatchObject({ cooldown_s: 2, quiet_hours: NIGHT });
    expect((await loaded()).shown()).toEqual(settings.shown());
  });

  it('take no harm from what another version stored', async () => {
    await database.query(
      `INSERT INTO settings (key, value) VALUES ('notifications', '{"cooldown_s": "soon", "quiet_hours": {"from": "22:00", "to": "07:00", "time_zone": "Moon/Base"}, "more": 1}')`,
    );
    expect((await loaded()).shown()).toMatchObject({ cooldown_s: 900, quiet_hours: null });
  });
});
