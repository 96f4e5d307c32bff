import { expect, it } from 'vitest';
import { pairAlerts } from './alert-pairs.ts';
import type { RunAlert } from './side-tally.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const alert = (fromMinute: number, toMinute: number | undefined, more: Partial<RunAlert> = {}): RunAlert => ({
  plantId: 'basil',
  deviceId: 'dev_1',
  metric: 'soil_moisture',
  direction: 'min',
  message: 'dry',
  openedAt: START + fromMinute * 60_000,
  closedAt: toMinute === undefined ? undefined : START + toMinute * 60_000,
  ...more,
});
const found = (tried: RunAlert[], running: RunAlert[] | undefined) =>
  pairAlerts(tried, running).map(({ opened_at: opened, found_in: where }) => `${opened.slice(11, 16)} ${where}`);

it('pairs alerts that were open about the same at the same time, each with one other', () => {
  expect(found([alert(5, 20), alert(21, 30)], [alert(0, undefined)])).toEqual(['08:05 both', '08:21 tried']);
  expect(found([alert(0, 10)], [alert(11, 20)])).toEqual(['08:00 tried', '08:11 running']);
});

it('tells apart plants, metrics and sides, and devices that are silent', () => {
  const silent = { plantId: null, metric: null, direction: null };
  expect(found([alert(0, 9)], [alert(0, 9, { direction: 'max' })])).toEqual(['08:00 tried', '08:00 running']);
  expect(found([alert(0, 9, silent)], [alert(1, 9, { ...silent, deviceId: 'dev_2' })])).toEqual([
    '08:00 tried',
    '08:01 running',
  ]);
  expect(found([alert(0, 9, silent)], [alert(1, 9, silent)])).toEqual(['08:00 both']);
});

it('shows the alerts of one run where there is nothing to compare with', () => {
  expect(pairAlerts([alert(0, 9)], undefined)).toEqual([
    {
      plant_id: 'basil',
      metric: 'soil_moisture',
      direction: 'min',
      message: 'dry',
      opened_at: '2026-03-01T08:00:00.000Z',
      closed_at: '2026-03-01T08:09:00.000Z',
      found_in: 'tried',
    },
  ]);
});
