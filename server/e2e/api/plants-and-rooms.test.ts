import type { Plant } from '@plantops/shared/api/plants.ts';
import type { Room } from '@plantops/shared/api/rooms.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JudgedApi } from '../harness/judged-api.ts';
import { sharedServer } from '../harness/shared-server.ts';

describe('plants, as the API documents it,', () => {
  const plantOps = sharedServer();
  let api: JudgedApi;
  const createPlant = async (plant: object = { name: 'Fern' }): Promise<Plant> =>
    (await api.call<Plant>('POST', '/api/plants', plant)).body;

  beforeAll(async () => {
    await plantOps.start();
    api = await JudgedApi.of(plantOps.url);
  });
  afterAll(() => plantOps.remove());

  it('stand in rooms, and are watered several at once, which can be taken back', async () => {
    const rooms = await Promise.all(
      ['Hall', 'Attic'].map(async (name) => (await api.call<Room>('POST', '/api/rooms', { name })).body.id),
    );
    const idsOf = (found: Room[]): string[] => found.map(({ id }) => id).filter((id) => rooms.includes(id));
    const order = rooms.toSorted().toReversed();
    expect(idsOf((await api.call<Room[]>('PUT', '/api/rooms/order', { room_ids: order })).body)).toEqual(order);
    expect(idsOf((await api.get<Room[]>('/api/rooms')).body)).toEqual(order);
    const [room = ''] = rooms;
    expect((await api.call('PATCH', `/api/rooms/${room}`, { name: 'Corridor' })).body).toMatchObject({
      name: 'Corridor',
    });
    const plants = [await createPlant({ name: 'A', room_id: room }), await createPlant({ name: 'B' })];
    const { body: acted } = await api.call<{ done: number; undo: object }>('POST', '/api/plants/actions', {
      plant_ids: plants.map(({ id }) => id),
      action: { kind: 'water', amount_ml: 200 },
    });
    const entries = async (): Promise<number[]> =>
      Promise.all(plants.map(async ({ id }) => (await api.get<unknown[]>(`/api/plants/${id}/journal`)).body.length));
    expect([acted.done, await entries()]).toEqual([2, [1, 1]]);
    expect((await api.call('POST', '/api/plants/actions/undo', acted.undo)).status).toBe(200);
    expect(await entries()).toEqual([0, 0]);
    const deleted = await api.call<{ plant_ids: string[] }>('DELETE', `/api/rooms/${room}`);
    expect(deleted.body.plant_ids).toEqual([plants[0]?.id]);
  });

  it('have intervals of care, which are replaced as a whole', async () => {
    const path = `/api/plants/${(await createPlant()).id}/care-intervals`;
    expect((await api.get(path)).body).toEqual([]);
    const every = { summer_days: 14, winter_days: null };
    await api.call('PUT', path, { fertilizing: every, repotting: { summer_days: 700, winter_days: 700 } });
    expect((await api.call('PUT', path, { fertilizing: every })).body).toMatchObject([
      { kind: 'fertilizing', ...every },
    ]);
    expect((await api.get<unknown[]>(path)).body).toHaveLength(1);
  });
});
