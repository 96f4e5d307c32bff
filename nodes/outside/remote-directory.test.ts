import { ProblemError } from '@plantops/shared/problem.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { FRESH_MS, RemoteDirectory } from './remote-directory.ts';
import type { Rest } from './rest.ts';

const thresholds = { soil_moisture: { min: 20 } };
const DEVICE = { id: 'dev_1', name: 'Shelf', plant_id: 'plant_1' as string | null };
const PLANT = { id: 'plant_1', name: 'Fern', thresholds };

/** What the server answers, by path; a path that is absent is answered with 404. */
let answers: Map<string, unknown>;
let asked: string[];
let clock: FakeClock;
let directory: RemoteDirectory;
beforeEach(() => {
  answers = new Map<string, unknown>([
    ['/api/devices/dev_1', DEVICE],
    ['/api/plants/plant_1', PLANT],
  ]);
  asked = [];
  clock = new FakeClock(new Date('2026-03-01T12:00:00.000Z'));
  const get = async ({ path }: { path: string }): Promise<unknown> => {
    asked.push(path);
    const answer = answers.get(path);
    if (answer instanceof Error) throw answer;
    if (answer === undefined) throw new ProblemError('device_not_found', 'There is no such device');
    return answer;
  };
  directory = new RemoteDirectory({ rest: { get: get as Rest['get'] }, clock });
});

describe('devices that a server knows', () => {
  it('are asked for with their plants, and remembered for half a minute', async () => {
    const known = { deviceId: 'dev_1', name: 'Shelf', plant: PLANT };
    expect(directory.find('dev_1')).toBeUndefined();
    expect(await directory.lookUp('dev_1')).toEqual(known);
    await clock.advance(FRESH_MS - 1);
    expect(directory.find('dev_1')).toEqual(known);
    await clock.advance(1);
    expect(directory.find('dev_1')).toBeUndefined();
  });

  it('messages that come together share one question', async () => {
    await Promise.all([directory.lookUp('dev_1'), directory.lookUp('dev_1')]);
    expect(asked).toEqual(['/api/devices/dev_1', '/api/plants/plant_1']);
    await directory.lookUp('dev_1');
    expect(asked).toHaveLength(4);
  });

  it('one without a plant has none, and one that is not known is undefined', async () => {
    answers.set('/api/devices/dev_1', { ...DEVICE, plant_id: null });
    expect(await directory.lookUp('dev_1')).toEqual({ deviceId: 'dev_1', name: 'Shelf', plant: null });
    expect(await directory.lookUp('dev_2')).toBeUndefined();
  });

  it('a server that does not answer is an error, and is asked again', async () => {
    answers.set('/api/devices/dev_1', new Error('PlantOps does not answer'));
    await expect(directory.lookUp('dev_1')).rejects.toThrow('PlantOps does not answer');
    answers.set('/api/devices/dev_1', DEVICE);
    expect(await directory.lookUp('dev_1')).toMatchObject({ deviceId: 'dev_1' });
  });
});
