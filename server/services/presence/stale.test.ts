import { beforeEach, describe, expect, it } from 'vitest';
import { listAlerts } from '../../db/repositories/alerts.ts';
import { saveMute } from '../../db/repositories/mutes.ts';
import { findPlants, insertPlant } from '../../db/repositories/plants.ts';
import { at, INTERVAL_S, usePresence } from '../../testing/presence.ts';
import type { PresenceTracker } from './presence-tracker.ts';

const presence = usePresence();
const FERN = { id: 'plant_1', name: 'Fern' };

async function assign(deviceId: string, plant: typeof FERN | undefined): Promise<void> {
  await presence().database.query('UPDATE devices SET plant_id = $2 WHERE id = $1', [deviceId, plant?.id ?? null]);
  presence().places.set(deviceId, plant ? { plant } : {});
  await presence().bus.publish('device_moved', { deviceIds: [deviceId], plantIds: [FERN.id] });
}
const fern = async () => (await findPlants(presence().database, [FERN.id]))[0];

/** Readings or, without values, heartbeats of devices each minute, with a sweep after each. @returns what is told */
async function minutes(
  tracker: PresenceTracker,
  [from, to]: [number, number],
  heard: Record<string, Record<string, number> | undefined>,
): Promise<string[]> {
  const messages: string[] = [];
  for (let minute = from; minute <= to; minute += 1) {
    const now = at(minute * INTERVAL_S);
    for (const [deviceId, values] of Object.entries(heard))
      messages.push(
        ...[await tracker.heard(deviceId, now, values ? { values } : { vitals: {} })].flatMap((n) => n?.message ?? []),
      );
    for (const { message } of await tracker.sweep(now, 3)) messages.push(message);
  }
  return messages;
}

beforeEach(async () => {
  await insertPlant(presence().database, FERN.id, { name: FERN.name, species: null, thresholds: {} });
  await assign('dev_1', FERN);
});

describe('a metric that no new value comes of', () => {
  it('is told once, shown with the time of its last value, and told when it is measured again', async () => {
    const tracker = await presence().newTracker();
    expect(await minutes(tracker, [-4, 0], { dev_1: { soil_moisture: 42 } })).toEqual([]);
    expect(await minutes(tracker, [1, 10], { dev_1: undefined })).toEqual([]);
    expect(await minutes(tracker, [11, 40], { dev_1: undefined })).toEqual([
      'Fern: no soil moisture since 01:00, the last was 42.0 %',
    ]);
    expect(await fern()).toMatchObject({
      stale: [{ metric: 'soil_moisture', since: at(0).toISOString() }],
      open_alerts: 1,
    });
    expect(await listAlerts(presence().database, { limit: 9 })).toMatchObject([
      { kind: 'stale', plant_id: FERN.id, device_id: 'dev_1', metric: 'soil_moisture', value: 42, closed_at: null },
    ]);
    expect(await minutes(tracker, [41, 41], { dev_1: { soil_moisture: 40 } })).toEqual([
      'Fern: soil moisture is measured again: 40.0 %',
    ]);
    expect(await fern()).toMatchObject({ stale: [], open_alerts: 0 });
  });

  it('is told with the others that went silent with it, in one message', async () => {
    const tracker = await presence().newTracker();
    await minutes(tracker, [0, 20], { dev_1: { soil_moisture: 42, temperature: 21.5, humidity: 50 } });
    const told = await minutes(tracker, [21, 60], { dev_1: { humidity: 51 } });
    expect(told).toEqual([
      'Fern: no soil moisture since 01:20, the last was 42.0 %; no temperature since 01:20, the last was 21.5 °C',
    ]);
    expect((await fern())?.stale.map(({ metric }) => metric)).toEqual(['soil_moisture', 'temperature']);
  });

  it('has its own rhythm: one that comes every half hour is not stale before an hour and a half', async () => {
    const tracker = await presence().newTracker();
    const often = { dev_1: { humidity: 50 } };
    for (const half of [0, 30, 60, 90]) {
      expect(await minutes(tracker, [half, half], { dev_1: { ph: 6.5, humidity: 50 } })).toEqual([]);
      expect(await minutes(tracker, [half + 1, half + 29], often)).toEqual([]);
    }
    expect(await minutes(tracker, [120, 180], often)).toEqual([]);
    expect(await minutes(tracker, [181, 200], often)).toEqual(['Fern: no pH since 02:30, the last was 6.5']);
  });

  it.each([15, 30, 60, 360])(
    'that comes every %i minutes, of a board with a heartbeat each minute, is not told in its first day',
    async (everyMinutes) => {
      const tracker = await presence().newTracker();
      const told: string[] = [];
      for (let minute = 0; minute < 1440; minute += everyMinutes) {
        told.push(...(await minutes(tracker, [minute, minute], { dev_1: { soil_moisture: 42 } })));
        told.push(...(await minutes(tracker, [minute + 1, minute + everyMinutes - 1], { dev_1: undefined })));
      }
      expect(told).toEqual([]);
    },
  );

  it('that came once is told after a day, unless the board says how often it reports', async () => {
    const tracker = await presence().newTracker();
    await minutes(tracker, [0, 0], { dev_1: { soil_moisture: 42 } });
    expect(await minutes(tracker, [1, 1440], { dev_1: undefined })).toEqual([]);
    expect(await minutes(tracker, [1441, 1442], { dev_1: undefined })).toEqual([
      'Fern: no soil moisture since 1 Jan, 01:00, the last was 42.0 %',
    ]);
    await assign('dev_2', FERN);
    await assign('dev_1', undefined);
    void tracker.heard('dev_2', at(0), { vitals: { report_interval_s: 900 } });
    await minutes(tracker, [1500, 1500], { dev_2: { ph: 6 } });
    expect(await minutes(tracker, [1501, 1545], { dev_2: undefined })).toEqual([]);
    expect(await minutes(tracker, [1546, 1550], { dev_2: undefined })).toHaveLength(1);
  });

  it('is not told while the whole device is silent', async () => {
    const tracker = await presence().newTracker();
    await minutes(tracker, [0, 5], { dev_1: { soil_moisture: 42, temperature: 21 } });
    const told = await minutes(tracker, [6, 90], {});
    expect(told).toEqual(['name of dev_1 is offline: nothing heard for 4 min']);
    expect(await fern()).toMatchObject({ status: 'offline', stale: [] });
    expect(await minutes(tracker, [91, 95], { dev_1: { soil_moisture: 41, temperature: 20 } })).toEqual([
      'name of dev_1 is back online',
    ]);
  });

  it('is judged over all devices of the plant; the first that falls silent is noted at it, once', async () => {
    const tracker = await presence().newTracker();
    await assign('dev_2', FERN);
    const { findings } = presence();
    await minutes(tracker, [0, 5], { dev_1: { soil_moisture: 42 }, dev_2: { soil_moisture: 44 } });
    expect(findings.noted).toBe(0);
    expect(await minutes(tracker, [6, 40], { dev_1: undefined, dev_2: { soil_moisture: 43 } })).toEqual([]);
    expect([...findings.open]).toEqual([
      [
        'dev_1 probe_silent soil_moisture',
        {
          code: 'probe_silent',
          metric: 'soil_moisture',
          evidence: { since: '2026-01-01 00:05 UTC', value: 42, other: 'name of dev_2' },
        },
      ],
    ]);
    expect(await fern()).toMatchObject({ stale: [] });
    expect(await minutes(tracker, [41, 60], { dev_1: undefined, dev_2: undefined })).toEqual([
      'Fern: no soil moisture since 01:40, the last was 43.0 %',
    ]);
    expect(findings.noted, 'the plant has no value any more: that is said of the plant').toBe(1);
    await minutes(tracker, [61, 61], { dev_1: { soil_moisture: 41 } });
    expect([...findings.open.keys()], 'now the other one is missing').toEqual(['dev_2 probe_silent soil_moisture']);
  });

  it('is not noted at a device of which nothing at all is heard', async () => {
    const tracker = await presence().newTracker();
    await assign('dev_2', FERN);
    await minutes(tracker, [0, 5], { dev_1: { soil_moisture: 42 }, dev_2: { soil_moisture: 44 } });
    expect(await minutes(tracker, [6, 40], { dev_2: { soil_moisture: 43 } })).toEqual([
      'name of dev_1 is offline: nothing heard for 4 min',
    ]);
    expect(presence().findings.noted).toBe(0);
  });

  it('is not told of a time in which the server could hear nothing', async () => {
    const tracker = await presence().newTracker();
    await minutes(tracker, [-1, 3], { dev_1: { soil_moisture: 42 } });
    presence().hearingSince = at(60 * INTERVAL_S);
    expect(await minutes(tracker, [60, 69], { dev_1: undefined })).toEqual([]);
    expect(await minutes(tracker, [70, 75], { dev_1: undefined })).toHaveLength(1);
    presence().hearingSince = at(80 * INTERVAL_S);
    expect(await minutes(tracker, [80, 85], { dev_1: undefined }), 'and it does not end by that').toEqual([]);
  });

  it('is neither repeated nor forgotten after a restart', async () => {
    const before = await presence().newTracker();
    await minutes(before, [-4, 0], { dev_1: { soil_moisture: 42 } });
    expect(await minutes(before, [1, 20], { dev_1: undefined })).toHaveLength(1);
    await before.stop();
    // As the reading writer keeps it.
    await presence().database.query(
      'INSERT INTO latest_readings (device_id, soil_moisture, soil_moisture_at) VALUES ($1, 42, $2)',
      ['dev_1', at(0)],
    );
    const after = await presence().newTracker();
    expect(await minutes(after, [21, 40], { dev_1: undefined })).toEqual([]);
    expect(await minutes(after, [41, 41], { dev_1: { soil_moisture: 40 } })).toHaveLength(1);
  });

  it('is not told while the plant or the metric is muted, but afterwards if it lasts', async () => {
    const tracker = await presence().newTracker();
    await saveMute(presence().database, {
      plantId: FERN.id,
      scope: 'soil_moisture',
      until: at(30 * INTERVAL_S),
    });
    await minutes(tracker, [-4, 0], { dev_1: { soil_moisture: 42 } });
    expect(await minutes(tracker, [1, 29], { dev_1: undefined })).toEqual([]);
    expect((await fern())?.stale).toHaveLength(1);
    expect(await minutes(tracker, [30, 40], { dev_1: undefined })).toEqual([
      'Fern: no soil moisture since 01:00, the last was 42.0 %',
    ]);
  });

  it('ends without a word when its device goes to another plant', async () => {
    const tracker = await presence().newTracker();
    await minutes(tracker, [-4, 0], { dev_1: { soil_moisture: 42 } });
    await minutes(tracker, [1, 20], { dev_1: undefined });
    await assign('dev_1', undefined);
    expect(await minutes(tracker, [21, 22], { dev_1: undefined })).toEqual([]);
    expect(await fern()).toMatchObject({ status: 'no_data', stale: [], open_alerts: 0 });
  });
});

describe('a gateway that is away', () => {
  const behind = { dev_2: { soil_moisture: 40 } };
  beforeEach(() => void presence().places.set('dev_2', { via: 'dev_1' }));

  it('is told of alone, and so is its return', async () => {
    const tracker = await presence().newTracker();
    expect(await minutes(tracker, [0, 5], behind)).toEqual([]);
    expect(await minutes(tracker, [6, 30], {})).toEqual(['name of dev_1 is offline: nothing heard for 4 min']);
    expect(tracker.counts()).toEqual({ online: 0, offline: 2 });
    const back = await tracker.heard('dev_2', at(31 * INTERVAL_S), { values: { soil_moisture: 40 } });
    expect(back).toMatchObject({ deviceId: 'dev_1', kind: 'online' });
    expect(await minutes(tracker, [32, 33], behind)).toEqual([]);
    expect(tracker.counts()).toEqual({ online: 2, offline: 0 });
  });

  it('does not hide a sensor that is silent while the gateway is heard', async () => {
    const tracker = await presence().newTracker();
    await minutes(tracker, [0, 5], behind);
    expect(await minutes(tracker, [6, 20], { dev_1: undefined })).toEqual([
      'name of dev_2 is offline: nothing heard for 4 min',
    ]);
  });
});
