import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Reading, REJECTED_PAYLOAD_LIMIT, type Rejection } from '@plantops/shared/messages.ts';
import { METRIC_NAMES, METRICS, type MetricValues } from '@plantops/shared/metrics.ts';
import { type Remark, remarkText } from '@plantops/shared/remarks.ts';
import { ClockMemory } from './clock-memory.ts';
import { type RawMessage, takeHeartbeat, validateTelemetry } from './core.ts';

const RECEIVED = new Date('2026-03-01T12:00:00.000Z');
const FUTURE_S = 300;

const raw = (payload: string | Buffer): RawMessage => ({
  deviceId: 'dev_1',
  topic: 'devices/dev_1/telemetry',
  payload: Buffer.from(payload),
  receivedAt: RECEIVED,
});

const validated = (payload: string | Buffer, before?: MetricValues) =>
  validateTelemetry(raw(payload), new ClockMemory(), FUTURE_S, before);

function accepted(payload: string, before?: MetricValues): Reading {
  const verdict = validated(payload, before);
  if ('rejected' in verdict) throw new Error(`rejected: ${verdict.rejected.reason}`);
  return verdict.accepted;
}

function rejected(payload: string | Buffer): Rejection {
  const verdict = validated(payload);
  if ('accepted' in verdict) throw new Error('was accepted');
  return verdict.rejected;
}

/** What is stored and what is said of it, without the time. */
function fields(payload: string, before?: MetricValues): [MetricValues, string[]] {
  const { values, remarks = [] } = accepted(payload, before);
  return [values, remarks.map(remarkText)];
}

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

  it('ignores unknown fields, even the id of another device', () => {
    const reading = accepted(
      '{"humidity":50,"device_id":"dev_2","plant_id":"plant_9","pressure":1013,"__proto__":{"humidity":1}}',
    );
    expect(reading).toMatchObject({ deviceId: 'dev_1', plantId: null, values: { humidity: 50 } });
    expect(({} as Record<string, unknown>).humidity).toBeUndefined();
  });

  it.each(
    METRIC_NAMES.flatMap((metric) =>
      [METRICS[metric].min, METRICS[metric].max]
        // No air is without carbon dioxide.
        .map((value) => [metric, metric === 'co2' && value === 0 ? 1 : value] as const),
    ),
  )('takes %s %d, the limit itself', (metric, value) => {
    expect(accepted(JSON.stringify({ [metric]: value })).values).toEqual({ [metric]: value });
  });

  it.each([
    ['', 'the message is empty'],
    ['{"humidity":50', 'the message is not JSON'],
    ['{"humidity":50,"temperature":nan', 'the message is not JSON'],
    ['humidity=50', 'the message is not JSON'],
    ['[{"humidity":50},{"humidity":51}]', /it is \[\{"humidity":50\},\{"humidity":51\}\]/],
    ['{"humidity":50}}', 'the message is not JSON'],
    ['NaN', 'the message is not JSON'],
    ['\uFEFF', 'the message is not JSON'],
    ['null', /must be an object .* it is null/],
    ['[]', /must be an object/],
    ['"text"', /must be an object .* it is "text"/],
    ['5', /must be an object/],
    ['{}', /at least one of soil_moisture, temperature, humidity, light_level\b.* is needed/],
    ['{"timestamp":"2026-03-01T11:59:00Z"}', /at least one of/],
    ['{"humidity":null}', 'humidity: null has no value'],
    ['{"humidity":nan,"temperature":200}', /temperature: 200 is above what .*; humidity: nan is not a number/],
  ])('rejects %s whole, with the reason', (payload, reason) => {
    expect(rejected(payload)).toMatchObject({
      deviceId: 'dev_1',
      topic: 'devices/dev_1/telemetry',
      receivedAt: RECEIVED,
      payload,
      reason: expect.stringMatching(reason),
    });
  });

  it.each<[unusable: string, remark: string]>([
    ['nan', 'temperature: nan is not a number'],
    ['NaN', 'temperature: NaN is not a number'],
    ['-nan', 'temperature: -nan is not a number'],
    ['nan(ind)', 'temperature: nan(ind) is not a number'],
    ['inf', 'temperature: inf is not a number'],
    ['-Infinity', 'temperature: -Infinity is not a number'],
    ['None', 'temperature: None is not a number'],
    ['"nan"', 'temperature: "nan" is not a number'],
    ['"unavailable"', 'temperature: "unavailable" is not a number'],
    ['', 'temperature:  is not JSON'],
    ['null', 'temperature: null has no value'],
    ['"warm"', 'temperature: "warm" is text, not a number'],
    ['""', 'temperature: "" is text, not a number'],
    ['true', 'temperature: true is not a number'],
    ['[21.5]', 'temperature: [21.5] is not a number'],
    ['{"value":21.5}', 'temperature: {"value":21.5} is not a number'],
    ['1e999', 'temperature: Infinity is above what a sensor can measure'],
    ['-60', 'temperature: -60 is below what a sensor can measure'],
    ['101', 'temperature: 101 is above what a sensor can measure'],
    ['"200"', 'temperature: "200" is above what a sensor can measure'],
  ])('sets the temperature %s aside and takes the others', (sent, remark) => {
    const [values, said] = fields(`{"soil_moisture":31,"temperature":${sent},"humidity":55}`);
    expect([values, said]).toEqual([{ soil_moisture: 31, humidity: 55 }, [remark]]);
  });

  it.each([
    ['"21.5"', 21.5],
    ['" -3 "', -3],
    ['"1e1"', 10],
    ['"21,5"', 21.5],
    ['"21.5 °C"', 21.5],
    ['"21.5C"', 21.5],
    ["'21.5'", 21.5],
    ['+21.5', 21.5],
    ['.5', 0.5],
    ['21.', 21],
    ['21,5', 21.5],
    ['"1,234"', 1.234],
    ['"5 bar"', undefined],
  ] as const)('takes the number %s as it is meant, and says so', (sent, stored) => {
    if (stored === undefined)
      return expect(fields(`{"temperature":${sent},"humidity":50}`)[0]).toEqual({ humidity: 50 });
    const said = sent.startsWith("'") ? sent.replaceAll("'", '"') : sent;
    expect(fields(`{"temperature":${sent}}`)).toEqual([
      { temperature: stored },
      [`temperature: ${said} is no number of JSON; ${stored} was stored`],
    ]);
  });

  it('reads what others call our metrics, and says so; our own name wins', () => {
    expect(fields('{"temp":21.5,"hum":44,"Lux":300,"moisture":33}')).toEqual([
      { temperature: 21.5, humidity: 44, light_level: 300, soil_moisture: 33 },
      [
        '"moisture" is read as soil_moisture',
        '"temp" is read as temperature',
        '"hum" is read as humidity',
        '"Lux" is read as light_level',
      ].map((said) => said.replaceAll('"', '')),
    ]);
    expect(fields('{"temperature":20,"temp":99,"tempf":70}')).toEqual([{ temperature: 20 }, []]);
    expect(fields('{"tempf":70.7}')[0]).toEqual({ temperature: 21.5 });
  });

  it.each(['true', '{"on":1}', '[1]'])('takes no %s for a value under another name', (sent) => {
    expect(fields(`{"light":${sent},"humidity":50}`)).toEqual([{ humidity: 50 }, []]);
  });

  it('reads the quotes of Python', () => {
    expect(fields(`{'temperature': 21.5, 'humidity': None, "note": 'it\\'s "dry"'}`)[0]).toEqual({ temperature: 21.5 });
  });

  it.each([
    ['humidity', 100.4, 100],
    ['humidity', 110, 100],
    ['soil_moisture', 104, 100],
    ['soil_moisture', -1, 0],
    ['soil_moisture', -10, 0],
  ])('takes %s %d as the end of its scale, and says so', (metric, sent, stored) => {
    expect(fields(`{"${metric}":${sent}}`)).toEqual([
      { [metric]: stored },
      [`${metric}: ${sent} is beyond the scale; ${stored} was stored`],
    ]);
  });

  it.each([
    ['soil_moisture', 110.1],
    ['humidity', -10.1],
    ['ph', 14.2],
    ['light_level', -1],
  ])('does not take %s %d, which is too far beyond its scale or has none of percent', (metric, sent) => {
    expect(rejected(`{"${metric}":${sent}}`).reason).toMatch(/is (above|below) what a sensor can measure$/);
  });

  it.each([
    ['temperature', -127, 'a DS18B20 that is not connected'],
    ['soil_temperature', -127, 'a DS18B20 that is not connected'],
    ['temperature', 85, 'a DS18B20 that has not measured yet'],
    ['temperature', 130, 'an SHT3x or SHT4x that does not answer'],
    ['humidity', 6553.5, 'a sensor that does not answer (all bits are ones)'],
    ['humidity', 998, 'a library that could not read its sensor'],
    ['soil_moisture', 4095, 'an open input (the highest raw count of an ADC)'],
    ['soil_moisture', 1023, 'an open input (the highest raw count of an ADC)'],
    ['light_level', 65_535, 'a sensor that does not answer (all bits are ones)'],
    ['soil_ec', 65_535, 'a sensor that does not answer (all bits are ones)'],
    ['co2', 0, 'an MH-Z19 that is not ready'],
    ['ph', 655.35, 'a sensor that does not answer (all bits are ones)'],
  ])('knows that %s %d is the fault value of a sensor', (metric, sent, source) => {
    expect(
      fields(`{"${metric}":${sent},"timestamp":null${metric === 'humidity' ? ',"temperature":20' : ',"humidity":50'}}`),
    ).toEqual([
      metric === 'humidity' ? { temperature: 20 } : { humidity: 50 },
      [`${metric}: ${sent} is what ${source} sends when it has no value`],
    ]);
  });

  it.each([
    ['as a first value', undefined, []],
    ['after a jump', { temperature: 21 }, []],
    ['after a slow climb', { temperature: 83.4 }, [85]],
    ['on the way down', { temperature: 86 }, [85]],
  ])('takes 85 °C %s only where the value before was close to it', (_, before, taken) => {
    const { values } = accepted('{"temperature":85.0,"humidity":50}', before);
    expect(Object.values(values)).toEqual([...taken, 50]);
  });

  it('takes 84.9 and 85.1 °C, which are values like others', () => {
    expect(accepted('{"temperature":84.9,"soil_temperature":85.1}').values).toEqual({
      temperature: 84.9,
      soil_temperature: 85.1,
    });
  });

  it('reads a message with a byte order mark, the end of a string in C, and a comma too many', () => {
    expect(accepted('\uFEFF{"humidity":50,}\0\0').values).toEqual({ humidity: 50 });
    expect(
      accepted('{"note":"a, \\"b\\": nan }","temperature":nan,"more":{"x":[1,{"y":2}]},"humidity":50}').values,
    ).toEqual({
      humidity: 50,
    });
  });

  it('repeats at most 40 characters of what was sent', () => {
    const { remarks = [] } = accepted(`{"humidity":50,"temperature":"${'x'.repeat(500)}"}`);
    expect(remarks.map(({ sent }) => sent.length)).toEqual([40]);
  });

  it.each<[string, Partial<Remark>]>([
    ['"yesterday"', { code: 'time_unreadable', sent: '"yesterday"' }],
    ['"2026-03-01"', { code: 'time_unreadable' }],
    ['true', { code: 'time_unreadable', sent: 'true' }],
    ['nan', { code: 'time_unreadable', sent: 'nan' }],
    ['0', { code: 'clock_off', sent: '0', offset_s: null }],
    ['"2019-12-31T23:59:59Z"', { code: 'clock_off', offset_s: null }],
    ['"2026-03-01T14:00:00"', { code: 'clock_off', offset_s: -7200 }],
  ])('takes the time of receipt for the time %s, and says why', (timestamp, remark) => {
    expect(accepted(`{"humidity":50,"timestamp":${timestamp}}`)).toMatchObject({
      time: RECEIVED,
      clockWrong: true,
      values: { humidity: 50 },
      remarks: [{ field: 'timestamp', ...remark }],
    });
  });

  it.each(['{"humidity":50}', '{"humidity":50,"timestamp":null}'])(
    'takes the time of receipt for %s, which has none, without a word',
    (payload) => {
      const reading = accepted(payload);
      expect(reading).toMatchObject({ time: RECEIVED, clockWrong: true });
      expect(reading).not.toHaveProperty('remarks');
    },
  );

  it('gives five reasons for a message in which nothing is right', () => {
    const wrong = Object.fromEntries(METRIC_NAMES.map((metric) => [metric, 'x']));
    expect(rejected(JSON.stringify(wrong)).reason.split('; ')).toHaveLength(5);
  });

  it('gives the reason alone if it is about the message as a whole', () => {
    expect(rejected('{}').reason).toMatch(/^at least one of soil_moisture, /);
  });

  it.each([
    ['', { code: 'message_empty', evidence: {} }],
    ['soil 41', { code: 'not_json', evidence: {} }],
    ['[41.5]', { code: 'not_an_object', evidence: { sent: '[41.5]' } }],
    ['{"colour":3}', { code: 'no_metric', evidence: {} }],
    ['{"humidity":"wet"}', undefined],
  ])('says as a code what is wrong with %j as a whole', (payload, cause) => {
    expect(rejected(payload).cause).toEqual(cause);
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
        const verdict = validated(Buffer.from(bytes));
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
        expect(validated(payload)).toBeTypeOf('object');
      }),
    );
  });
});

describe('a calibrated probe', () => {
  const calibrations = { soil_moisture: { dry: 3150, saturated: 1350, dryValue: 0, saturatedValue: 100 } };
  const taken = (payload: object) => {
    const verdict = validateTelemetry(raw(JSON.stringify(payload)), new ClockMemory(), FUTURE_S, {}, calibrations);
    if ('rejected' in verdict) throw new Error(verdict.rejected.reason);
    const { values, raw: kept, remarks } = verdict.accepted;
    return { values, raw: kept, remarks };
  };

  it('may send anything: its value is made of that, which is kept', () => {
    expect(taken({ soil_moisture: 2250, temperature: 21 })).toEqual({
      values: { soil_moisture: 50, temperature: 21 },
      raw: { soil_moisture: 2250 },
    });
    expect(taken({ soil_moisture: 4095 })).toEqual({ values: { soil_moisture: 0 }, raw: { soil_moisture: 4095 } });
    expect(taken({ soil_moisture: '1350' })).toEqual({ values: { soil_moisture: 100 }, raw: { soil_moisture: 1350 } });
  });

  it('may send its raw value beside one of its own, or alone', () => {
    expect(taken({ soil_moisture: 99, soil_moisture_raw: 2250 })).toMatchObject({ values: { soil_moisture: 50 } });
    expect(taken({ soil_moisture_raw: 2250 })).toEqual({ values: { soil_moisture: 50 }, raw: { soil_moisture: 2250 } });
  });

  it('that sends no number is judged like any other', () => {
    expect(taken({ soil_moisture: 'dry', temperature: 21 })).toMatchObject({
      values: { temperature: 21 },
      raw: undefined,
      remarks: [{ code: 'value_set_aside', field: 'soil_moisture' }],
    });
  });

  it('is not needed for a raw value to be kept', () => {
    expect(accepted('{"soil_moisture":41.5,"soil_moisture_raw":2310}')).toMatchObject({
      values: { soil_moisture: 41.5 },
      raw: { soil_moisture: 2310 },
    });
    expect(rejected('{"soil_moisture_raw":2310}').reason).toContain('at least one of');
  });
});

describe('takeHeartbeat', () => {
  const taken = (payload: string): [object, string[]] => {
    const { deviceId, receivedAt, vitals, remarks = [] } = takeHeartbeat(raw(payload));
    expect([deviceId, receivedAt]).toEqual(['dev_1', RECEIVED]);
    return [vitals, remarks.map(remarkText)];
  };

  it.each([
    ['{}', {}],
    ['', {}],
    [
      '{"uptime_s":12,"rssi_dbm":-60,"battery_pct":80,"firmware_version":"1.2.0"}',
      { uptime_s: 12, rssi_dbm: -60, battery_pct: 80, firmware_version: '1.2.0' },
    ],
    ['{"battery_pct":null,"mood":"good"}', { battery_pct: null }],
    ['{"battery_pct":"80","firmware_version":1.2}', { battery_pct: 80, firmware_version: '1.2' }],
  ])('takes %s', (payload, vitals) => {
    expect(taken(payload)).toEqual([vitals, []]);
  });

  it.each([
    ['{"uptime_s":5,"battery_pct":101}', { uptime_s: 5 }, 'battery_pct: 101 cannot be'],
    ['{"uptime_s":-1,"rssi_dbm":-60}', { rssi_dbm: -60 }, 'uptime_s: -1 cannot be'],
    ['{"rssi_dbm":nan,"battery_pct":80}', { battery_pct: 80 }, 'rssi_dbm: nan is not a number'],
    ['{"battery_pct":"full"}', {}, 'battery_pct: "full" is text, not a number'],
    ['{"battery_pct":[80]}', {}, 'battery_pct: [80] is not a number'],
    ['{"firmware_version":"1\\u0000"}', {}, 'or has control characters'],
    [`{"firmware_version":"${'x'.repeat(65)}"}`, {}, '… is longer than 64'],
    ['ping', {}, 'heartbeat: "ping" is not JSON'],
    ['[]', {}, 'heartbeat: "[]" is not JSON'],
  ])('takes %s as a sign of life, and says what it leaves out', (payload, vitals, remark) => {
    expect(taken(payload)).toEqual([vitals, [expect.stringContaining(remark)]]);
  });
});
