import type { Reading } from '@plantops/shared/messages.ts';
import type { NewFinding } from '@plantops/shared/ports.ts';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { StoredValues } from '../../db/repositories/telemetry.ts';
import { SameTimes } from './same-times.ts';

const time = new Date('2026-01-07T12:00:00Z');
const reading = (values: Reading['values'], more: Partial<Reading> = {}): Reading => ({
  deviceId: 'dev_1',
  plantId: null,
  time,
  receivedAt: time,
  clockWrong: false,
  values,
  ...more,
});

/** What is noted of readings that came again, with this row in the database. */
async function notedOf(row: Pick<StoredValues, 'values' | 'raw'> | Error, ...again: Reading[]): Promise<NewFinding[]> {
  const noted: NewFinding[] = [];
  const sameTimes = new SameTimes({
    read: (keys) =>
      row instanceof Error ? Promise.reject(row) : Promise.resolve(keys.map((key) => ({ ...key, ...row }))),
    findings: () => ({ note: (_, finding) => void noted.push(finding) }),
    log: pino({ level: 'silent' }),
  });
  const took = sameTimes.take(
    again,
    again.map(() => 'duplicate'),
  );
  for (const one of again) one.values = {};
  await took;
  return noted;
}

it('another value for a time that is there is noted, with both', async () => {
  const stored = { values: { temperature: 21, humidity: 40 }, raw: null };
  expect(await notedOf(stored, reading({ temperature: 25, humidity: 40, ph: 6 }))).toEqual([
    {
      code: 'same_time',
      metric: 'temperature',
      evidence: { time: '2026-01-07T12:00:00.000Z', stored: 21, sent: 25 },
    },
  ]);
});

it.each([
  ['the same again', { values: { temperature: 21 }, raw: null }, reading({ temperature: 21 })],
  ['values that fill the row', { values: { temperature: 21, humidity: 40 }, raw: null }, reading({ humidity: 40 })],
  [
    'a value that another calibration made of the same raw one',
    { values: { soil_moisture: 30 }, raw: { soil_moisture: 2000 } },
    reading({ soil_moisture: 45 }, { raw: { soil_moisture: 2000 } }),
  ],
  [
    'a time that the server set',
    { values: { temperature: 21 }, raw: null },
    reading({ temperature: 25 }, { clockWrong: true }),
  ],
])('nothing is noted of %s', async (_, stored, again) => {
  expect(await notedOf(stored, again)).toEqual([]);
});

it('a database that does not answer keeps nobody from going on', async () => {
  expect(await notedOf(new Error('away'), reading({ temperature: 25 }))).toEqual([]);
});
