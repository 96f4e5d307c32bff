import type { NewFinding } from '@plantops/shared/ports.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { Takeovers } from './takeovers.ts';

const MINUTE = 60_000;
let clock: FakeClock;
let noted: (NewFinding & { deviceId: string })[];
let takeovers: Takeovers;
let connectedFrom: string | undefined;
let start: () => void;
beforeEach(async () => {
  clock = new FakeClock(new Date('2026-03-01T12:00:00Z'));
  noted = [];
  const findings = {
    note: (deviceId: string, finding: NewFinding) => void noted.push({ deviceId, ...finding }),
    clear: () => undefined,
    has: () => false,
  };
  connectedFrom = undefined;
  start = () => {
    takeovers = new Takeovers({ findings, aliveMs: 3 * MINUTE, connectedFrom: () => connectedFrom, clock });
  };
  start();
  await clock.advance(10 * MINUTE);
});

/** Registers a device that was heard so long ago (ms); never, if undefined. @returns the code of the refusal */
function register(heardMs: number | undefined, deviceId = 'dev_1', address?: string): string | undefined {
  const lastSeenAt = heardMs === undefined ? null : new Date(clock.now().getTime() - heardMs);
  try {
    takeovers.admit({ deviceId, macAddress: 'a4:cf:12:00:00:01', lastSeenAt }, address);
    takeovers.registered(deviceId, address);
    return undefined;
  } catch (refusal) {
    return (refusal as { code: string }).code;
  }
}
const codes = () => noted.map(({ code }) => code);

describe('a registration of a device that has credentials', () => {
  it.each([undefined, 3 * MINUTE + 1])('passes without a word if it was heard %s ms ago', (heardMs) => {
    for (let time = 0; time < 10; time += 1) expect(register(heardMs)).toBeUndefined();
    expect(noted).toEqual([]);
  });

  it('passes without a word if it was last heard before the server stopped: boards come up with it', async () => {
    start();
    await clock.advance(8000);
    for (let time = 0; time < 10; time += 1) expect(register(16_000)).toBeUndefined();
    expect(noted).toEqual([]);
    expect(register(5000), 'heard since').toBeUndefined();
    expect(codes()).toEqual(['credentials_taken']);
  });

  it('is noted if the device is alive, and refused after three for as long as it is', async () => {
    for (let time = 0; time < 3; time += 1) {
      expect(register(5000)).toBeUndefined();
      await clock.advance(MINUTE);
    }
    expect(noted[0]).toEqual({ deviceId: 'dev_1', code: 'credentials_taken', evidence: { heard_s: 5 } });
    for (let time = 0; time < 100; time += 1) {
      expect(register(5000)).toBe('device_contested');
      await clock.advance(10 * MINUTE);
    }
    expect(new Set(codes().slice(3))).toEqual(new Set(['two_boards']));
    expect(register(4 * MINUTE), 'the one that had them has gone').toBeUndefined();
    expect(register(5000, 'dev_2'), 'another device').toBeUndefined();
  });

  it('is not told of where it comes from the address of the board itself: it was reset', () => {
    connectedFrom = '192.168.0.7';
    expect(register(5000, 'dev_1', '192.168.0.7')).toBeUndefined();
    expect(noted).toEqual([]);
    register(5000, 'dev_1', '192.168.0.8');
    expect(codes()).toEqual(['credentials_taken']);
  });

  it('is not told of where the owner registers once more, and refused after three all the same', () => {
    connectedFrom = '192.168.0.7';
    takeovers.registered('dev_1', '192.168.0.2');
    for (let time = 0; time < 3; time += 1) expect(register(5000, 'dev_1', '192.168.0.2')).toBeUndefined();
    expect(noted).toEqual([]);
    expect(register(5000, 'dev_1', '192.168.0.2')).toBe('device_contested');
    expect(codes()).toEqual(['two_boards']);
  });

  it('is counted anew after an hour of calm, as of a board that restarts now and then', async () => {
    for (let day = 0; day < 10; day += 1) {
      expect(register(5000)).toBeUndefined();
      await clock.advance(60 * MINUTE);
    }
    expect(codes()).toEqual(Array.from({ length: 10 }, () => 'credentials_taken'));
  });
});
