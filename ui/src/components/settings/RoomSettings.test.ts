import { describe, expect, it, vi } from 'vitest';
import { FakeEventSource } from '../../testing/fake-event-source';
import { problem, settled } from '../../testing/fake-server';
import { basil, fern, room, start } from '../../testing/samples';
import { liveScreen } from '../../testing/begun-screen';
import { mountPage } from '../../testing/screen';
import { server } from '../../testing/stage';
import RoomSettings from './RoomSettings.vue';

const kitchen = room('Kitchen', 0);
const bath = room('Bath', 1);
const hall = room('Hall', 2);

async function opened(rooms = [kitchen, bath, hall]) {
  const screen = await liveScreen(start({ rooms, plants: [fern({ room_id: bath.id }), basil()] }));
  const page = await mountPage(RoomSettings, {}, { screen });
  const names = () => [...page.testId('rooms').querySelectorAll('.name')].map(({ textContent }) => textContent);
  const handle = (name: string) => page.role('button', `Move ${name}: drag, or press the arrow keys`);
  const type = async (words: string) => {
    const input = page.testId('room-name').querySelector('input') as HTMLInputElement;
    input.value = words;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
  };
  return { ...page, names, handle, type };
}
const orders = () =>
  server.asked('PUT', '/api/rooms/order').map(({ body }) => (body as { room_ids: string[] }).room_ids);

describe('rooms in the settings', () => {
  it('say how many plants are in each', async () => {
    const page = await opened();
    expect(page.names()).toEqual(['Kitchen', 'Bath', 'Hall']);
    expect(page.testId('rooms').textContent).toMatch(/Kitchen0 plants.*Bath1 plant.*Hall0 plants/s);
  });

  it('are moved by the arrow keys, which can be undone; the first one goes no further up', async () => {
    server.answer('PUT', '/api/rooms/order', ({ body }: { body: { room_ids: string[] } }) =>
      body.room_ids.map((id, position) => ({ ...room(id.slice(5), position), id })),
    );
    const page = await opened();
    await page.press(page.handle('Kitchen'), 'ArrowUp');
    await page.press(page.handle('Kitchen'), 'ArrowDown');
    expect(orders()).toEqual([[bath.id, kitchen.id, hall.id]]);
    expect(page.screen.garden.rooms.map(({ id }) => id)).toEqual([bath.id, kitchen.id, hall.id]);
    await page.screen.act();
    expect(orders().at(-1)).toEqual([kitchen.id, bath.id, hall.id]);
  });

  it('are dragged to where they are dropped', async () => {
    server.answer('PUT', '/api/rooms/order', [hall, kitchen, bath]);
    const page = await opened();
    [...page.testId('rooms').children].forEach((row, index) => {
      row.getBoundingClientRect = () => ({ top: index * 50, height: 50 }) as DOMRect;
    });
    const grip = page.handle('Hall');
    grip.setPointerCapture = vi.fn();
    const send = async (type: string, clientY: number) => {
      grip.dispatchEvent(new PointerEvent(type, { clientY, button: 0, bubbles: true }));
      await settled();
    };
    await send('pointerdown', 125);
    await send('pointermove', 10);
    expect(orders()).toEqual([]);
    await send('pointerup', 10);
    expect(orders()).toEqual([[hall.id, kitchen.id, bath.id]]);
  });

  it('stand as before where the order is refused', async () => {
    server.answer('PUT', '/api/rooms/order', problem(404, { code: 'room_not_found', detail: 'There is no room.' }));
    const page = await opened();
    await page.press(page.handle('Hall'), 'ArrowUp');
    expect(page.names()).toEqual(['Kitchen', 'Bath', 'Hall']);
    expect(page.screen.told()).toEqual(['There is no room.']);
  });

  it('get another name, and say where there is such a room already', async () => {
    server.answer('PATCH', '/api/rooms/:id', problem(409, { code: 'room_exists', detail: 'no' }));
    const page = await opened();
    await page.click(page.role('button', 'Rename Bath'));
    const input = page.testId('room-name').querySelector('input') as HTMLInputElement;
    expect(input.value).toBe('Bath');
    await page.type('Kitchen');
    await page.click(page.testId('save-room'));
    expect(page.testId('room-name').textContent).toContain('There is a room “Kitchen” already.');
    server.answer('PATCH', '/api/rooms/:id', { ...bath, name: 'Bathroom' });
    await page.type('Bathroom');
    await page.click(page.testId('save-room'));
    expect(page.names()).toEqual(['Kitchen', 'Bathroom', 'Hall']);
  });

  it('are deleted, and brought back with their plants by one press', async () => {
    const deleted = { ...bath, plant_ids: ['fern'] };
    server.answer('DELETE', '/api/rooms/:id', deleted);
    server.answer('POST', '/api/rooms', bath);
    const page = await opened();
    await page.click(page.role('button', 'Delete Bath'));
    expect(page.names()).toEqual(['Kitchen', 'Hall']);
    await page.screen.act();
    expect(server.asked('POST', '/api/rooms')[0]?.body).toEqual(deleted);
    await FakeEventSource.latest.emit('rooms', [kitchen, bath, hall]);
    expect(page.names()).toEqual(['Kitchen', 'Bath', 'Hall']);
  });

  it('begin with none, and the first one is added', async () => {
    server.answer('POST', '/api/rooms', kitchen);
    const page = await opened([]);
    expect(page.words()).toContain('There are no rooms yet.');
    await page.click(page.testId('add-room'));
    await page.type(' Kitchen ');
    await page.click(page.testId('save-room'));
    expect(server.asked('POST', '/api/rooms')[0]?.body).toEqual({ name: 'Kitchen' });
    expect(page.names()).toEqual(['Kitchen']);
  });
});
