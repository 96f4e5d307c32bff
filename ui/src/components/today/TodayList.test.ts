import { patiently } from '@plantops/shared/testing/patiently.ts';
import { describe, expect, it } from 'vitest';
import { h, ref } from 'vue';
import type { Room, Today } from '../../api/generated';
import { preferences } from '../../messages/preferences';
import { useLanguage } from '../../messages/text';
import { browserStorage } from '../../testing/browser-storage';
import { FakeEventSource } from '../../testing/fake-event-source';
import { Reply, settled } from '../../testing/fake-server';
import { fern, start } from '../../testing/samples';
import { mountPage, openScreen } from '../../testing/screen';
import { pass, server } from '../../testing/stage';
import { task, today } from '../../testing/today-samples';
import TodayList from './TodayList.vue';

const cold = task({
  id: 'look:basil:cold',
  kind: 'look',
  plant_id: 'basil',
  name: 'Basil',
  title: 'Too cold: 7 °C',
  reason: 'Basil stands at 7 °C; it should not be below 10 °C.',
  advice: 'Move it to a warmer place.',
  urgency: 'urgent',
  done_by: 'seen',
  journal_kind: null,
});

async function shown(list: Partial<Today> = {}, rooms: Room[] = [], held = ref(false)) {
  server.answer('GET', '/api/start', start({ plants: [fern()], rooms }));
  server.answer('GET', '/api/today', today(list));
  const screen = openScreen();
  screen.garden.start();
  await settled();
  const page = await mountPage(() => h(TodayList, { isHeld: held.value }), {}, { screen });
  await settled();
  return {
    ...page,
    text: () => page.wrapper.text().replaceAll(/\s+/g, ' '),
    /** A button of a part that is loaded later. */
    comes: (name: string) => patiently(() => page.role('button', name)),
    /** What is to be done from the server's next answer on. */
    becomes: (next: Partial<Today>) => server.answer('GET', '/api/today', today(next)),
  };
}
const rows = () => [...document.querySelectorAll('[data-testid^="task-"]')];
const noContent = () => new Reply(null, { status: 204 });

describe('the list for today', () => {
  it('says for each task whom it is about, what to do and why, and where', async () => {
    const page = await shown({ tasks: [cold, task()] });
    expect(page.testId('today-count').textContent).toBe('2 things to do');
    expect(page.testId('task-look:basil:cold').textContent).toContain('Too cold: 7 °C');
    expect(page.testId('task-look:basil:cold').textContent).toContain(
      'Move it to a warmer place. Basil stands at 7 °C; it should not be below 10 °C.',
    );
    expect(page.role('link', 'Basil').getAttribute('href')).toBe('/plants/basil');
    expect(page.role('button', 'Basil, Too cold: 7 °C: Checked').textContent).toContain('Checked');
    expect(page.role('button', 'Fern, Too dry: soil at 12%: Watered')).toBeDefined();
    await page.comes('Fern, Too dry: soil at 12%: later');
  });

  it('goes by rooms, in the order of the list, and names what is in none', async () => {
    const rooms = [
      { id: 'room_b', name: 'Hall', position: 0 },
      { id: 'room_a', name: 'Kitchen', position: 1 },
    ];
    const page = await shown(
      {
        tasks: [task({ room_id: 'room_b' }), { ...cold, room_id: 'room_a' }, task({ id: 'water:palm', name: 'Palm' })],
      },
      rooms,
    );
    expect(page.roles('heading').map(({ textContent }) => textContent.trim())).toEqual([
      'Today',
      'Hall',
      expect.stringContaining('Fern'),
      'Kitchen',
      expect.stringContaining('Basil'),
      'Elsewhere',
      expect.stringContaining('Palm'),
    ]);
    expect(page.role('list', 'Kitchen').textContent).toContain('Basil');
  });

  it('shows the first of many, and all of them on demand', async () => {
    const tasks = Array.from({ length: 11 }, (_, index) => task({ id: `water:p${index}`, name: `Plant ${index}` }));
    const page = await shown({ tasks });
    expect(rows()).toHaveLength(8);
    await page.click(page.role('button', 'Show all 11'));
    expect(rows()).toHaveLength(11);
    await page.click(page.role('button', 'Show fewer'));
    expect(rows()).toHaveLength(8);
  });

  it('sends who has to decide to where that is done', async () => {
    const flows = task({
      id: 'upgrade:flows',
      kind: 'upgrade',
      plant_id: null,
      name: null,
      title: 'Flows wait',
      done_by: null,
    });
    const page = await shown({ tasks: [flows] });
    expect(page.role('link', 'Flows, Flows wait: Decide').getAttribute('href')).toBe('/flows');
  });

  it.each<[string, Partial<Today>, string]>([
    [
      'all plants are well',
      {
        checked: { plants: 12, well: 12, unknown: 0, not_judged: 0 },
        next: { plant_id: 'm', name: 'Monstera', day: '2026-01-10' },
      },
      'Nothing to do. 12 plants are within their limits. Next to water: Monstera, on Saturday.',
    ],
    [
      'of some too little is known',
      {
        checked: { plants: 3, well: 1, unknown: 2, not_judged: 0 },
        next: { plant_id: 'm', name: 'Monstera', day: '2026-01-08' },
      },
      'Nothing to do. 1 plant is within its limits. Of 2 plants too little is measured to say. Next to water: Monstera, tomorrow.',
    ],
    [
      'nothing is measured',
      { checked: { plants: 2, well: 0, unknown: 2, not_judged: 0 } },
      'Nothing to do, as far as is known. Of 2 plants too little is measured to say.',
    ],
    [
      'the server has just started',
      { checked: { plants: 5, well: 0, unknown: 0, not_judged: 5 } },
      'Nothing to do, as far as is known. 5 plants are still being looked at.',
    ],
  ])('says what was checked where there is nothing to do and %s', async (_what, list, words) => {
    const page = await shown(list);
    expect(page.role('status').textContent?.replaceAll(/\s+/g, ' ').trim()).toBe(words);
  });

  it('says nothing of an empty system', async () => {
    const page = await shown({ checked: { plants: 0, well: 0, unknown: 0, not_judged: 0 } });
    expect(page.text()).toBe('');
  });

  it('follows the server, the language and the return of the connection', async () => {
    const page = await shown();
    page.becomes({ tasks: [task()] });
    await FakeEventSource.latest.emit('today', { at: '2026-01-07T12:00:00.000Z' });
    expect(page.testIds('task-water:fern')).toHaveLength(1);
    await useLanguage('de');
    await settled();
    expect(server.asked('GET', '/api/today').at(-1)?.query.language).toBe('de');
    expect(page.text()).toContain('1 Sache zu tun');
    expect(page.role('button', 'Fern, Too dry: soil at 12%: Gegossen')).toBeDefined();
    expect(preferences.language).toBe('de');
    const before = server.asked('GET', '/api/today').length;
    await pass(5 * 60_000);
    expect(server.asked('GET', '/api/today').length).toBeGreaterThan(before);
  });
});

describe('a button of a task', () => {
  it.each([
    ['watering', 'Watered', 'Fern: watering logged.'],
    ['fertilizing', 'Fertilised', 'Fern: feeding logged.'],
    ['repotting', 'Repotted', 'Fern: repotting logged.'],
    ['pruning', 'Pruned', 'Fern: pruning logged.'],
    ['moving', 'Moved', 'Fern: move logged.'],
    ['treatment', 'Treated', 'Fern: treatment logged.'],
  ] as const)('says what was done, where that is %s', async (kind, words, told) => {
    server.answer('POST', '/api/today/:id/done', { id: 'x', quiet: 'done', until: null, journal_entry_id: 7 });
    const page = await shown({ tasks: [task({ kind: 'chore', title: 'Due', journal_kind: kind })] });
    page.becomes({});
    await page.click(page.role('button', `Fern, Due: ${words}`));
    expect(page.screen.told()).toEqual([told]);
  });
});

describe('while somebody is at the page', () => {
  const palm = task({ id: 'water:palm', name: 'Palm' });
  const names = () => rows().map((row) => row.querySelector('a')?.textContent);
  /** What another screen or a reading changes. */
  const followed = async (page: Awaited<ReturnType<typeof shown>>, next: Partial<Today>): Promise<void> => {
    page.becomes(next);
    await pass(5 * 60_000);
    await settled();
  };

  it('no task comes above another; how many are new is said, and they come on demand', async () => {
    const page = await shown({ tasks: [task()] }, [], ref(true));
    await followed(page, { tasks: [palm, cold, task()] });
    expect(names()).toEqual(['Fern']);
    await page.click(page.role('button', 'Show 2 new ones'));
    expect(names()).toEqual(['Palm', 'Basil', 'Fern']);
    expect(page.testIds('today-news')).toEqual([]);
  });

  it('one that is over keeps its place, faded, and can no longer be pressed', async () => {
    const held = ref(true);
    const page = await shown({ tasks: [palm, task()] }, [], held);
    await followed(page, { tasks: [task()] });
    expect(names()).toEqual(['Palm', 'Fern']);
    expect(page.testId('task-water:palm').textContent).toContain('No longer to be done');
    expect(page.role('button', 'Palm, Too dry: soil at 12%: Watered').hasAttribute('disabled')).toBe(true);
    held.value = false;
    await settled();
    expect(names()).toEqual(['Fern']);
  });

  it('figures of what stays are renewed at once', async () => {
    const page = await shown({ tasks: [task()] }, [], ref(true));
    await followed(page, { tasks: [palm, task({ title: 'Too dry: soil at 9%' })] });
    expect(names()).toEqual(['Fern']);
    expect(page.testId('task-water:fern').textContent).toContain('soil at 9%');
  });

  it('what they do themselves is followed at once', async () => {
    server.answer('POST', '/api/today/:id/done', { id: 'x', quiet: 'done', until: null, journal_entry_id: 7 });
    const page = await shown({ tasks: [task(), cold] }, [], ref(true));
    page.becomes({ tasks: [cold, palm] });
    await page.click(page.role('button', 'Fern, Too dry: soil at 12%: Watered'));
    expect(names()).toEqual(['Basil', 'Palm']);
  });
});

describe('a task that is done', () => {
  it('is a watering, leaves the list and can be taken back', async () => {
    server.answer('POST', '/api/today/:id/done', { id: 'water:fern', quiet: 'done', until: null, journal_entry_id: 7 });
    server.answer('DELETE', '/api/today/:id/done', noContent());
    const page = await shown({ tasks: [task(), cold] });
    page.becomes({ tasks: [cold] });
    await page.click(page.role('button', 'Fern, Too dry: soil at 12%: Watered'));
    expect(page.screen.told()).toEqual(['Fern: watering logged.']);
    expect(page.testIds('task-water:fern')).toEqual([]);
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Basil, Too cold: 7 °C: Checked');
    page.becomes({ tasks: [task(), cold] });
    await page.screen.act();
    expect(server.asked('DELETE', '/api/today/:id/done')).toHaveLength(1);
    expect(page.testIds('task-water:fern')).toHaveLength(1);
    expect(page.screen.told()).toEqual(['Undone.']);
  });

  it('of a plant that was watered minutes ago on another screen is asked about', async () => {
    const done = { id: 'water:fern', quiet: 'done', until: null, journal_entry_id: 7 };
    server.answer('POST', '/api/today/:id/done', ({ body }: { body: { again?: boolean } }) =>
      body.again === false ? new Reply({ code: 'watered_lately', detail: 'no' }, { status: 409 }) : done,
    );
    server.answer('GET', '/api/plants/fern', fern({ last_watered_at: '2026-01-07T11:55:00.000Z' }));
    const page = await shown({ tasks: [task()] });
    const { useWateringsStore } = await import('../../stores/waterings');
    const waterings = useWateringsStore(page.screen.pinia);
    for (const wanted of [false, true]) {
      await page.click(page.role('button', 'Fern, Too dry: soil at 12%: Watered'));
      expect(waterings.question).toMatchObject({ name: 'Fern', isOwn: false });
      waterings.question?.answer(wanted);
      await settled();
    }
    const sent = server.asked('POST', '/api/today/:id/done').map(({ body }) => body as object);
    expect(sent).toEqual([{ again: false }, { again: true }]);
    expect(page.screen.told()).toEqual(['Fern: watering logged.']);
  });

  it('is told of as failed where the server refuses it, and stays', async () => {
    server.answer(
      'POST',
      '/api/today/:id/done',
      new Reply({ code: 'task_not_found', detail: 'gone' }, { status: 404 }),
    );
    const page = await shown({ tasks: [cold] });
    await page.click(page.role('button', 'Basil, Too cold: 7 °C: Checked'));
    expect(page.screen.toasts.queue).toMatchObject([{ kind: 'failed' }]);
    expect(page.testIds('task-look:basil:cold')).toHaveLength(1);
  });
});

describe('a task that is put off', () => {
  it('goes to the quiet ones, from where it can be asked for again', async () => {
    server.answer('POST', '/api/today/:id/snooze', {
      id: cold.id,
      quiet: 'snoozed',
      until: null,
      journal_entry_id: null,
    });
    server.answer('DELETE', '/api/today/:id/snooze', noContent());
    const page = await shown({ tasks: [cold] });
    await page.click(await page.comes('Basil, Too cold: 7 °C: later'));
    await patiently(() => page.role('menuitem', /^tomorrow/));
    page.becomes({ quiet: [{ ...cold, quiet: 'snoozed', snoozed_until: '2026-01-08T08:00:00.000Z' }] });
    await page.click(page.role('menuitem', /^tomorrow/));
    expect(server.asked('POST', '/api/today/:id/snooze').at(-1)?.body).toEqual({ until: '2026-01-08T08:00:00.000Z' });
    expect(page.screen.told()[0]).toMatch(/^Basil: asked again tomorrow/);
    await page.click(await page.comes('1 thing is put off, done or known'));
    expect(page.testId('quiet-look:basil:cold').textContent).toContain('Put off until');
    page.becomes({ tasks: [cold] });
    await page.click(page.role('button', 'Basil, Too cold: 7 °C: show again'));
    expect(server.asked('DELETE', '/api/today/:id/snooze')).toHaveLength(1);
    expect(page.testIds('task-look:basil:cold')).toHaveLength(1);
  });
});

describe('without a connection', () => {
  it('the last list is shown with its time, and what is pressed is refused with words', async () => {
    const first = await shown({ tasks: [task()] });
    expect(browserStorage.isEmpty).toBe(false);
    first.leave();
    server.isReachable = false;
    first.screen.freshness.connection(false);
    const page = await mountPage(TodayList, {}, { screen: first.screen });
    await settled();
    expect(page.testIds('task-water:fern')).toHaveLength(1);
    expect(page.testId('today-of').textContent).toMatch(/^The list of /);
    await page.click(page.role('button', 'Fern, Too dry: soil at 12%: Watered'));
    expect(first.screen.toasts.queue).toMatchObject([
      {
        kind: 'failed',
        text: 'There is no connection to the server, so nothing was changed. Try again when it is back.',
      },
    ]);
    expect(server.asked('POST', '/api/today/:id/done')).toEqual([]);
  });

  it('a failure is told, not shown as an empty list, and can be tried again', async () => {
    server.answer('GET', '/api/start', start({ plants: [fern()] }));
    server.answer(
      'GET',
      '/api/today',
      new Reply({ code: 'database_unavailable', detail: 'The database is away' }, { status: 503 }),
    );
    const page = await mountPage(TodayList);
    await settled();
    expect(page.role('alert').textContent).toContain('The database is away');
    expect(page.wrapper.text()).not.toContain('Nothing to do');
    server.answer('GET', '/api/today', today());
    await page.click(page.role('button', 'Try again'));
    expect(page.wrapper.text()).toContain('Nothing to do');
  });
});
