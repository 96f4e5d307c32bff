import { randomBytes } from 'node:crypto';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../config/environment.ts';
import type { Database } from '../../db/pool.ts';
import { changeSettings, readSettings } from '../../db/repositories/settings.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { rotateSecrets } from '../settings/key-rotation.ts';
import { SecretBox } from '../settings/secret-box.ts';
import { NotificationSettings } from './notification-settings.ts';

const databases = useTestDatabases();
const [KEY, NEW_KEY] = [0, 1].map(() => randomBytes(32).toString('hex')) as [string, string];
const WEBHOOK = 'https://discord.com/api/webhooks/1/secret-token-abcd';

describe('the webhook as it was stored before there were channels', () => {
  let database: Database;
  beforeEach(async () => {
    database = await databases.pool();
    await changeSettings(database, 'notifications', {
      value: { cooldown_s: 5 },
      secret: new SecretBox(KEY).seal('notifications', WEBHOOK),
    });
  });

  async function loaded(key = KEY): Promise<NotificationSettings> {
    const settings = new NotificationSettings({
      database,
      box: new SecretBox(key),
      clock: new FakeClock(),
      environment: readEnvironment({}),
      onChanged: () => undefined,
      conditionOf: () => ({ waiting: 0, lastError: undefined }),
      log: silentLog,
    });
    await settings.load();
    return settings;
  }
  const stored = async () => ({
    former: await readSettings(database, 'notifications'),
    channel: await readSettings(database, 'channel:discord'),
  });
  const NOWHERE = { value: {}, secret: null };

  it('counts as before, and is sealed for its channel at the first start', async () => {
    const settings = await loaded();
    expect(settings.shown()).toMatchObject({
      discord_webhook: 'discord.com/…abcd',
      discord_webhook_source: 'settings',
      cooldown_s: 5,
    });
    const { former, channel } = await stored();
    expect(former).toEqual({ value: { cooldown_s: 5 }, secret: null });
    expect(new SecretBox(KEY).open('channel:discord', channel.secret ?? Buffer.of())).toBe(
      JSON.stringify({ webhook: WEBHOOK }),
    );
    expect((await loaded()).shown(), 'after another start').toEqual(settings.shown());
    expect(await stored()).toEqual({ former, channel });
  });

  it('is moved once by two servers that start at the same time', async () => {
    const both = await Promise.all([loaded(), loaded()]);
    for (const settings of both) expect(settings.shown().discord_webhook).toBe('discord.com/…abcd');
    expect((await stored()).former.secret).toBeNull();
  });

  it('stays where it is under another key, which is told, and is moved once that key is back', async () => {
    const settings = await loaded(NEW_KEY);
    expect(settings.shown()).toMatchObject({
      discord_webhook: null,
      discord_webhook_error: expect.stringMatching(
        /^What is set for Discord is not used: ENCRYPTION_KEY is not the one/,
      ),
      channels: expect.arrayContaining([expect.objectContaining({ name: 'discord', configured: false })]),
    });
    expect((await stored()).channel).toEqual(NOWHERE);
    expect((await loaded()).shown()).toMatchObject({
      discord_webhook: 'discord.com/…abcd',
      discord_webhook_error: null,
    });
  });

  it.each([
    ['another one is set', WEBHOOK.replace('abcd', 'wxyz'), 'discord.com/…wxyz'],
    ['it is removed', null, null],
  ])('is forgotten under another key once %s', async (_what, discord_webhook, shown) => {
    const settings = await loaded(NEW_KEY);
    await settings.update({ discord_webhook });
    expect((await stored()).former).toEqual({ value: { cooldown_s: 5 }, secret: null });
    expect((await loaded(NEW_KEY)).shown()).toMatchObject({ discord_webhook: shown, discord_webhook_error: null });
  });

  it.each(['before', 'after'])('is taken along by a rotation of the key %s the first start', async (when) => {
    if (when === 'after') await loaded();
    const row = when === 'after' ? 'channel:discord' : 'notifications';
    expect(await rotateSecrets(database, [NEW_KEY, KEY])).toEqual({ rotated: [row], unreadable: [] });
    expect((await loaded(NEW_KEY)).shown()).toMatchObject({
      discord_webhook: 'discord.com/…abcd',
      discord_webhook_error: null,
    });
  });
});
