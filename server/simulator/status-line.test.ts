import { describe, expect, it } from 'vitest';
import type { SimulatedDeviceView } from './simulator.ts';
import { statusText } from './status-line.ts';

const device = (number: number, more: Partial<SimulatedDeviceView> = {}): SimulatedDeviceView => ({
  number,
  name: `Device ${number}`,
  macAddress: '',
  deviceId: null,
  state: 'connected',
  acknowledged: 10,
  waiting: 0,
  faults: [],
  setFault: () => {},
  ...more,
});

describe('the status line', () => {
  it('summarizes the devices', () => {
    expect(statusText([device(1), device(2, { state: 'connecting' })], 'http://x')).toBe(
      '1 of 2 devices connected to http://x, 20 readings acknowledged',
    );
  });

  it('names the waiting readings and the first faults', () => {
    const ill = [1, 2, 3, 4].map((number) => device(number, { waiting: 1, faults: ['drought'] }));
    expect(statusText(ill, 'http://x')).toMatch(/, 4 waiting, drought on Device 1, .* and 1 more$/);
  });
});
