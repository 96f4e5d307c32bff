import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { NotificationSettings, type NotificationSettingsOptions } from './notification-settings.ts';
import { SecretBox } from '../settings/secret-box.ts';

const databases = useTestDatabases();
const KEY = randomBytes(32).toString('hex');
const WEBHOOK = 'https://discord.com/api/webhooks/1/secret-token-abcd';
const NIGHT = { from: '22:00', to: '07:00', time_zone: 'Europe/Berlin' };
let database: Database;
let told: boolean[];

beforeEach(async () => {
  database = await databases.pool();
  told = [];
});

async function loaded({
  key = KEY,
  ...environment
}: Partial<NotificationSettingsOptions['environment']> & { key?: string } = {}): Promise<NotificationSettings> {
  const settings = new NotificationSettings({
    database,
    box: new SecretBox(key),
    environment: { webhook: undefined, allowedHosts: [], cooldownS: 900, ...environment },
    onChanged: ({ webhook }) => told.push(webhook),
    log: silentLog,
  });
  await settings.load();
  told = [];
  return settings;
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
    const settings = await loaded({ webhook: new URL('http://relay.local/api/webhooks/1/abcdefgh'), cooldownS: 5 });
    expect(settings.shown()).toMatchObject({
      discord_webhook: 'relay.local/…efgh',
      discord_webhook_source: 'environment',
      cooldown_s: 5,
    });
  });

  it('change only what is given, win over the environment, and last', async () => {
    const environment = { webhook: new URL('http://relay.local/x') };
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
    expect(told, 'whether the webhook changed').toEqual([true, false, false]);
    const after = await loaded(environment);
    expect([after.shown(), after.webhook()?.href, after.cooldownS()]).toEqual([shown, WEBHOOK, 60]);
    expect(after.quietUntil(new Date('2026-01-10T23:00:00Z'))).toEqual(new Date('2026-01-11T06:00:00Z'));
  });

  it('go back to the environment with null', async () => {
    const settings = await loaded({ webhook: new URL('http://relay.local/x') });
    await settings.update({ discord_webhook: WEBHOOK, cooldown_s: 0, quiet_hours: NIGHT });
    await settings.update({ discord_webhook: null, cooldown_s: null, quiet_hours: null });
    expect(settings.shown()).toMatchObject({
      discord_webhook_source: 'environment',
      cooldown_s: 900,
      cooldown_source: 'environment',
      quiet_hours: null,
    });
    expect(settings.webhook()?.href).toBe('http://relay.local/x');
    expect((await database.query('SELECT secret FROM settings')).rows).toEqual([{ secret: null }]);
  });

  it('store the webhook encrypted, and show it nowhere', async () => {
    const settings = await loaded();
    const shown = await settings.update({ discord_webhook: WEBHOOK });
    const { rows } = await database.query<{ value: unknown; secret: Buffer }>('SELECT value, secret FROM settings');
    expect(JSON.stringify([shown, rows, rows[0]?.secret.toString('latin1')])).not.toContain('secret-token');
  });

  it('refuse another host, and keep what was set', async () => {
    const settings = await loaded({ allowedHosts: ['relay.local:9000'] });
    await settings.update({ discord_webhook: WEBHOOK });
    await expect(settings.update({ discord_webhook: 'http://127.0.0.1/x', cooldown_s: 1 })).rejects.toMatchObject({
      code: 'webhook_not_allowed',
    });
    expect([settings.webhook()?.href, settings.cooldownS()]).toEqual([WEBHOOK, 900]);
    expect(await settings.update({ discord_webhook: 'http://relay.local:9000/hook' })).toMatchObject({
      discord_webhook: 'relay.local:9000/…',
      allowed_hosts: expect.arrayContaining(['discord.com', 'relay.local:9000']) as unknown,
    });
  });

  it('start without a webhook that another key encrypted, say so and what to do, until it is set anew', async () => {
    await (await loaded()).update({ discord_webhook: WEBHOOK, cooldown_s: 7 });
    const environment = { key: randomBytes(32).toString('hex'), webhook: new URL('http://relay.local/x') };
    const settings = await loaded(environment);
    const error =
      'The Discord webhook from Settings is not used: ENCRYPTION_KEY is not the one it was encrypted with: start with that key again, or set it anew in Settings';
    expect(settings.shown()).toMatchObject({
      discord_webhook_source: 'environment',
      discord_webhook_error: error,
      cooldown_s: 7,
    });
    expect(settings.warnings()).toEqual([error]);
    expect((await loaded()).webhook()?.href, 'with the right key again').toBe(WEBHOOK);
    await settings.update({ discord_webhook: WEBHOOK });
    expect([settings.warnings(), settings.webhook()?.href]).toEqual([[], WEBHOOK]);
  });

  it.each([
    [
      'was damaged',
      `UPDATE settings SET secret = set_byte(secret, 40, get_byte(secret, 40) # 1)`,
      /was changed or belongs elsewhere/,
    ],
    ['was cut', `UPDATE settings SET secret = ''`, /was changed or belongs elsewhere/],
  ])('start without a webhook that %s', async (_, sql, message) => {
    await (await loaded()).update({ discord_webhook: WEBHOOK });
    await database.query(sql);
    const settings = await loaded();
    expect([settings.webhook(), settings.warnings()]).toEqual([undefined, [expect.stringMatching(message)]]);
    expect(await settings.update({ discord_webhook: null })).toMatchObject({ discord_webhook_error: null });
  });

  it('no longer use a webhook on a host that is not allowed any more', async () => {
    await (await loaded({ allowedHosts: ['relay.local'] })).update({ discord_webhook: 'http://relay.local/hook' });
    const settings = await loaded();
    expect([settings.webhook(), settings.shown().discord_webhook_error]).toEqual([
      undefined,
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
