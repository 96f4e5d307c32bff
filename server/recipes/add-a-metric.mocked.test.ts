/**
 * Follows the recipe "add a metric": a descriptor in shared/metrics.ts and a migration that adds its columns. Nothing
 * else is changed here, and a reading of the new metric passes through the whole system.
 */
import { Writable } from 'node:stream';
import type { CareMetric } from '@plantops/shared/care/care-plan.ts';
import { BASE_URL, CHOICES, CREDENTIALS } from '@plantops/shared/testing/device-file-fixtures.ts';
import { deviceSchema } from '@plantops/shared/api/devices.ts';
import { plantSchema } from '@plantops/shared/api/plants.ts';
import { historyPointSchema, sparklineSchema } from '@plantops/shared/api/readings.ts';
import { readingEventSchema } from '@plantops/shared/events.ts';
import { DEVICE_FILE_NAMES, DEVICE_FILES, deviceFile } from '@plantops/shared/device-files/index.ts';
import type { Reading } from '@plantops/shared/messages.ts';
import type { Metric, MetricDescriptor } from '@plantops/shared/metrics.ts';
import { type Limits, thresholdsSchema } from '@plantops/shared/thresholds.ts';
import { planByRules } from '@plantops/nodes/care-rules/core.ts';
import { breachMessage, judge } from '@plantops/nodes/threshold/core.ts';
import { ClockMemory } from '@plantops/nodes/validation/clock-memory.ts';
import { validateTelemetry } from '@plantops/nodes/validation/core.ts';
import type { Response } from 'express';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../db/pool.ts';
import { listAlerts, openAlert } from '../db/repositories/alerts.ts';
import { findDevices } from '../db/repositories/devices.ts';
import { saveMute } from '../db/repositories/mutes.ts';
import { findPlants, insertPlant } from '../db/repositories/plants.ts';
import { readSparklines } from '../db/repositories/sparklines.ts';
import { makeFigures } from '../db/repositories/figures.ts';
import { readHistoryText } from '../db/repositories/history.ts';
import { insertReadings, readHistory } from '../db/repositories/telemetry.ts';
import { useTestDatabases } from '../testing/database.ts';
import { csvOptions } from '../http/csv-form.ts';
import { sendReadings } from '../http/send-readings.ts';
import { gatherCareContext } from '../services/care/care-context.ts';
import { toReadingEvent } from '../services/ingest/reading-event.ts';
import { exportReadings } from '../services/plants/readings-export.ts';
import { readingAt, sensorsOf } from '../simulator/curves.ts';
import { deviceProfile } from '../simulator/profiles.ts';

vi.mock('@plantops/shared/metrics.ts', async (importOriginal) => {
  const metrics = await importOriginal<{ METRICS: Record<string, MetricDescriptor>; METRIC_NAMES: string[] }>();
  metrics.METRICS['sap_flow'] = {
    unit: 'g/h',
    min: 0,
    max: 500,
    decimals: 2,
    words: { en: 'Sap flow', de: 'Saftfluss' },
    inSentences: {
      en: { subject: 'The sap flow', beforeValue: 'sap flow' },
      de: { subject: 'Der Saftfluss', beforeValue: 'Saftfluss' },
    },
    icon: '',
    colour: { light: '#000', dark: '#fff' },
    axis: {
      scale: 'linear',
      gauge: { min: 0, max: 100 },
      empty: { min: 0, max: 100 },
      leastSpan: { value: 10 },
      nearLimit: 10,
      limitStep: { value: 1 },
    },
    trend: { value: 1 },
    judged: { lowCounts: true },
    probe: { largestChange: { atOnce: 200, perHour: 50, toEnd: 100 }, differsBy: 40, isNoisy: true },
    simulated: { boards: 'some', value: ({ sun, drift }) => 30 * sun + drift(33) },
  };
  metrics.METRIC_NAMES.push('sap_flow');
  return metrics;
});

/** The new metric's migration. */
const MIGRATION = `
  ALTER TABLE telemetry ADD COLUMN sap_flow DOUBLE PRECISION;
  ALTER TABLE latest_readings ADD COLUMN sap_flow DOUBLE PRECISION, ADD COLUMN sap_flow_at TIMESTAMPTZ;
  CALL add_figures_of('sap_flow');`;

const METRIC = 'sap_flow' as Metric;
const NOW = new Date('2026-03-08T12:00:00.000Z');
const minutesAgo = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

function validated(payload: object, receivedAt = NOW): Reading {
  const topic = 'devices/dev_1/telemetry';
  const message = { deviceId: 'dev_1', topic, payload: Buffer.from(JSON.stringify(payload)), receivedAt };
  const verdict = validateTelemetry(message, new ClockMemory(), 300);
  if ('rejected' in verdict) throw new Error(verdict.rejected.reason);
  return { ...verdict.accepted, plantId: 'plant_1' };
}

const databases = useTestDatabases();
let database: Database;

beforeEach(async () => {
  database = await databases.pool();
  await database.query(MIGRATION);
  await insertPlant(database, 'plant_1', {
    name: 'Maple',
    species: null,
    thresholds: thresholdsSchema.parse({ sap_flow: { min: 5, max: 20 } }),
  });
  await database.query(
    `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash, plant_id) VALUES ('dev_1', 'm', 'dev_1', 'h', 'h', 'plant_1')`,
  );
  const flows = [12.25, 14.25, 21.5, 22.5, 23.5];
  await insertReadings(
    database,
    flows.map((sap_flow, index) => {
      const timestamp = minutesAgo(20 * (flows.length - 1 - index)).toISOString();
      return validated({ timestamp, sap_flow, temperature: 20 + index });
    }),
  );
});

const plantOf = async () => plantSchema.parse((await findPlants(database, ['plant_1']))[0]);

describe('a metric with a descriptor and columns', () => {
  it('is validated against its range', () => {
    expect(validated({ sap_flow: 12.25 }).values).toEqual({ sap_flow: 12.25 });
    expect(() => validated({ sap_flow: 501 })).toThrow(/sap_flow: /);
    expect(() => validated({})).toThrow(/light_level, .*sap_flow is needed/);
  });

  it('appears in the newest values of its device and plant', async () => {
    const latest = { sap_flow: 23.5, temperature: 24, humidity: null, measured_at: { sap_flow: NOW.toISOString() } };
    expect((await plantOf()).latest).toMatchObject(latest);
    expect(deviceSchema.parse((await findDevices(database, ['dev_1']))[0]).latest).toMatchObject(latest);
  });

  it('appears in history and sparklines', async () => {
    const [from, to] = [minutesAgo(90), new Date(NOW.getTime() + 1)];
    const seen = { sap_flow: 18.8, sap_flow_min: 12.25, sap_flow_max: 23.5, temperature: 22 };
    const points = await readHistory(database, 'plant_1', from, to, 7200);
    expect(points.map((point) => historyPointSchema.parse(point))).toMatchObject([seen]);
    await makeFigures(database, [{ plantId: 'plant_1', from, to }]);
    for (const source of ['telemetry', 'readings_5min', 'readings_hourly'] as const) {
      const part = { source, from: from.getTime() - 3_600_000, to: to.getTime() };
      const { points: charted } = await readHistoryText(database, 'plant_1', [part], [part.from]);
      expect(historyPointSchema.parse(charted.parse()[0])).toMatchObject(seen);
    }
    const lines = await readSparklines(database, ['plant_1'], from, to, 7200);
    const shape = { plant_id: 'plant_1', from: from.toISOString(), to: to.toISOString(), bucket_s: 7200 };
    expect(sparklineSchema.parse({ ...shape, points: lines.get('plant_1') }).points).toMatchObject([
      { sap_flow: 18.8, temperature: 22 },
    ]);
  });

  it('is exported', async () => {
    let text = '';
    const response = Object.assign(
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          text += chunk.toString();
          done();
        },
      }),
      { set: vi.fn(), type: vi.fn() },
    );
    const readings = await exportReadings(database, 'plant_1', minutesAgo(5), new Date(NOW.getTime() + 1));
    const form = { header: 'names', decimal: '.', bom: false, plantName: 'Maple', language: 'en' } as const;
    const name = { full: 'maple', ascii: 'maple' };
    await sendReadings(response as unknown as Response, readings, csvOptions(form, NOW.getTime()), name);
    const [head = '', row = ''] = text.split('\n');
    const cells = Object.fromEntries(head.split(',').map((column, index) => [column, row.split(',')[index]]));
    expect(cells).toMatchObject({ time: NOW.toISOString(), temperature: '24', humidity: '', sap_flow: '23.5' });
  });

  it('is sent to live readers', () => {
    expect(readingEventSchema.parse(toReadingEvent(validated({ sap_flow: 1.5 })))).toMatchObject({ sap_flow: 1.5 });
  });

  it('has thresholds, is judged by them, and raises alerts that can be muted', async () => {
    expect(() => thresholdsSchema.parse({ sap_flow: { max: 501 } })).toThrow();
    const limits = ((await plantOf()).thresholds as Record<string, Limits>)['sap_flow'] ?? {};
    expect(limits).toEqual({ min: 5, max: 20 });
    const state = {
      open: undefined,
      lastNoticeAt: undefined,
      toldUntil: undefined,
      judgedUntil: undefined,
      mutedUntil: undefined,
    };
    const judgement = judge(23.5, limits, state, { hysteresisPct: 5, cooldownS: 900 }, NOW);
    if (judgement.action !== 'open') throw new Error('no alert');
    const { direction, threshold } = judgement;
    const message = breachMessage(METRIC, 23.5, judgement);
    expect(message).toBe('sap_flow is 23.5, threshold max 20.0');
    const about = { plantId: 'plant_1', deviceId: 'dev_1', metric: METRIC };
    await openAlert(database, { ...about, value: 23.5, threshold, direction, message, at: NOW }, true);
    expect(await listAlerts(database, { about: METRIC, limit: 10 })).toMatchObject([{ metric: 'sap_flow', message }]);

    const until = new Date(Date.now() + 3_600_000);
    expect(await saveMute(database, { plantId: 'plant_1', scope: METRIC, until })).toBe(true);
    expect((await plantOf()).mutes).toEqual([{ metric: 'sap_flow', until: until.toISOString() }]);
  });

  it('is part of the context of care plans, with words in both languages', async () => {
    const display = { language: 'auto', temperature_unit: 'celsius', time_zone: 'UTC', theme: 'system' } as const;
    for (const [language, words] of [
      ['en', 'The sap flow of Maple is above its limit of 20 g/h, at 23.5 g/h.'],
      ['de', 'Der Saftfluss von Maple liegt über der Grenze von 20 g/h, bei 23,5 g/h.'],
    ] as const) {
      const context = await gatherCareContext(database, { plant: await plantOf(), display, language, now: NOW });
      expect((context.metrics as Record<string, unknown>)['sap_flow']).toMatchObject({
        unit: 'g/h',
        value: 23.5,
        state: 'above',
        thresholds: { min: 5, max: 20 },
        last_24h: { count: 5, min: 12.25, max: 23.5, mean: 18.8 },
      });
      // It counts once it has lasted for an hour.
      const { metrics } = context as { metrics: Record<string, CareMetric> };
      const flow = metrics['sap_flow'] as CareMetric;
      const lasting = { ...flow, last_24h: flow.last_24h && { ...flow.last_24h, hours_outside: 2 } };
      const plan = planByRules({ ...context, metrics: Object.assign({}, context.metrics, { sap_flow: lasting }) });
      expect([plan.summary, ...plan.alerts].join(' ')).toContain(words);
    }
  });

  it('is measured by the files for devices', () => {
    for (const kind of DEVICE_FILE_NAMES.filter((name) => DEVICE_FILES[name].registersAs === 'device'))
      expect(deviceFile(kind, CREDENTIALS, { ...CHOICES, sensors: ['sap_flow' as Metric] }, BASE_URL).text).toMatch(
        /sap_flow.*50|50.*sap_flow/s,
      );
  });

  it('is simulated', () => {
    expect(sensorsOf({ number: 1 })).not.toContain('sap_flow');
    expect(sensorsOf({ number: 3 })).toContain('sap_flow');
    const noon = readingAt(deviceProfile(3, 1, 0), NOW.getTime()) as Record<string, number>;
    expect(noon['sap_flow']).toBeGreaterThan(10);
    expect(validated(noon).values).toEqual(noon);
  });
});
