import { describe, expect, it } from 'vitest';
import type { Device, LatestReading, Plant } from '../api/generated';
import { applyDevice, applyPlant, applyReading, emptyGarden, mergeReading, plantsByUrgency } from './garden-state';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 7, 12, 0, second)).toISOString();
const reading = (second: number, values: object, plantId: string | null = 'p') => ({
  device_id: 'd',
  plant_id: plantId,
  time: at(second),
  ...values,
});
const device = (id: string): Device =>
  ({ id, name: null, mac_address: 'aa', latest: null, last_seen_at: null }) as Device;
const plant = (id: string, status: Plant['status'] = 'ok', name = id): Plant =>
  ({ id, name, status, latest: null }) as Plant;

describe('mergeReading', () => {
  it('keeps a metric that the reading does not contain, with its own time', () => {
    const first = mergeReading(null, reading(1, { temperature: 20, humidity: 50 }));
    const second = mergeReading(first, reading(5, { temperature: 21 }));
    expect(second).toMatchObject({
      time: at(5),
      temperature: 21,
      humidity: 50,
      soil_moisture: null,
      measured_at: { temperature: at(5), humidity: at(1), soil_moisture: null },
    });
  });

  it('never moves back in time', () => {
    const latest: LatestReading = mergeReading(null, reading(9, { temperature: 20 }));
    expect(mergeReading(latest, reading(3, { temperature: 99 }))).toEqual(latest);
  });
});

describe('applyReading', () => {
  it('changes only the device and the plant concerned', () => {
    const state = emptyGarden();
    state.devices = { d: device('d'), other: device('other') };
    state.plants = { p: plant('p'), q: plant('q') };
    applyReading(state, reading(1, { humidity: 40 }));
    expect(state.devices.d?.latest?.humidity).toBe(40);
    expect(state.devices.d?.last_seen_at).toBe(at(1));
    expect(state.plants.p?.latest?.humidity).toBe(40);
    expect([state.devices.other?.latest, state.plants.q?.latest]).toEqual([null, null]);
  });

  it('says when the device was last heard, which never moves back', () => {
    const state = emptyGarden();
    state.devices = { d: device('d') };
    for (const second of [5, 9, 7]) applyReading(state, reading(second, { humidity: second }));
    expect([state.devices.d?.last_seen_at, state.devices.d?.latest?.time]).toEqual([at(9), at(9)]);
    expect(state.devices.d?.latest?.humidity).toBe(9);
  });

  it('of a device or plant that is not known changes nothing', () => {
    const state = emptyGarden();
    applyReading(state, reading(1, { humidity: 40 }));
    expect(state).toEqual(emptyGarden());
  });

  it('changes no plant while the device is unassigned', () => {
    const state = emptyGarden();
    state.plants = { p: plant('p') };
    applyReading(state, reading(1, { humidity: 40 }, null));
    expect(state.plants.p?.latest).toBeNull();
  });
});

describe('removal events', () => {
  it('remove the device or plant', () => {
    const state = emptyGarden();
    state.devices = { d: device('d') };
    state.plants = { p: plant('p') };
    applyDevice(state, { id: 'd', removed: true });
    applyPlant(state, { id: 'p', removed: true });
    expect(state).toEqual(emptyGarden());
  });
});

describe('plantsByUrgency', () => {
  it('puts those that need the owner first, then sorts by name', () => {
    const plants = [
      plant('1', 'ok', 'B'),
      plant('2', 'ok', 'A'),
      plant('3', 'no_data'),
      plant('4', 'alert'),
      plant('5', 'offline'),
    ];
    expect(plantsByUrgency(plants).map(({ id }) => id)).toEqual(['4', '5', '3', '2', '1']);
  });
});
