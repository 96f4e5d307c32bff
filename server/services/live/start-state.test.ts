import type { Alert } from '@plantops/shared/api/alerts.ts';
import type { Device } from '@plantops/shared/api/devices.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import { describe, expect, it } from 'vitest';
import { startState, type StartStateOptions } from './start-state.ts';

const ids = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}_${String(index).padStart(5, '0')}`);

/** A list of so many things, which gives as many of a page as it is asked for. */
function pages<T>(all: readonly string[]) {
  const asked: (string | undefined)[] = [];
  return {
    asked,
    list({ after, limit }: { after?: string | undefined; limit: number }): Promise<T[]> {
      asked.push(after);
      const from = after === undefined ? 0 : all.indexOf(after) + 1;
      return Promise.resolve(all.slice(from, from + limit).map((id) => ({ id }) as T));
    },
  };
}
/** So many alerts, the newest first, of which the first ones by number are open. */
function alertsOf(count: number, open: number): StartStateOptions['alerts'] {
  const all = Array.from({ length: count }, (_, index) => ({ id: count - index }) as Alert);
  return {
    list: ({ open: isOpen, limit }) =>
      Promise.resolve(all.filter(({ id }) => isOpen !== true || id <= open).slice(0, limit)),
  };
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
const ready = () => Promise.resolve();
const flows = () => Promise.resolve(flowState);

describe('the state that a dashboard starts with', () => {
  it.each([
    [0, [undefined]],
    [999, [undefined]],
    [1000, [undefined, 'plant_00999']],
    [2500, [undefined, 'plant_00999', 'plant_01999']],
  ])('has all of %d plants, and of as many devices, once each', async (count, asked) => {
    const plants = pages<Plant>(ids('plant', count));
    const devices = pages<Device>(ids('dev', count));
    const state = await startState({ plants, devices, alerts: alertsOf(0, 0), flows, live: { lastId: 'e-1', ready } });
    expect(state.plants.map(({ id }) => id)).toEqual(ids('plant', count));
    expect(state.devices.map(({ id }) => id)).toEqual(ids('dev', count));
    expect(plants.asked).toEqual(asked);
    expect(state.flows).toBe(flowState);
  });

  it('has the newest 200 alerts and all that are open, each once', async () => {
    const none = { plants: pages<Plant>([]), devices: pages<Device>([]), flows, live: { lastId: 'e-1', ready } };
    const { alerts } = await startState({ ...none, alerts: alertsOf(300, 120) });
    expect(alerts.map(({ id }) => id).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 300 }, (_, index) => index + 1),
    );
    const { alerts: fewer } = await startState({ ...none, alerts: alertsOf(300, 5) });
    expect(fewer).toHaveLength(205);
  });

  it('continues after the event that was the last before it was read, so that none in between is missed', async () => {
    const live = { lastId: 'e-1', ready };
    const plants = {
      list: () => {
        live.lastId = 'e-2';
        return Promise.resolve([]);
      },
    };
    expect(await startState({ plants, devices: pages<Device>([]), alerts: alertsOf(0, 0), flows, live })).toMatchObject(
      {
        event_id: 'e-1',
      },
    );
  });
});
