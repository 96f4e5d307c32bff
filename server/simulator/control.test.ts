import { describe, expect, it } from 'vitest';
import { applyControl } from './control.ts';
import type { Fault } from './faults.ts';

function fakeDevices() {
  return ['Window sill', 'Bookshelf'].map((name, index) => {
    const active = new Set<Fault>();
    return {
      number: index + 1,
      name,
      get faults() {
        return [...active];
      },
      setFault: (fault: Fault, on: boolean) => {
        if (on) active.add(fault);
        else active.delete(fault);
      },
    };
  });
}

describe('a control line', () => {
  it('starts a fault on the device that it names, or on the first', () => {
    const devices = fakeDevices();
    expect(applyControl('drought 2', devices)).toBe('drought begins for Bookshelf');
    applyControl(' dropout \n', devices);
    expect(devices.map((device) => device.faults)).toEqual([['dropout'], ['drought']]);
  });

  it('ends all faults of a device', () => {
    const devices = fakeDevices();
    applyControl('drought 2', devices);
    applyControl('dropout 2', devices);
    applyControl('clear 2', devices);
    expect(devices[1]?.faults).toEqual([]);
  });

  it('is answered with the usage if it is not understood', () => {
    expect(applyControl('rain 2', fakeDevices())).toMatch(/"rain 2" is not understood.*such as "drought 2"/);
    expect(applyControl('drought 3', fakeDevices())).toMatch(/no device 3.*1 to 2/);
  });
});
