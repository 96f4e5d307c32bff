import { patiently } from '@plantops/shared/testing/patiently.ts';
import { describe, expect, it } from 'vitest';
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
  const bar = () => patiently(() => page.testId('selection-bar'));
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

  describe('of which one was watered minutes ago', () => {
    /** @returns the page after the press on "Watered now", with its question */
    async function watered() {
      const page = await shown();
      server.answer(
        'POST',
        '/api/plants/actions',
        ({ body }: { body: { plant_ids: string[]; action: { again?: boolean } } }) => {
          const late = (id: string): boolean => id === 'sage' && !body.action.again;
          const done = body.plant_ids.filter((id) => !late(id));
          return {
            done: done.length,
            results: body.plant_ids.map((id) =>
              late(id) ? outcome(id, { outcome: 'watered_lately' }) : outcome(id, { journal_entry_id: 7 }),
            ),
            undo: { journal_entry_ids: done.map((id) => (id === 'sage' ? 9 : 7)), plants: [] },
          };
        },
      );
      await page.check('Fern');
      await page.check('Sage');
      await page.bar();
      await page.click(page.role('button', 'Watered now'));
      const { useWateringsStore } = await import('../../stores/waterings');
      const { question } = useWateringsStore(page.screen.pinia);
      expect(question).toMatchObject({ name: 'Sage', at: undefined });
      expect(page.screen.told()).toEqual([]);
      return { page, answer: (wanted: boolean) => (question?.answer(wanted), settled()) };
    }

    it('are asked about once: the others are watered, and that one is left out', async () => {
      const { page, answer } = await watered();
      await answer(false);
      expect(page.asked()).toEqual([{ plant_ids: ['fern', 'sage'], action: { kind: 'water' } }]);
      expect(page.screen.told()).toEqual([
        'Watering of 1 plant logged. 1 plant was watered within the last ten minutes and left out.',
      ]);
      expect(page.testIds('selection-bar')).toEqual([]);
    });

    it('are all watered where that is meant, and all of it can be undone', async () => {
      const { page, answer } = await watered();
      await answer(true);
      expect(page.asked()[1]).toEqual({ plant_ids: ['sage'], action: { kind: 'water', again: true } });
      expect(page.screen.told()).toEqual(['Watering of 2 plants logged.']);
      await page.screen.act();
      expect(server.asked('POST', '/api/plants/actions/undo').map(({ body }) => body)).toEqual([
        { journal_entry_ids: [7, 9], plants: [] },
      ]);
    });
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
