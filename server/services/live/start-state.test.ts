import type { Alert } from '@plantops/shared/api/alerts.ts';
import type { Device } from '@plantops/shared/api/devices.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import type { Start } from '@plantops/shared/api/server.ts';
import { describe, expect, it } from 'vitest';
import { startState, type StartStateOptions } from './start-state.ts';

interface House {
  plants: number;
  /** Devices of each plant. */
  devicesEach?: number;
  unassigned?: number;
  alerts?: number;
  /** Of the alerts, the oldest ones are open. */
  open?: number;
  /** How long the name of each is. */
  name?: number;
}

const flowState = {
  running: true,
  safe_mode: null,
  version: 1,
  watch: null,
  went_back: null,
  is_proposed: false,
  failing_nodes: [],
  set_aside: [],
};

/** A house that is asked for what a dashboard shows first. */
function house({ plants, devicesEach = 1, unassigned = 0, alerts = 0, open = 0, name = 0 }: House): StartStateOptions {
  const named = { name: 'é'.repeat(name) };
  const allPlants = Array.from({ length: plants }, (_, index) => ({ id: `plant_${index}`, ...named }) as Plant);
  const ofPlants = allPlants.flatMap(({ id }) =>
    Array.from(
      { length: devicesEach },
      (_, index) => ({ id: `dev_${index}_of_${id}`, plant_id: id, ...named }) as Device,
    ),
  );
  const spare = Array.from({ length: unassigned }, (_, index) => ({ id: `spare_${index}`, plant_id: null }) as Device);
  const allAlerts = Array.from(
    { length: alerts },
    (_, index) => ({ id: alerts - index, message: named.name }) as Alert,
  );
  return {
    plants: { urgent: (limit) => Promise.resolve(allPlants.slice(0, limit)) },
    plantRooms: { list: () => Promise.resolve([]) },
    devices: {
      list: ({ unassigned: isSpare, limit }) =>
        Promise.resolve((isSpare === true ? spare : [...ofPlants, ...spare]).slice(0, limit)),
      ofPlants: (ids, limit) =>
        Promise.resolve(ofPlants.filter(({ plant_id }) => ids.includes(plant_id ?? '')).slice(0, limit)),
    },
    alerts: {
      list: ({ open: isOpen, limit }) =>
        Promise.resolve(allAlerts.filter(({ id }) => isOpen !== true || id <= open).slice(0, limit)),
    },
    flows: () => Promise.resolve(flowState),
    live: { lastId: 'e-1', ready: () => Promise.resolve() },
  };
}
const sizes = ({ plants, devices, alerts, more }: NonNullable<Start['state']>) => ({
  plants: plants.length,
  devices: devices.length,
  alerts: alerts.length,
  more,
});

describe('the state that a dashboard starts with', () => {
  it.each<{ title: string; of: House; is: ReturnType<typeof sizes> }>([
    { title: 'nothing', of: { plants: 0 }, is: { plants: 0, devices: 0, alerts: 0, more: false } },
    {
      title: 'all of a house that has few',
      of: { plants: 100, unassigned: 20, alerts: 100, open: 100 },
      is: { plants: 100, devices: 120, alerts: 100, more: false },
    },
    {
      title: 'the first 100 plants of more, with their devices',
      of: { plants: 101 },
      is: { plants: 100, devices: 101, alerts: 0, more: true },
    },
    {
      title: 'of many devices those of its plants and some without one',
      of: { plants: 5000, unassigned: 900 },
      is: { plants: 100, devices: 120, alerts: 0, more: true },
    },
    {
      title: 'no more devices than it may, even if plants have many',
      of: { plants: 50, devicesEach: 5 },
      is: { plants: 50, devices: 120, alerts: 0, more: true },
    },
    {
      title: 'the newest alerts and open ones, each once',
      of: { plants: 1, alerts: 300, open: 50 },
      is: { plants: 1, devices: 1, alerts: 150, more: false },
    },
    {
      title: 'the first 100 open alerts of more',
      of: { plants: 1, alerts: 300, open: 101 },
      is: { plants: 1, devices: 1, alerts: 200, more: true },
    },
  ])('has $title', async ({ of, is }) => {
    expect(sizes(await startState(house(of)))).toEqual(is);
  });

  it.each([
    [3000, { plants: 24, devices: 14, alerts: 7, more: true }],
    [200, { plants: 100, devices: 120, alerts: 106, more: false }],
  ])('is no longer than 300 kB where each thing has %d characters to say', async (name, is) => {
    const state = await startState(house({ plants: 100, unassigned: 20, alerts: 110, open: 60, name }));
    expect(sizes(state)).toEqual(is);
    expect(Buffer.byteLength(JSON.stringify(state))).toBeLessThan(300_000);
    expect(state.alerts[0]?.id).toBe(60);
  });

  it('names the most urgent plants first, and says how the flows are', async () => {
    const { plants, flows } = await startState(house({ plants: 3 }));
    expect(plants.map(({ id }) => id)).toEqual(['plant_0', 'plant_1', 'plant_2']);
    expect(flows).toBe(flowState);
  });

  it('continues after the event that was the last before it was read, so that none in between is missed', async () => {
    const of = house({ plants: 0 });
    const live = { ...of.live };
    const plants = {
      urgent: () => {
        live.lastId = 'e-2';
        return Promise.resolve([]);
      },
    };
    expect(await startState({ ...of, plants, live })).toMatchObject({ event_id: 'e-1' });
  });
});
