import { describe, expect, it } from 'vitest';
import { heartbeatPayloadSchema, telemetryPayloadSchema } from './messages.ts';
import { METRIC_NAMES, METRICS } from './metrics.ts';

const takesTelemetry = (payload: unknown): boolean => telemetryPayloadSchema.safeParse(payload).success;
const takesHeartbeat = (payload: unknown): boolean => heartbeatPayloadSchema.safeParse(payload).success;

describe('a telemetry payload', () => {
  it.each(METRIC_NAMES)('takes %s alone, from its least to its greatest value, and nothing beyond', (metric) => {
    const { min, max } = METRICS[metric];
    expect([min, max, min - 0.001, max + 0.001].map((value) => takesTelemetry({ [metric]: value }))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('ignores other fields, and takes null for a sensor without a value', () => {
    expect(telemetryPayloadSchema.parse({ humidity: 50, temperature: null, colour: 'green' })).toEqual({
      humidity: 50,
      temperature: null,
    });
  });

  it.each(['2026-01-07T12:00:00Z', '2026-01-07T12:00:00+01:00', '2026-01-07T12:00:00', 1_767_787_200_000, 0, null])(
    'takes the time %j',
    (timestamp) => {
      expect(takesTelemetry({ humidity: 50, timestamp })).toBe(true);
    },
  );

  it.each([
    [{}, 'at least one of'],
    [{ temperature: null }, 'at least one of'],
    [{ timestamp: 5 }, 'at least one of'],
    [{ humidity: '50' }, 'expected number'],
    [{ humidity: Number.NaN }, 'expected number'],
    [{ humidity: 50, timestamp: 'noon' }, 'Invalid'],
    [{ humidity: 50, timestamp: true }, 'Invalid'],
    [[], 'expected object'],
  ])('refuses %j', (payload, reason) => {
    expect(telemetryPayloadSchema.safeParse(payload).error?.message).toContain(reason);
  });
});

describe('a heartbeat payload', () => {
  it.each([
    {},
    { uptime_s: 0, rssi_dbm: -200, battery_pct: 0, firmware_version: '' },
    { uptime_s: 1e9, rssi_dbm: 50, battery_pct: 100, firmware_version: 'x'.repeat(64) },
    { uptime_s: null, rssi_dbm: null, battery_pct: null, firmware_version: null },
  ])('takes %j', (payload) => {
    expect(heartbeatPayloadSchema.parse({ ...payload, mood: 'good' })).toEqual(payload);
  });

  it.each([
    { uptime_s: -1 },
    { rssi_dbm: -201 },
    { rssi_dbm: 51 },
    { battery_pct: -1 },
    { battery_pct: 101 },
    { battery_pct: '80' },
    { firmware_version: 'x'.repeat(65) },
    { firmware_version: 'a\u0000' },
    null,
    'alive',
  ])('refuses %j', (payload) => {
    expect(takesHeartbeat(payload)).toBe(false);
  });
});
