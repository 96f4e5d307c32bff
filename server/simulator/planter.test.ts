import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createPlanter } from './planter.ts';

let server: Server | undefined;
afterEach(() => server?.close());

const room = (id: string, name: string, position = 0) => ({ id, name, position });

/** A server with these rooms, which may refuse a new one with `refusal`. */
async function serve(rooms: ReturnType<typeof room>[], refusal?: () => number) {
  const provisioned: unknown[] = [];
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      const answer = (status: number, body: unknown): void =>
        void response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
      const asked = `${request.method} ${request.url}`;
      const { name = '', ...rest } = JSON.parse(text || '{}') as { name?: string };
      const refused = asked === 'POST /api/rooms' ? refusal?.() : undefined;
      if (refused !== undefined) return answer(refused, {});
      if (asked === 'GET /api/rooms') return answer(200, rooms);
      if (asked === 'POST /api/rooms') return answer(201, rooms[rooms.push(room('made', name, rooms.length)) - 1]);
      if (asked === 'POST /api/devices/d1/provision') provisioned.push(rest);
      return answer(200, {});
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const plant = createPlanter(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, null);
  return { plant, provisioned };
}
const fern = { name: 'Fern' };

it('makes the room of a plant, once for all plants of it', async () => {
  const rooms: ReturnType<typeof room>[] = [];
  const { plant, provisioned } = await serve(rooms);
  await plant('d1', fern, 'Kitchen');
  await plant('d1', fern, 'Kitchen');
  expect(rooms.map(({ name }) => name)).toEqual(['Kitchen']);
  const made = { new_plant: { name: 'Fern', room_id: 'made' } };
  expect(provisioned).toEqual([made, made]);
});

it('puts a plant into the room of that name that is there, however it is capitalised', async () => {
  const { plant, provisioned } = await serve([room('mine', 'kitchen')]);
  await plant('d1', fern, 'Kitchen');
  expect(provisioned).toEqual([{ new_plant: { name: 'Fern', room_id: 'mine' } }]);
});

it('takes the room that another device has made at the same moment', async () => {
  const rooms: ReturnType<typeof room>[] = [];
  const { plant, provisioned } = await serve(rooms, () => {
    rooms.push(room('theirs', 'Kitchen'));
    return 409;
  });
  await plant('d1', fern, 'Kitchen');
  expect(provisioned).toEqual([{ new_plant: { name: 'Fern', room_id: 'theirs' } }]);
});

it('makes a plant without a room where it has none, or none can be made', async () => {
  const { plant, provisioned } = await serve([], () => 409);
  await plant('d1', fern);
  await plant('d1', fern, 'Kitchen');
  expect(provisioned).toEqual([{ new_plant: fern }, { new_plant: fern }]);
});
