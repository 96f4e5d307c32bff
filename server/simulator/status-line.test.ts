import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SimulatedDeviceView } from './simulator.ts';
import { StatusLine, statusText } from './status-line.ts';

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

describe('what the simulator prints', () => {
  let lines: string[];
  let status: StatusLine;
  beforeEach(() => {
    vi.useFakeTimers();
    lines = [];
    status = new StatusLine((line) => lines.push(line));
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is the status soon after changes, in one line for those that come together, and once a minute', () => {
    let changes = 0;
    status.start(() => `${changes} changes`);
    vi.advanceTimersByTime(1000);
    for (changes = 1; changes < 3; changes += 1) status.refresh();
    vi.advanceTimersByTime(1000);
    expect(lines).toEqual(['simulator: 0 changes\n', 'simulator: 3 changes\n']);
    vi.advanceTimersByTime(60_000);
    expect(lines).toHaveLength(3);
    status.refresh();
    status.stop('stopped');
    vi.advanceTimersByTime(120_000);
    expect(lines.slice(3)).toEqual(['simulator: stopped\n']);
  });

  it('is an answer to every command, and each trouble once in half a minute', () => {
    for (let time = 0; time < 2; time += 1) status.answer('not understood');
    for (let time = 0; time < 2; time += 1) status.tell('refused');
    expect(lines).toEqual([...Array<string>(2).fill('simulator: not understood\n'), 'simulator: refused\n']);
    vi.advanceTimersByTime(31_000);
    status.tell('refused');
    expect(lines).toHaveLength(4);
  });
});
