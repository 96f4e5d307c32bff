import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { UNKNOWN_PLACE } from '../diagnosis/place.ts';
import { journalEntrySchema } from '../journal.ts';
import { METRIC_NAMES, perMetric } from '../metrics.ts';
import { LIVE_EVENTS, readingEventSchema } from '../events.ts';
import { restoreResultSchema, simulatorSchema, startSimulatorSchema, systemSchema } from '../system.ts';
import { alertSchema, deliverySchema, noticeSchema } from './alerts.ts';
import { deviceCredentialsSchema, deviceSchema, rejectedMessageSchema } from './devices.ts';
import { type FlowState, flowStateSchema, setAsideMessageSchema } from './flows.ts';
import { muteSchema, plantSchema, removedPlantSchema, setMuteSchema, updatePlantSchema } from './plants.ts';
import { HISTORY_RANGES, historySchema, latestReadingSchema, sparklineSchema } from './readings.ts';
import { deletedRoomSchema, roomSchema } from './rooms.ts';
import { problemSchema, sessionSchema, startSchema, statusSchema } from './server.ts';

const AT = '2026-01-07T12:00:00.000Z';
const none = perMetric(() => null);
const latest = { time: AT, ...none, humidity: 50, measured_at: { ...none, humidity: AT } };
const plant = {
  id: 'plant_1',
  name: 'Fern',
  species: null,
  form: 'fern',
  thresholds: { humidity: { min: 40 } },
  combine: { humidity: 'min' },
  place: { ...UNKNOWN_PLACE, site: 'balcony', pot_cm: 30, pets: false },
  room_id: 'room_1',
  tags: ['shade'],
  created_at: AT,
  status: 'ok',
  latest,
  stale: [{ metric: 'humidity', since: AT }],
  offline_count: 0,
  device_count: 1,
  open_alerts: 0,
  unseen_alerts: 0,
  mutes: [{ metric: 'humidity', until: AT }],
  ideal: null,
  verdict: null,
  last_watered_at: null,
  photo_url: null,
};
const room = { id: 'room_1', name: 'Kitchen', position: 0 };
const device = {
  id: 'dev_1',
  name: null,
  kind: 'device',
  via: null,
  dialect: null,
  mac_address: 'a4:cf:12:00:00:01',
  mqtt_username: 'dev_1',
  plant_id: 'plant_1',
  status: 'online',
  error: null,
  error_causes: null,
  clock_wrong: false,
  locked: false,
  paused_at: null,
  report_interval_s: 1800,
  report_interval_source: 'learned',
  firmware_version: '1.0',
  sensor_types: ['soil'],
  battery_pct: 80,
  rssi_dbm: -60,
  link_quality: null,
  rejected_count: 0,
  last_seen_at: AT,
  created_at: AT,
  latest: null,
  findings: [
    {
      code: 'value_set_aside',
      metric: 'humidity',
      since: AT,
      last_at: AT,
      count: 2,
      evidence: { sent: 'nan', why: 'not_a_number' },
      severity: 'warning',
      title: 'Humidity was set aside: nan is no number.',
      advice: 'Check this sensor and its wiring.',
    },
  ],
};
const alert = {
  id: 1,
  kind: 'threshold',
  code: null,
  evidence: null,
  plant_id: 'plant_1',
  device_id: 'dev_1',
  metric: 'humidity',
  value: 15,
  threshold: 20,
  direction: 'min',
  message: 'humidity is 15.0, threshold min 20.0',
  opened_at: AT,
  closed_at: null,
  acknowledged_at: null,
  sent_at: null,
  delivery: 'waiting',
};
const delivery = {
  channel: 'discord',
  state: 'sent',
  attempts: 1,
  last_error: null,
  next_attempt_at: null,
  sent_at: AT,
};
const bucket = Object.fromEntries(
  METRIC_NAMES.flatMap((metric) => [metric, `${metric}_min`, `${metric}_max`].map((name) => [name, null])),
);
const period = { plant_id: 'plant_1', from: AT, to: AT, bucket_s: 60 };
const simulator = { allowed: true, running: false, devices: 0 };

/** Each answer as a whole. */
const flows: FlowState = {
  running: true,
  safe_mode: { since: AT, reasons: [{ node_id: 'mine', text: 'it ended twice' }] },
  version: 3,
  watch: null,
  went_back: null,
  is_proposed: false,
  failing_nodes: [{ node_id: 'judge', node: 'threshold "judge"', problem: 'no number' }],
  set_aside: [{ node_id: null, node: null, count: 2, since: AT, last_at: AT, reason: 'full' }],
};

const ANSWERS: Record<string, [z.ZodType, Record<string, unknown>]> = {
  'the newest values': [latestReadingSchema, latest],
  'a plant': [plantSchema, plant],
  'a mute': [muteSchema, { metric: null, until: AT }],
  'a removed plant': [removedPlantSchema, { id: 'plant_1', name: 'Fern', species: null, removed_at: AT }],
  'a device': [deviceSchema, device],
  credentials: [
    deviceCredentialsSchema,
    {
      device_id: 'dev_1',
      mqtt_username: 'dev_1',
      mqtt_password: 'secret',
      mqtt: { host: 'localhost', port: 1883 },
      topics: { telemetry: 'devices/dev_1/telemetry', heartbeat: 'devices/dev_1/heartbeat' },
      heartbeat_interval_s: 60,
    },
  ],
  'a rejected message': [
    rejectedMessageSchema,
    {
      id: 1,
      time: AT,
      topic: 't',
      payload: 'p',
      reason: 'r',
      causes: [{ code: 'not_json', metric: null, evidence: {} }],
      set_aside: false,
    },
  ],
  'an alert': [alertSchema, alert],
  'a delivery': [deliverySchema, delivery],
  'a notice': [
    noticeSchema,
    {
      id: 'n1',
      alert_id: 1,
      kind: 'breach',
      message: 'm',
      plant_id: null,
      device_id: null,
      state: 'sent',
      attempts: 1,
      last_error: null,
      created_at: AT,
      next_attempt_at: null,
      sent_at: AT,
      deliveries: [delivery],
    },
  ],
  'a history': [
    historySchema,
    { ...period, bucket: 'PT1M', time_zone: 'UTC', readings_from: AT, points: [{ time: AT, ...bucket }] },
  ],
  'a sparkline': [sparklineSchema, { ...period, points: [{ time: AT, ...none }] }],
  'a journal entry': [
    journalEntrySchema,
    { id: 1, plant_id: 'plant_1', kind: 'watering', note: null, amount_ml: 500, room: null, at: AT, created_at: AT },
  ],
  'a session': [sessionSchema, { password_required: true, authenticated: false }],
  'the start of a dashboard': [
    startSchema,
    {
      session: { password_required: false, authenticated: true },
      state: { event_id: '1', plants: [plant], rooms: [room], devices: [device], alerts: [alert], flows, more: false },
    },
  ],
  'how the flows are': [flowStateSchema, flows],
  'a message that was set aside': [
    setAsideMessageSchema,
    { id: 1, device_id: 'dev_1', time: AT, topic: 't', payload: '{}', reason: 'r', node_id: 'mine', node: 'function' },
  ],
  'a room': [roomSchema, room],
  'a deleted room': [deletedRoomSchema, { ...room, plant_ids: ['plant_1'] }],
  'the status of the server': [
    statusSchema,
    { ready: true, checks: { database: { ok: true, detail: 'fine' } }, warnings: ['w'] },
  ],
  'the simulator': [simulatorSchema, simulator],
  'the system': [
    systemSchema,
    {
      version: '1.0.0',
      started_at: AT,
      registration_key_required: false,
      mqtt: { host: 'localhost', port: 1883 },
      heartbeat_interval_s: 60,
      database: { kind: 'embedded', version: '17.10', timescale: false, size_bytes: 1 },
      simulator,
    },
  ],
  'what was restored': [restoreResultSchema, { created_at: AT, rows: { plants: 1 }, safety_copy: 'file' }],
};

describe.each(Object.entries(ANSWERS))('%s', (_, [schema, whole]) => {
  it('is taken as a whole', () => {
    expect(schema.parse(whole)).toEqual(whole);
  });

  it.each(Object.keys(whole))('is refused without %s', (field) => {
    expect(schema.safeParse({ ...whole, [field]: undefined }).success).toBe(false);
  });

  it('is refused with anything else', () => {
    expect(schema.safeParse({ ...whole, surprise: 1 }).success).toBe(false);
  });
});

describe('times and ids in answers', () => {
  it.each(['yesterday', '2026-01-07', '2026-01-07T12:00:00+01:00'])('%s is no time of the API', (time) => {
    expect(muteSchema.safeParse({ metric: null, until: time }).success).toBe(false);
  });

  it('a problem names fields only where there are any', () => {
    const problem = { type: 'about:blank', title: 'no', status: 400, code: 'invalid_request', detail: 'd' };
    expect(problemSchema.parse(problem)).toEqual(problem);
    const errors = [{ pointer: '/name', detail: 'is needed' }];
    expect(problemSchema.parse({ ...problem, errors })).toEqual({ ...problem, errors });
    expect(problemSchema.safeParse({ ...problem, errors: [{ pointer: '/name' }] }).success).toBe(false);
  });

  it('ids have 1 to 64 characters', () => {
    expect(
      ['', 'x', 'x'.repeat(64), 'x'.repeat(65)].map((id) => plantSchema.safeParse({ ...plant, id }).success),
    ).toEqual([false, true, true, false]);
  });

  it('history goes back a day, a week, a month and a year', () => {
    expect(Object.values(HISTORY_RANGES).map((seconds) => seconds / 3600)).toEqual([1, 6, 24, 168, 720, 8760]);
  });
});

describe('live events', () => {
  it('have a reading with the metrics that were sent', () => {
    const reading = { device_id: 'dev_1', plant_id: null, time: AT, humidity: 50 };
    expect(readingEventSchema.parse(reading)).toEqual(reading);
    expect(readingEventSchema.safeParse({ ...reading, happiness: 1 }).success).toBe(false);
  });

  it.each(['plant', 'device'] as const)('have a whole %s, or the id of one that is gone', (name) => {
    const whole = name === 'plant' ? plant : device;
    expect(LIVE_EVENTS[name].parse(whole)).toEqual(whole);
    expect(LIVE_EVENTS[name].parse({ id: 'x', removed: true })).toEqual({ id: 'x', removed: true });
    expect(LIVE_EVENTS[name].safeParse({ id: 'x' }).success).toBe(false);
    expect(LIVE_EVENTS[name].safeParse({ id: 'x', removed: false }).success).toBe(false);
  });
});

describe('what the owner sends about plants', () => {
  it.each([{}, { name: 'Fern' }, { species: null }, { thresholds: { humidity: { max: 80 } } }])(
    'a change may be %j',
    (change) => {
      expect(updatePlantSchema.parse(change)).toEqual(change);
    },
  );

  it.each([{ name: '' }, { name: null }, { species: '' }, { thresholds: null }, { status: 'ok' }])(
    'a change must not be %j',
    (change) => {
      expect(updatePlantSchema.safeParse(change).success).toBe(false);
    },
  );

  it('a mute is of the whole plant unless it names a metric, in any time zone, and ends with null', () => {
    expect(setMuteSchema.parse({ until: '2026-01-07T12:00:00+01:00' })).toEqual({
      metric: null,
      until: '2026-01-07T12:00:00+01:00',
    });
    expect(setMuteSchema.parse({ metric: 'humidity', until: null })).toEqual({ metric: 'humidity', until: null });
    for (const wrong of [{}, { until: 'tomorrow' }, { metric: 'offline', until: null }, { until: null, all: true }])
      expect(setMuteSchema.safeParse(wrong).success).toBe(false);
  });

  it('the simulator creates plants only where asked to', () => {
    expect(startSimulatorSchema.parse({})).toEqual({ create_plants: false });
    expect(startSimulatorSchema.safeParse({ create: true }).success).toBe(false);
  });
});
