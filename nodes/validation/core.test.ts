import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Reading, REJECTED_PAYLOAD_LIMIT, type Rejection } from '@plantops/shared/messages.ts';
import { METRIC_NAMES, METRICS } from '@plantops/shared/metrics.ts';
import { measuredAt, type RawMessage, validateHeartbeat, validateTelemetry } from './core.ts';

const RECEIVED = new Date('2026-03-01T12:00:00.000Z');
const FUTURE_S = 300;

const raw = (payload: string | Buffer): RawMessage => ({
  deviceId: 'dev_1',
  topic: 'devices/dev_1/telemetry',
  payload: Buffer.from(payload),
  receivedAt: RECEIVED,
});

function accepted(payload: string): Reading {
  const verdict = validateTelemetry(raw(payload), FUTURE_S);
  if ('rejected' in verdict) throw new Error(`rejected: ${verdict.rejected.reason}`);
  return verdict.accepted;
}

function rejected(
  payload: string | Buffer,
  validate: (message: RawMessage) => unknown = (message) => validateTelemetry(message, FUTURE_S),
): Rejection {
  const verdict = validate(raw(payload)) as { rejected?: Rejection };
  if (!verdict.rejected) throw new Error('was accepted');
  return verdict.rejected;
}

describe('measuredAt', () => {
  // Far from UTC, so that a wrong reading of a time without a zone shows.
  beforeEach(() => {
    vi.stubEnv('TZ', 'Pacific/Auckland');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.each([
    ['2026-03-01T11:59:00Z', '2026-03-01T11:59:00.000Z'],
    ['2026-03-01T11:59:00.123Z', '2026-03-01T11:59:00.123Z'],
    ['2026-03-01T12:59:00+01:00', '2026-03-01T11:59:00.000Z'],
    ['2026-03-01T06:29:00-05:30', '2026-03-01T11:59:00.000Z'],
    ['2026-03-01T11:59:00', '2026-03-01T11:59:00.000Z'],
    ['2026-03-01T11:59:00.5', '2026-03-01T11:59:00.500Z'],
    ['2026-03-01T11:59', '2026-03-01T11:59:00.000Z'],
    [RECEIVED.getTime() - 1000, '2026-03-01T11:59:59.000Z'],
    ['2020-01-01T00:00:00Z', '2020-01-01T00:00:00.000Z'],
    [RECEIVED.getTime() + FUTURE_S * 1000, '2026-03-01T12:05:00.000Z'],
  ])('believes %s: %s', (timestamp, time) => {
    expect(measuredAt(timestamp, RECEIVED, FUTURE_S)).toEqual({ time: new Date(time), clockWrong: false });
  });

  it.each([
    ['no time', undefined],
    ['null', null],
    ['1970', 0],
    ['seconds instead of milliseconds', RECEIVED.getTime() / 1000],
    ['a time just before 2020', '2019-12-31T23:59:59.999Z'],
    ['a time just over five minutes ahead', RECEIVED.getTime() + FUTURE_S * 1000 + 1],
    ['2099', '2099-01-01T00:00:00Z'],
    ['a time later than a date can represent', 1e18],
    ['a time earlier than a date can represent', -1e18],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a day that does not exist', '2026-02-31T25:00:00Z'],
  ])('uses the time of receipt for %s', (_, timestamp) => {
    expect(measuredAt(timestamp, RECEIVED, FUTURE_S)).toEqual({ time: RECEIVED, clockWrong: true });
  });

  it('gives a valid time, neither before 2020 nor too far ahead, whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.double(),
          fc.integer(),
          fc.string(),
          fc.date().map((date) => String(date)),
        ),
        (timestamp) => {
          const { time } = measuredAt(timestamp, RECEIVED, FUTURE_S);
          expect(time.getTime()).toBeGreaterThanOrEqual(Date.UTC(2020, 0, 1));
          expect(time.getTime()).toBeLessThanOrEqual(RECEIVED.getTime() + FUTURE_S * 1000);
        },
      ),
    );
  });
});

describe('validateTelemetry', () => {
  it('reads the example in the contract', () => {
    expect(
      accepted(
        '{"timestamp":"2026-03-01T11:59:00Z","soil_moisture":45.2,"temperature":22.5,"humidity":65.0,"light_level":800}',
      ),
    ).toEqual({
      deviceId: 'dev_1',
      plantId: null,
      time: new Date('2026-03-01T11:59:00Z'),
      receivedAt: RECEIVED,
      clockWrong: false,
      values: { soil_moisture: 45.2, temperature: 22.5, humidity: 65, light_level: 800 },
    });
  });

  it('leaves out what was not measured: absent or null', () => {
    expect(accepted('{"humidity":null,"temperature":-1}').values).toEqual({ temperature: -1 });
  });

  it('ignores unknown fields, even the id of another device', () => {
    const reading = accepted(
      '{"humidity":50,"device_id":"dev_2","plant_id":"plant_9","pressure":1013,"__proto__":{"humidity":1}}',
    );
    expect(reading).toMatchObject({ deviceId: 'dev_1', plantId: null, values: { humidity: 50 } });
    expect(({} as Record<string, unknown>).humidity).toBeUndefined();
  });

  it.each(
    METRIC_NAMES.flatMap((metric) =>
      [METRICS[metric].min, METRICS[metric].max].map((value) => [metric, value] as const),
    ),
  )('takes %s %d, the limit itself', (metric, value) => {
    expect(accepted(JSON.stringify({ [metric]: value })).values).toEqual({ [metric]: value });
  });

  it.each(
    METRIC_NAMES.flatMap((metric) =>
      [METRICS[metric].min - 0.01, METRICS[metric].max + 0.01].map((value) => [metric, value] as const),
    ),
  )('rejects %s %d', (metric, value) => {
    expect(rejected(JSON.stringify({ [metric]: value })).reason).toContain(`${metric}: `);
  });

  it.each([
    ['', 'the message is empty'],
    ['{"humidity":50', 'the message is not JSON'],
    ['NaN', 'the message is not JSON'],
    ['\uFEFF', 'the message is not JSON'],
    ['null', /expected object/],
    ['[]', /expected object|array/],
    ['"text"', /expected object/],
    ['5', /expected object/],
    ['{}', /at least one of soil_moisture, temperature, humidity, light_level\b.* is needed/],
    ['{"humidity":null}', /at least one of/],
    ['{"timestamp":"2026-03-01T11:59:00Z"}', /at least one of/],
    ['{"humidity":"50"}', /humidity: .*expected number/],
    ['{"humidity":true}', /humidity: /],
    ['{"humidity":[50]}', /humidity: /],
    ['{"humidity":1e999}', /humidity: /],
    ['{"humidity":50,"timestamp":"yesterday"}', /timestamp: /],
    ['{"humidity":50,"timestamp":"2026-03-01"}', /timestamp: /],
    ['{"humidity":50,"timestamp":true}', /timestamp: /],
    ['{"humidity":50,"temperature":200}', /temperature: /],
  ])('rejects %s whole, with the reason', (payload, reason) => {
    expect(rejected(payload)).toMatchObject({
      deviceId: 'dev_1',
      topic: 'devices/dev_1/telemetry',
      receivedAt: RECEIVED,
      payload,
      reason: expect.stringMatching(reason),
    });
  });

  it('gives a reason for every wrong field, but no more than five', () => {
    const { reason } = rejected(
      '{"timestamp":true,"soil_moisture":-1,"temperature":500,"humidity":"x","light_level":-1}',
    );
    expect(reason.split('; ')).toHaveLength(5);
    expect(reason).toMatch(/soil_moisture: .*temperature: .*humidity: .*light_level: /);
  });

  it('gives five reasons for a message in which nothing is right', () => {
    const wrong = Object.fromEntries(METRIC_NAMES.map((metric) => [metric, 'x']));
    expect(rejected(JSON.stringify(wrong)).reason.split('; ')).toHaveLength(5);
  });

  it('gives the reason alone if it is about the message as a whole', () => {
    expect(rejected('{}').reason).toMatch(/^at least one of soil_moisture, /);
  });

  it('keeps at most 4 KiB of a rejected message', () => {
    const { payload } = rejected('x'.repeat(REJECTED_PAYLOAD_LIMIT + 1));
    expect(payload).toBe('x'.repeat(REJECTED_PAYLOAD_LIMIT));
    expect(rejected('x'.repeat(REJECTED_PAYLOAD_LIMIT)).payload).toHaveLength(REJECTED_PAYLOAD_LIMIT);
  });

  it('keeps text that the database can store: no NUL, whatever the bytes', () => {
    expect(rejected('a\0b').payload).toBe('a\uFFFDb');
    fc.assert(
      // Long ones, and NUL as often as all others together.
      fc.property(fc.array(fc.oneof(fc.constant(0), fc.nat(255)), { maxLength: 5000, size: 'max' }), (bytes) => {
        const verdict = validateTelemetry(raw(Buffer.from(bytes)), FUTURE_S);
        if (!('rejected' in verdict)) throw new Error('bytes were accepted');
        expect(verdict.rejected.payload).not.toContain('\0');
        expect(verdict.rejected.payload.length).toBeLessThanOrEqual(REJECTED_PAYLOAD_LIMIT);
      }),
      { numRuns: 200 },
    );
  });

  it('never throws, whatever JSON it is given', () => {
    fc.assert(
      fc.property(fc.json(), (payload) => {
        expect(validateTelemetry(raw(payload), FUTURE_S)).toBeTypeOf('object');
      }),
    );
  });
});

describe('validateHeartbeat', () => {
  it.each([
    ['{}', {}],
    [
      '{"uptime_s":12,"rssi_dbm":-60,"battery_pct":80,"firmware_version":"1.2.0"}',
      { uptime_s: 12, rssi_dbm: -60, battery_pct: 80, firmware_version: '1.2.0' },
    ],
    ['{"battery_pct":null,"mood":"good"}', { battery_pct: null }],
  ])('takes %s', (payload, vitals) => {
    expect(validateHeartbeat(raw(payload))).toEqual({ accepted: { deviceId: 'dev_1', receivedAt: RECEIVED, vitals } });
  });

  it.each([
    ['', /empty/],
    ['{"firmware_version":"1\\u0000"}', /firmware_version: must not contain control characters/],
    ['ping', /not JSON/],
    ['[]', /object/],
    ['{"battery_pct":101}', /battery_pct: /],
    ['{"uptime_s":-1}', /uptime_s: /],
    [`{"firmware_version":"${'x'.repeat(65)}"}`, /firmware_version: /],
  ])('rejects %s', (payload, reason) => {
    expect(rejected(payload, validateHeartbeat).reason).toMatch(reason);
  });
});
