import { telemetryPayloadSchema } from '@plantops/shared/messages.ts';
import { describe, expect, it } from 'vitest';
import { deviceTimestamp, type Fault, faultyPayload, faultyValues, isSilent } from './faults.ts';

const START = Date.UTC(2026, 0, 7, 12);
const at = (seconds: number) => START + seconds * 1000;
const since = (...faults: Fault[]) => new Map(faults.map((fault) => [fault, START]));
const healthy = { soil_moisture: 74, temperature: 21, humidity: 50, light_level: 800 };

describe('drought', () => {
  it('dries even the wettest soil to below 10 % in 20 s, starts without a jump, and keeps it dry', () => {
    const moisture = (seconds: number) => faultyValues(healthy, since('drought'), at(seconds)).soil_moisture ?? NaN;
    expect(moisture(0)).toBe(74);
    expect(moisture(20)).toBeLessThan(10);
    expect(moisture(86_400)).toBeLessThan(10);
    for (let second = 0; second < 60; second += 1) expect(moisture(second + 1)).toBeLessThanOrEqual(moisture(second));
  });

  it('affects neither the other metrics nor soil that is already drier', () => {
    expect(faultyValues(healthy, since('drought'), at(60))).toMatchObject({
      temperature: 21,
      humidity: 50,
      light_level: 800,
    });
    expect(faultyValues({ soil_moisture: 2 }, since('drought'), at(60))).toEqual({ soil_moisture: 2 });
    expect(faultyValues(healthy, new Map(), at(60))).toBe(healthy);
  });
});

describe('dropout', () => {
  it('sends at first, is silent for more than three heartbeats, then returns', () => {
    const silent = (seconds: number) => isSilent(since('dropout'), at(seconds), 60);
    expect([0, 19].map(silent)).toEqual([false, false]);
    expect([20, 259].map(silent)).toEqual([true, true]);
    expect([260, 379].map(silent)).toEqual([false, false]);
    expect(silent(380)).toBe(true);
    expect(isSilent(since('drought'), at(100), 60)).toBe(false);
  });
});

describe('wrong-clock', () => {
  it('counts from 1970', () => {
    expect(deviceTimestamp(since('wrong-clock'), at(90))).toBe('1970-01-01T00:01:30.000Z');
    expect(deviceTimestamp(new Map(), START)).toBe('2026-01-07T12:00:00.000Z');
  });
});

describe('bad-payload', () => {
  const reading = { timestamp: '2026-01-07T12:00:00.000Z', ...healthy };
  const fits = (payload: string) => {
    try {
      return telemetryPayloadSchema.safeParse(JSON.parse(payload)).success;
    } catch {
      return false;
    }
  };

  it('corrupts every third reading so that it violates the schema', () => {
    const spoilt = Array.from(
      { length: 60 },
      (_, sequence) => !fits(faultyPayload(reading, since('bad-payload'), sequence)),
    );
    expect(spoilt).toEqual(spoilt.map((_, sequence) => sequence % 3 === 2));
  });

  it('corrupts nothing without the fault', () => {
    expect(faultyPayload(reading, since('drought'), 2)).toBe(JSON.stringify(reading));
  });
});
