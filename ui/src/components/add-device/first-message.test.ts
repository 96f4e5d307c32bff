import { describe, expect, it } from 'vitest';
import { type FieldRow, fieldRows, rowsOfStored } from './first-message.ts';

const NOTHING = { stored: {}, noticed: () => undefined };
const message = (payload: string | null, outcome: 'stored' | 'rejected' | 'set_aside' = 'stored', reason = '') => ({
  payload,
  outcome,
  reason: reason || null,
  causes: null,
});
const short = (rows: FieldRow[]) => rows.map(({ field, value, verdict, reason }) => [field, verdict, value, reason]);

describe('the fields of a message', () => {
  it('are told in the order in which they were sent, each with what became of it', () => {
    const payload =
      '{"timestamp":"2026-01-07T12:00:00Z","ph":7.1,"soil_moisture":45.25,"humidity":140,"co2":null,"rssi_dbm":-60,"lux":800,"colour":3}';
    const rows = fieldRows(message(payload), {
      stored: { ph: 7.1, soil_moisture: 45.25, temperature: 20, light_level: 800 },
      noticed: (metric) => (metric === 'humidity' ? '140 is too much' : undefined),
    });
    expect(short(rows)).toEqual([
      ['timestamp', 'time', undefined, undefined],
      ['ph', 'stored', 7.1, undefined],
      ['soil_moisture', 'stored', 45.25, undefined],
      ['humidity', 'setAside', undefined, '140 is too much'],
      ['co2', 'none', undefined, undefined],
      ['rssi_dbm', 'vital', undefined, undefined],
      ['lux', 'stored', 800, undefined],
      ['colour', 'unknown', undefined, undefined],
    ]);
    expect(rows[3]).toMatchObject({ metric: 'humidity', sent: '140' });
  });

  it('that were stored otherwise than they were sent say why', () => {
    const known = { stored: { humidity: 100, temperature: 20 }, noticed: (metric: string) => `about ${metric}` };
    expect(short(fieldRows(message('{"humidity":100.4,"temperature":20,"tempf":68}'), known))).toEqual([
      ['humidity', 'stored', 100, 'about humidity'],
      ['temperature', 'stored', 20, undefined],
      ['tempf', 'stored', 20, 'about temperature'],
    ]);
  });

  it('of one that was rejected or set aside are all set aside, with its reason', () => {
    for (const outcome of ['rejected', 'set_aside'] as const)
      expect(short(fieldRows(message('{"temperature":"warm","ph":7}', outcome, 'why'), NOTHING))).toEqual([
        ['temperature', 'setAside', undefined, 'why'],
        ['ph', 'setAside', undefined, 'why'],
      ]);
  });

  it('that hold no number are no values, in all spellings of boards', () => {
    const rows = fieldRows(message('{"temperature":nan,"humidity": NaN ,"ph":-inf,"co2":Infinity}'), NOTHING);
    expect(rows.map(({ verdict }) => verdict)).toEqual(['none', 'none', 'none', 'none']);
    expect(fieldRows(message('{"name":"a:nan,b"}'), NOTHING)[0]?.sent).toBe('"a:nan,b"');
  });

  it.each([null, '', 'ON', '[1]', '3', 'null', '{"temperature":'])('of %j are those that were stored', (payload) => {
    expect(short(fieldRows(message(payload), { ...NOTHING, stored: { temperature: 20 } }))).toEqual([
      ['temperature', 'stored', 20, undefined],
    ]);
  });

  it('that were stored without a message that is known are in the order of the metrics', () => {
    expect(fieldRows(undefined, { ...NOTHING, stored: { ph: 6, soil_moisture: 0 } })).toEqual(
      rowsOfStored({ ph: 6, soil_moisture: 0 }),
    );
    expect(rowsOfStored({ ph: 6, soil_moisture: 0 }).map(({ field }) => field)).toEqual(['soil_moisture', 'ph']);
  });
});
