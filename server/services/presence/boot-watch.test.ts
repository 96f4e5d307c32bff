import { beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { BootWatch } from './boot-watch.ts';

const START = Date.parse('2026-03-01T12:00:00Z');
let told: string[];
let bus: ChangeBus;
let watch: BootWatch;
beforeEach(() => {
  told = [];
  bus = new ChangeBus(silentLog);
  bus.on('boards_told_apart', ({ deviceIds }) => void told.push(...deviceIds));
  watch = new BootWatch(bus);
});

/** A board that was started at that second says so at this one. */
const says = (atS: number, startedS: number, deviceId = 'dev_1'): void =>
  watch.heard(deviceId, new Date(START + atS * 1000), atS - startedS);

describe('two boards with one account', () => {
  it('are told apart once an earlier start has come back three times', () => {
    for (const turn of [0, 1, 2]) {
      says(100 + turn * 20, 0);
      says(110 + turn * 20, 60);
    }
    expect(told).toEqual([]);
    says(160, 0);
    expect(told).toEqual(['dev_1']);
  });

  it('are told apart also where there are three', () => {
    const starts = [0, 60, 130];
    for (let turn = 0; turn < 12; turn += 1) says(200 + turn * 5, starts[turn % 3] ?? 0);
    expect(new Set(told)).toEqual(new Set(['dev_1']));
  });

  it.each([
    ['that runs on', (atS: number) => atS * 0],
    ['that is started anew every ten seconds', (atS: number) => atS - 3],
    ['that sleeps, and is started anew each time', (atS: number) => atS],
    ['whose clock runs a little slow', (atS: number) => atS * 0.001],
    ['that says whole minutes', (atS: number) => -(atS % 9)],
  ])('are none of one board %s', (_, startedAt) => {
    for (let atS = 0; atS < 7200; atS += 10) says(atS, startedAt(atS));
    expect(told).toEqual([]);
  });

  it('are none where that is rare, as after a clock was set', () => {
    for (let hour = 0; hour < 9; hour += 1) {
      says(hour * 3600, 0);
      says(hour * 3600 + 5, 60);
    }
    expect(told).toEqual([]);
  });

  it('are forgotten with their device', async () => {
    for (const turn of [0, 1, 2]) {
      says(100 + turn * 20, 0);
      says(110 + turn * 20, 60);
    }
    await bus.publish('device_removed', { deviceId: 'dev_1', plantIds: [] });
    says(160, 0);
    expect(told).toEqual([]);
  });
});
