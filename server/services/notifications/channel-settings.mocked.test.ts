import { perLanguage } from '@plantops/shared/settings/display.ts';
import { randomBytes } from 'node:crypto';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { readEnvironment } from '../../config/environment.ts';
import type { Database } from '../../db/pool.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { SecretBox } from '../settings/secret-box.ts';
import { defineChannel } from './channel.ts';
import { discord } from './channels/discord.ts';
import { NotificationSettings } from './notification-settings.ts';

const sent = vi.hoisted(() => ({ settings: [] as unknown[] }));
const list = vi.hoisted(() => ({ CHANNELS: [] as unknown[] }));
vi.mock('./channels/index.ts', () => list);
const words = (text: string) => ({ en: text, de: text });
/** As it is shown: in each language, English where there is no other. */
const shown = (text: string) => perLanguage(() => text);
/** A channel with a field of each kind. */
const owl = defineChannel({
  name: 'owl',
  label: words('The owl'),
  hint: words('Ask the owl'),
  settings: z.strictObject({ tree: z.url(), password: z.string().min(3).optional(), nickname: z.string().optional() }),
  fields: {
    tree: { kind: 'url', label: words('Tree'), example: 'https://wood.example.org/oak' },
    password: { kind: 'secret', label: words('Its word'), example: '' },
    nickname: { kind: 'text', label: words('Nickname'), example: 'Hoot' },
  },
  hosts: [],
  send(settings) {
    sent.settings.push(settings);
    return Promise.resolve({ outcome: 'sent' });
  },
});

list.CHANNELS.push(discord, owl);

const databases = useTestDatabases();
const KEY = randomBytes(32).toString('hex');
const TREE = 'https://wood.example.org/trees/hidden-oak-1234';

describe('the settings of a channel', () => {
  let database: Database;
  let told: (readonly string[])[];
  beforeEach(async () => {
    database = await databases.pool();
    told = [];
    sent.settings = [];
  });

  async function loaded(WEBHOOK_ALLOWED_HOSTS = 'wood.example.org,10.0.0.7'): Promise<NotificationSettings> {
    const settings = new NotificationSettings({
      database,
      box: new SecretBox(KEY),
      clock: new FakeClock(),
      environment: readEnvironment({ WEBHOOK_ALLOWED_HOSTS }),
      onChanged: ({ channels }) => told.push(channels),
      conditionOf: (channel) =>
        channel === 'owl' ? { waiting: 3, lastError: 'asleep' } : { waiting: 0, lastError: undefined },
      log: silentLog,
    });
    await settings.load();
    told = [];
    return settings;
  }
  const owlOf = (settings: NotificationSettings) => settings.shown().channels.find(({ name }) => name === 'owl');
  const valuesOf = (settings: NotificationSettings) =>
    Object.fromEntries(owlOf(settings)?.fields.map(({ name, value }) => [name, value]) ?? []);
  async function used(settings: NotificationSettings): Promise<unknown> {
    const message = { id: 'n', kind: 'test', text: 't', plant: null, device: null, alert: null } as const;
    await settings
      .channels()
      .find(({ name }) => name === 'owl')
      ?.send({ ...message, createdAt: new Date('2026-01-07T12:00:00Z') });
    return sent.settings.at(-1);
  }

  it('tell what they ask for, and how the channel fares, before anything is set', async () => {
    expect(owlOf(await loaded())).toEqual({
      name: 'owl',
      label: shown('The owl'),
      hint: shown('Ask the owl'),
      configured: false,
      source: 'none',
      error: null,
      fields: [
        {
          name: 'tree',
          kind: 'url',
          label: shown('Tree'),
          example: 'https://wood.example.org/oak',
          required: true,
          value: null,
        },
        { name: 'password', kind: 'secret', label: shown('Its word'), example: '', required: false, value: null },
        { name: 'nickname', kind: 'text', label: shown('Nickname'), example: 'Hoot', required: false, value: null },
      ],
      rules: { muted: false, topics: null, plants: null, rooms: null },
      waiting: 3,
      last_error: 'asleep',
    });
  });

  it('are used as they are given, shown masked, sealed at rest, and last', async () => {
    const given = { tree: TREE, password: 'hidden-hoot', nickname: 'Archie' };
    const settings = await loaded();
    const answer = await settings.update({ channels: { owl: given } });
    expect(told).toEqual([['owl']]);
    for (const each of [settings, await loaded()]) {
      expect(await used(each)).toEqual(given);
      expect(owlOf(each)).toMatchObject({ configured: true, source: 'settings' });
      expect(valuesOf(each)).toEqual({ tree: 'wood.example.org/…1234', password: '****', nickname: 'Archie' });
    }
    const { rows } = await database.query<{ key: string; value: object; secret: Buffer | null }>(
      `SELECT key, value, secret FROM settings WHERE key = 'channel:owl'`,
    );
    expect(rows.map(({ value }) => value)).toEqual([{ nickname: 'Archie' }]);
    expect(JSON.stringify([answer, rows]) + String(rows[0]?.secret?.toString('latin1'))).not.toContain('hidden');
  });

  it('change only where something is given; null takes a field away, or all of it', async () => {
    const settings = await loaded();
    await settings.update({ channels: { owl: { tree: TREE, password: 'hoot', nickname: 'Archie' } } });
    await settings.update({ channels: { owl: { tree: `${TREE}5`, nickname: null } } });
    expect(await used(settings)).toEqual({ tree: `${TREE}5`, password: 'hoot' });
    await settings.update({ cooldown_s: 7 });
    expect(await used(settings)).toEqual({ tree: `${TREE}5`, password: 'hoot' });
    await settings.update({ channels: { owl: null } });
    expect(settings.channels()).toEqual([]);
    expect((await database.query(`SELECT FROM settings WHERE key = 'channel:owl'`)).rowCount).toBe(0);
  });

  it('want the secret again where the address moves to another host', async () => {
    const settings = await loaded();
    await settings.update({ channels: { owl: { tree: TREE, password: 'hoot' } } });
    const elsewhere = 'http://10.0.0.7/trees/1';
    await expect(settings.update({ channels: { owl: { tree: elsewhere } } })).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ pointer: '/channels/owl/password', detail: expect.stringContaining('is needed again') }],
    });
    expect(await used(settings)).toEqual({ tree: TREE, password: 'hoot' });
    await settings.update({ channels: { owl: { tree: elsewhere, password: null } } });
    expect(await used(settings)).toEqual({ tree: elsewhere });
  });

  it.each([
    ['an unknown channel', { pigeon: {} }, '/channels/pigeon'],
    ['a channel named as JavaScript names its own things', { constructor: {} }, '/channels/constructor'],
    ['an unknown field', { owl: { tree: TREE, wing: 'left' } }, '/channels/owl/wing'],
    ['a field that is missing', { owl: { nickname: 'x' } }, '/channels/owl/tree'],
    ['a value that does not fit', { owl: { tree: TREE, password: 'no' } }, '/channels/owl/password'],
    ['what is no address', { owl: { tree: 'oak' } }, '/channels/owl/tree'],
  ])('are refused with %s, together with all else that was to change', async (_what, channels, pointer) => {
    const settings = await loaded();
    await expect(
      settings.update({ discord_webhook: 'https://discord.com/api/webhooks/1/x', channels, cooldown_s: 1 }),
    ).rejects.toMatchObject({ code: 'invalid_request', fields: [expect.objectContaining({ pointer })] });
    expect([settings.channels(), settings.cooldownS()]).toEqual([[], 900]);
    expect((await database.query('SELECT FROM settings')).rowCount).toBe(0);
  });

  it('are refused with an address on a host that is not allowed, and no longer used once it is not', async () => {
    const settings = await loaded();
    await expect(
      settings.update({ channels: { owl: { tree: 'http://169.254.169.254/latest' } } }),
    ).rejects.toMatchObject({
      code: 'webhook_not_allowed',
      fields: [{ pointer: '/channels/owl/tree', detail: expect.stringContaining('WEBHOOK_ALLOWED_HOSTS') }],
    });
    await settings.update({ channels: { owl: { tree: TREE } } });
    const after = await loaded('elsewhere.example.org');
    expect([after.channels(), after.warnings()]).toEqual([
      [],
      [expect.stringMatching(/^What is set for The owl is not used: .*WEBHOOK_ALLOWED_HOSTS/)],
    ]);
  });

  it('all change, or none, where the database fails in the midst', async () => {
    const settings = await loaded();
    await database.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk full'; END $$`,
    );
    await database.query(
      `CREATE TRIGGER refuse BEFORE INSERT ON settings FOR EACH ROW WHEN (NEW.key = 'notifications') EXECUTE FUNCTION refuse()`,
    );
    await expect(settings.update({ channels: { owl: { tree: TREE } } })).rejects.toThrow('disk full');
    expect(settings.channels()).toEqual([]);
    expect((await database.query('SELECT FROM settings')).rowCount).toBe(0);
  });

  it('come without what is secret from a backup: then the channel is not set up', async () => {
    await database.query(`INSERT INTO settings (key, value) VALUES ('channel:owl', '{"nickname": "Archie"}')`);
    const settings = await loaded();
    expect(owlOf(settings)).toMatchObject({ configured: false, source: 'none', error: null });
  });

  it('that another version stored and this one does not understand are told, and not used', async () => {
    const secret = new SecretBox(KEY).seal('channel:owl', '{"nest": "high"}');
    await database.query(`INSERT INTO settings (key, secret) VALUES ('channel:owl', $1)`, [secret]);
    const settings = await loaded();
    expect([settings.channels(), settings.warnings()]).toEqual([
      [],
      ['What is set for The owl is not used: it is not complete: set it anew in Settings'],
    ]);
  });
});
