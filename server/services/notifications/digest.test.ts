import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { openAlert, openOutages } from '../../db/repositories/alerts.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { openStale } from '../../db/repositories/stale-alerts.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import type { Diagnosis } from '@plantops/shared/diagnosis/diagnosis.ts';
import { diagnosis, finding } from '@plantops/shared/testing/diagnosis-fixtures.ts';
import { Digest } from './digest.ts';

const databases = useTestDatabases();
let database: Database;
let clock: FakeClock;
let told: string[];
let language: Language;
let judged: Map<string, Diagnosis>;
let wanted: { at: string; time_zone: string } | undefined;

beforeEach(async () => {
  database = await databases.pool();
  // 8:00 in Berlin.
  clock = new FakeClock('2026-01-07T07:00:00Z');
  told = [];
  language = 'en';
  judged = new Map();
  wanted = { at: '08:30', time_zone: 'Europe/Berlin' };
});
const newDigest = () =>
  new Digest({
    database,
    settings: () => wanted,
    diagnosisOf: (plantId) => judged.get(plantId),
    temperatureUnit: () => Promise.resolve('celsius'),
    language: () => language,
    tell: (text) => void told.push(text),
    clock,
    log: silentLog,
  });
const lookAfter = async (minutes: number, digest = newDigest()): Promise<string[]> => {
  await clock.advance(minutes * 60_000);
  await digest.look();
  return told.splice(0);
};
const NOTHING = 'All is well: nothing needs water, nothing is silent, no alerts since yesterday.';

describe('the digest', () => {
  it('comes once a day at the time that the owner chose, in one line where there is nothing to tell', async () => {
    expect([await lookAfter(29), await lookAfter(1), await lookAfter(10)]).toEqual([[], [NOTHING], []]);
    expect([await lookAfter(24 * 60 - 11), await lookAfter(1)]).toEqual([[], [NOTHING]]);
  });

  it('is off unless the owner wants it', async () => {
    wanted = undefined;
    expect(await lookAfter(60)).toEqual([]);
  });

  it('comes late if the server was off until then, but not hours later', async () => {
    expect(await lookAfter(90)).toEqual([NOTHING]);
    expect(await lookAfter(24 * 60 + 61)).toEqual([]);
  });

  it('says what each plant needs as its verdict does, once, and that all is well only where it is', async () => {
    for (const name of ['Aloe', 'Basil', 'Calathea', 'Dill', 'Fern'])
      await insertPlant(database, name, { name, species: null, thresholds: {} });
    const { watering } = diagnosis();
    const later = { ...watering, next: '2026-01-20' };
    const cold = finding({
      code: 'cold_now',
      metric: 'temperature',
      severity: 'urgent',
      evidence: { value: 3.5, limit: 12 },
      asks: ['move_warmer'],
    });
    const dark = finding({
      code: 'too_dark',
      metric: 'light_level',
      evidence: { dli: 0.5, days: 4, least: 2 },
      asks: [],
    });
    judged.set('Aloe', diagnosis({ level: 'well', findings: [], asks: [], watering: later }));
    expect(await lookAfter(30)).toEqual([NOTHING]);
    judged.set('Basil', diagnosis({ watering }));
    judged.set(
      'Calathea',
      diagnosis({ level: 'urgent', findings: [cold, finding()], asks: ['move_warmer'], watering: later }),
    );
    judged.set('Dill', diagnosis({ level: 'attention', findings: [dark], asks: [], watering: later }));
    judged.set(
      'Fern',
      diagnosis({ level: 'unknown', findings: [], asks: [], watering: { ...watering, next: '2026-01-06' } }),
    );
    expect(await lookAfter(24 * 60)).toEqual([
      [
        'Act today: Calathea (Too cold: 3.5 °C)',
        'Needs water: Basil, Fern',
        'Have a look: Dill (Too dark: 0.5 mol/m² of light a day)',
      ].join('\n'),
    ]);
  });

  it('says what needs water, what is silent, and what alerts there were', async () => {
    const at = clock.now();
    judged.set('fern', diagnosis());
    for (const [id, name] of [
      ['fern', 'Fern'],
      ['basil', 'Basil'],
    ] as const)
      await insertPlant(database, id, { name, species: null, thresholds: {} });
    await database.query(
      `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash, name)
       SELECT id, id, id, 'h', 'h', id FROM unnest(ARRAY['Shelf', 'Hub', 'Behind']) AS id`,
    );
    await database.query(`UPDATE devices SET via = 'Hub' WHERE id = 'Behind'`);
    await openOutages(
      database,
      ['Shelf', 'Hub', 'Behind'].map((deviceId) => ({ deviceId, plantId: null, message: 'm' })),
      at,
    );
    const breach = { deviceId: 'Shelf', value: 15.2, threshold: 20, direction: 'min', at } as const;
    await openAlert(
      database,
      { ...breach, plantId: 'fern', metric: 'soil_moisture', message: 'soil_moisture is 15.2, threshold min 20.0' },
      true,
    );
    await database.query('UPDATE alerts SET opened_at = $1 WHERE plant_id = $2', [at, 'fern']);
    await openStale(
      database,
      [
        {
          plantId: 'basil',
          deviceId: 'Shelf',
          metric: 'ph',
          value: 6,
          since: at,
          message: 'no pH since 07:00, the last was 6.0',
        },
      ],
      at,
    );
    expect(await lookAfter(30)).toEqual([
      [
        'Needs water: Fern',
        'Silent: Hub, Shelf, Basil (no pH since 07:00, the last was 6.0)',
        'Alerts since yesterday: Fern (soil_moisture is 15.2, threshold min 20.0)',
      ].join('\n'),
    ]);
  });
});
