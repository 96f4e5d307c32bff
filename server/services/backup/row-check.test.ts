import { describe, expect, it } from 'vitest';
import { rowFault } from './row-check.ts';

const types = new Map([
  [
    'plants',
    new Map([
      ['id', 'text'],
      ['name', 'text'],
      ['species', 'text'],
      ['thresholds', 'jsonb'],
      ['combine', 'jsonb'],
      ['place', 'jsonb'],
      ['created_at', 'timestamptz'],
    ]),
  ],
  [
    'telemetry',
    new Map([
      ['device_id', 'text'],
      ['time', 'timestamptz'],
      ['soil_moisture', 'float8'],
      ['raw', 'jsonb'],
    ]),
  ],
  [
    'other',
    new Map([
      ['day', 'date'],
      ['at', 'time'],
      ['flag', 'bool'],
      ['small', 'int2'],
      ['count', 'int4'],
      ['large', 'int8'],
      ['bytes', 'bytea'],
      ['ids', '_int4'],
      ['names', '_text'],
      ['note', 'text'],
      ['value', 'jsonb'],
      ['plant_id', 'text'],
    ]),
  ],
  ['devices', new Map([['id', 'text']])],
  ['removed_plants', new Map([['plant', 'jsonb']])],
]);

describe('a row of a backup', () => {
  it.each<[string, Record<string, unknown>]>([
    [
      'plants',
      {
        id: 'plant_1',
        name: 'Grünlilie 🌿',
        species: null,
        thresholds: { soil_moisture: { min: 20, max: null } },
        combine: { soil_moisture: 'min' },
        place: {},
        created_at: '2026-03-01T12:00:00.123456+00:00',
      },
    ],
    [
      'telemetry',
      { device_id: 'dev_1', time: '2026-03-01T12:00:00+00:00', soil_moisture: 41.5, raw: { soil_moisture: 600 } },
    ],
    ['telemetry', { device_id: 'dev_1', time: '2026-03-01T12:00:00+00:00', soil_moisture: null, raw: null }],
    [
      'other',
      { day: '2026-03-01', at: '07:30:00', flag: false, small: 7, count: -1, large: 9_000_000_000, bytes: '\\x00ff' },
    ],
    ['other', { ids: [1, 2], names: ['a', null], note: 'eins\nzwei', value: { any: ['thing'] }, plant_id: null }],
    ['devices', { id: 'a', mqtt_username: null, mqtt_broker_hash: null, sensor_key: '0x00158d' }],
    ['removed_plants', { plant: { id: 'p', name: 'Fern', thresholds: {}, created_at: '2026-03-01T12:00:00+00:00' } }],
  ])('of %s is fine: %j', (table, row) => {
    expect(rowFault(table, row, types)).toBeUndefined();
  });

  it.each<[string, Record<string, unknown>, string]>([
    ...['infinity', '-infinity', 'now', 'epoch', '', '2026-13-01T00:00:00Z', '12:00', 5, true, {}].map(
      (value): [string, Record<string, unknown>, string] => [
        'plants',
        { created_at: value },
        'created_at is not a time',
      ],
    ),
    ['plants', { thresholds: 5 }, 'thresholds is not valid'],
    ['plants', { thresholds: [] }, 'thresholds is not valid'],
    ['plants', { thresholds: { soil_moisture: { min: 'low' } } }, 'thresholds/soil_moisture/min is not valid'],
    ['plants', { thresholds: { soil_moisture: { min: 60, max: 20 } } }, 'thresholds/soil_moisture/min is not valid'],
    ['plants', { thresholds: { colour: {} } }, 'thresholds is not valid'],
    ['plants', { combine: { soil_moisture: 'guess' } }, 'combine/soil_moisture is not valid'],
    ['plants', { place: { pot_cm: -3 } }, 'place/pot_cm is not valid'],
    ['plants', { name: '' }, 'name is not valid'],
    ['plants', { name: 'x'.repeat(101) }, 'name is not valid'],
    ['plants', { name: 7 }, 'name is not a text'],
    ['plants', { name: 'a\0b' }, 'name is not a text'],
    ['plants', { id: '../etc' }, 'id is not valid'],
    ['telemetry', { soil_moisture: 'NaN' }, 'soil_moisture is not a number'],
    ['telemetry', { soil_moisture: 'Infinity' }, 'soil_moisture is not a number'],
    ['telemetry', { soil_moisture: 140 }, 'soil_moisture is beyond its scale'],
    ['telemetry', { raw: { soil_moisture: 'x' } }, 'raw/soil_moisture is not valid'],
    ['telemetry', { raw: { colour: 1 } }, 'raw is not valid'],
    ['telemetry', { device_id: 'dev 1' }, 'device_id is not valid'],
    ['other', { day: 'today' }, 'day is not a day'],
    ['other', { at: 'noon' }, 'at is not a time of day'],
    ['other', { flag: 'yes' }, 'flag is not true or false'],
    ['other', { small: 40_000 }, 'small is not a whole number'],
    ['other', { count: 1.5 }, 'count is not a whole number'],
    ['other', { count: 2 ** 31 }, 'count is not a whole number'],
    ['other', { large: 1e300 }, 'large is not a whole number'],
    ['other', { bytes: 'ff' }, 'bytes is not bytes'],
    ['other', { ids: [1, 'x'] }, 'ids is not a list'],
    ['other', { names: 'a' }, 'names is not a list'],
    ['other', { note: '\ud800' }, 'note is not a text'],
    ['other', { value: { text: 'a\0b' } }, 'value holds a character'],
    ['other', { plant_id: 'a b' }, 'plant_id is not valid'],
    ['devices', { id: 'a', mqtt_username: null }, 'mqtt_username is missing'],
    ['devices', { mqtt_broker_hash: '$7$999999999$c2FsdA==$aGFzaA==' }, 'mqtt_broker_hash is not valid'],
    ['devices', { mac_address: 'm'.repeat(201) }, 'mac_address is not valid'],
    ['devices', { firmware_version: 'x'.repeat(201) }, 'firmware_version is not valid'],
    ['devices', { sensor_types: 5 }, 'sensor_types is not valid'],
    ['telemetry', { time: '2311-01-01T00:00:00Z' }, 'time is not valid'],
    ['removed_plants', { plant: { name: 'Fern', thresholds: 5 } }, 'plant/thresholds is not valid'],
    ['removed_plants', { mutes: [{ until: 'infinity' }] }, 'mutes/0/until is not valid'],
  ])('of %s with %j is refused, naming the field: %s', (table, row, words) => {
    expect(rowFault(table, row, types)).toContain(words);
  });
});
