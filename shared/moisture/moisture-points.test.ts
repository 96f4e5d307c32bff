import { expect, it } from 'vitest';
import { moisturePoints } from './moisture-points.ts';

it('points are in order of time, without the times at which soil moisture was not measured', () => {
  expect(
    moisturePoints([
      { time: '2026-01-07T12:10:00.000Z', soil_moisture: 41 },
      { time: '2026-01-07T12:00:00.000Z', soil_moisture: 0 },
      { time: '2026-01-07T12:20:00.000Z', soil_moisture: null },
      { time: '2026-01-07T12:05:00.000Z', soil_moisture: 42 },
    ]),
  ).toEqual([
    { at: Date.UTC(2026, 0, 7, 12, 0), value: 0 },
    { at: Date.UTC(2026, 0, 7, 12, 5), value: 42 },
    { at: Date.UTC(2026, 0, 7, 12, 10), value: 41 },
  ]);
});
