/**
 * How to add a channel: write `server/services/notifications/channels/<name>.ts` as the one below is written, and put
 * it in the list of `channels/index.ts`. Nothing else changes, as is shown here; `channels/channels.test.ts` judges it.
 */
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { readEnvironment } from '../config/environment.ts';
import { findAlerts, openAlert } from '../db/repositories/alerts.ts';
import { insertNotice, listNotices } from '../db/repositories/notices.ts';
import { insertPlant } from '../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../testing/database.ts';
import { tryChannels } from '../services/notifications/channel-trial.ts';
import { defineChannel } from '../services/notifications/channel.ts';
import { NotificationSettings } from '../services/notifications/notification-settings.ts';
import { Outbox } from '../services/notifications/outbox.ts';
import { SecretBox } from '../services/settings/secret-box.ts';
import { systemClock } from '@plantops/shared/clock.ts';

const list = vi.hoisted(() => ({ CHANNELS: [] as unknown[] }));
vi.mock('../services/notifications/channels/index.ts', () => list);

const carried: string[] = [];
const pigeon = defineChannel({
  name: 'pigeon',
  label: { en: 'Pigeon', de: 'Brieftaube' },
  hint: { en: 'Ask at the loft which pigeon is free.', de: 'Frag im Schlag, welche Taube frei ist.' },
  settings: z.strictObject({ bird: z.string().min(1).max(50), whistle: z.string().max(50) }),
  fields: {
    bird: { kind: 'text', label: { en: 'Bird', de: 'Vogel' }, example: 'Cher Ami' },
    whistle: { kind: 'secret', label: { en: 'Whistle', de: 'Pfiff' }, example: '' },
  },
  hosts: [],
  async send({ bird, whistle }, { text, plant }) {
    if (whistle !== 'tweet') return { outcome: 'refused', reason: 'Pigeon does not know the whistle' };
    carried.push(`${bird}: ${text} (${plant?.name ?? 'no plant'})`);
    return { outcome: 'sent' };
  },
});
list.CHANNELS.push(pigeon);

const databases = useTestDatabases();
let outbox: Outbox | undefined;
afterEach(() => outbox?.stop());

describe('a channel that is put in the list', () => {
  it('is set up, tried and sent to, and is seen in the API, without any other change', async () => {
    const database = await databases.pool();
    const settings: NotificationSettings = new NotificationSettings({
      database,
      box: new SecretBox(randomBytes(32).toString('hex')),
      environment: readEnvironment({}),
      clock: systemClock,
      onChanged: (change) => outbox?.settingsChanged(change),
      conditionOf: (channel) => outbox?.conditionOf(channel) ?? { waiting: 0, lastError: undefined },
      log: silentLog,
    });
    await settings.load();
    outbox = new Outbox({
      database,
      channels: () => settings.channels(),
      quietUntil: (now) => settings.quietUntil(now),
      onAlerts: () => undefined,
      clock: systemClock,
      log: silentLog,
    });
    outbox.start();

    // The owner sets it up, and tries it.
    const { channels } = await settings.update({ channels: { pigeon: { bird: 'Cher Ami', whistle: 'tweet' } } });
    expect(channels).toMatchObject([
      { name: 'pigeon', configured: true, fields: [{ value: 'Cher Ami' }, { value: '****' }] },
    ]);
    expect(await tryChannels(settings.channels(), 'pigeon', systemClock)).toMatchObject({ ok: true });

    // A plant is too dry.
    await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
    const text = 'soil_moisture is 15.2, threshold min 20.0';
    const breach = {
      plantId: 'plant_1',
      deviceId: 'dev_1',
      metric: 'soil_moisture',
      value: 15.2,
      threshold: 20,
    } as const;
    const alertId =
      (await openAlert(database, { ...breach, direction: 'min', message: text, at: new Date() }, true)) ?? -1;
    const notice = { alertId, kind: 'breach', message: text, plantId: 'plant_1', deviceId: 'dev_1' } as const;
    await outbox.release((await insertNotice(database, notice)).id);

    await expect.poll(() => carried.at(-1)).toBe(`Cher Ami: ${text} (Fern)`);
    await expect
      .poll(() => listNotices(database, { limit: 1 }))
      .toMatchObject([{ state: 'sent', deliveries: [{ channel: 'pigeon', state: 'sent', attempts: 1 }] }]);
    expect(await findAlerts(database, [alertId])).toMatchObject([{ delivery: 'sent' }]);
  });
});
