import { describe, expect, it, vi } from 'vitest';
import { problem, settled } from '../../testing/fake-server';
import { basil, fern, plant, start } from '../../testing/samples';
import { mountPage, openScreen } from '../../testing/screen';
import { pass, server } from '../../testing/stage';
import DashboardPage from '../../pages/DashboardPage.vue';
import { LONG_PRESS_MS } from './use-long-press';

const rooms = [{ id: 'room_1', name: 'Kitchen', position: 0 }];
const undo = { journal_entry_ids: [7, 8], plants: [] };
const outcome = (plant_id: string, more: object = {}) => ({
  plant_id,
  outcome: 'done',
  journal_entry_id: null,
  ...more,
});

async function shown(address = '/') {
  const plants = [fern({ tags: ['north'] }), basil(), plant('sage')];
  server.answer('GET', '/api/start', start({ plants, rooms }));
  server.answer('GET', '/api/sparklines', []);
  server.answer('POST', '/api/plants/actions', ({ body }: { body: { plant_ids: string[] } }) => ({
    done: body.plant_ids.length,
    results: body.plant_ids.map((id) => outcome(id)),
    undo,
  }));
  server.answer('POST', '/api/plants/actions/undo', { plant_ids: [], at: '2026-01-07T12:00:00.000Z' });
  const screen = openScreen();
  await screen.router.push(address);
  screen.garden.start();
  await settled();
  const page = await mountPage(DashboardPage, {}, { screen });
  const bar = () => vi.waitFor(() => page.testId('selection-bar'), { timeout: 15_000 });
  return {
    ...page,
    bar,
    check: (name: string) => page.click(page.role('checkbox', `Select ${name}`)),
    point: (id: string, event: string, more: object = {}) => {
      const link = page.testId(`plant-card-${id}`).querySelector('a');
      link?.dispatchEvent(
        Object.assign(new Event(event, { bubbles: true, cancelable: true }), {
          pointerType: 'touch',
          clientX: 10,
          clientY: 10,
          ...more,
        }),
      );
      return settled();
    },
    path: () => screen.router.currentRoute.value.path,
    asked: () => server.asked('POST', '/api/plants/actions').map(({ body }) => body),
  };
}

describe('several plants at once', () => {
  it('are watered, which is told and can be undone as a whole', async () => {
    const page = await shown();
    expect(page.testIds('selection-bar')).toEqual([]);
    await page.check('Fern');
    await page.check('Sage');
    expect((await page.bar()).textContent).toContain('2 selected');
    await page.click(page.role('button', 'Watered now'));
    expect(page.asked()).toEqual([{ plant_ids: ['fern', 'sage'], action: { kind: 'water' } }]);
    expect(page.screen.told()).toEqual(['Watering of 2 plants logged.']);
    expect(page.testIds('selection-bar'), 'what is done is no longer selected').toEqual([]);
    await page.screen.act();
    expect(server.asked('POST', '/api/plants/actions/undo').map(({ body }) => body)).toEqual([undo]);
  });

  it('are all that the filter shows, and stay selected where it is refused', async () => {
    const page = await shown('/?q=a');
    await page.check('Sage');
    await page.bar();
    await page.click(page.role('button', 'Select all 2 shown'));
    expect(page.has('button', /^Select all/)).toBe(false);
    server.answer('POST', '/api/plants/actions', problem(503, { code: 'database_unavailable' }));
    await page.click(page.role('button', 'Watered now'));
    expect((await page.bar()).textContent).toContain('2 selected');
    expect(page.screen.told()).toHaveLength(1);
  });

  it('are moved to a room, muted, and given a tag', async () => {
    const page = await shown();
    const next = async (button: string) => {
      await page.check('Fern');
      await page.bar();
      await page.click(page.role('button', button));
    };
    await next('Move to a room');
    await page.click(page.role('menuitem', 'Kitchen'));
    await next('Mute');
    await page.click(page.role('menuitem', '8 hours'));
    await next('Tag');
    await page.click(page.role('button', 'Remove the tag “north”'));
    expect(page.asked().map((body) => (body as { action: object }).action)).toEqual([
      { kind: 'move', room_id: 'room_1' },
      { kind: 'mute', until: '2026-01-07T20:00:00.000Z' },
      { kind: 'untag', tags: ['north'] },
    ]);
  });
});

describe('selecting', () => {
  it('begins with a long press of a finger, goes on with taps, and a tap opens nothing meanwhile', async () => {
    const page = await shown();
    await page.point('fern', 'pointerdown');
    await pass(LONG_PRESS_MS);
    await page.point('fern', 'pointerup');
    await page.point('fern', 'click');
    await page.point('basil', 'click');
    expect((await page.bar()).textContent).toContain('2 selected');
    expect(page.path()).toBe('/');
    await page.click(page.role('button', 'Select nothing'));
    expect(page.testIds('selection-bar')).toEqual([]);
  });

  it('is not begun by a short tap, by a finger that scrolls, nor by a mouse', async () => {
    const page = await shown();
    await page.point('fern', 'pointerdown');
    await pass(LONG_PRESS_MS - 1);
    await page.point('fern', 'pointerup');
    await page.point('fern', 'pointerdown');
    await page.point('fern', 'pointermove', { clientY: 40 });
    await pass(LONG_PRESS_MS);
    await page.point('fern', 'pointercancel');
    await page.point('fern', 'pointerdown', { pointerType: 'mouse' });
    await pass(LONG_PRESS_MS);
    expect(page.roles('checkbox').some((box) => (box as HTMLInputElement).checked)).toBe(false);
    expect(page.testIds('selection-bar')).toEqual([]);
  });

  it('ends when the page is left', async () => {
    const page = await shown();
    await page.check('Fern');
    page.leave();
    const again = await mountPage(DashboardPage, {}, { screen: page.screen });
    expect(again.roles('checkbox').some((box) => (box as HTMLInputElement).checked)).toBe(false);
  });
});
