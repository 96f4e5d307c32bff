import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../api/generated';
import { page, problem, Reply, settled } from '../../testing/fake-server';
import { at, fern, journalEntry, room } from '../../testing/samples';
import { openScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import { useJournal } from './use-journal';

const LIST = '/api/plants/:id/journal';
const ONE = '/api/journal/:id';
/** As many entries as a page has, from `first` downwards. */
const pageFrom = (first: number): JournalEntry[] =>
  Array.from({ length: 20 }, (_, nth) => journalEntry(first - nth, at(`10:${String(first - nth).padStart(2, '0')}`)));

async function journal(plantId = 'fern') {
  const screen = openScreen();
  const { it: shown } = screen.show(() => useJournal(plantId));
  await shown.load();
  return { ...screen, ...shown, ids: () => shown.entries.value?.map(({ id }) => id) };
}
/** Each request has an id of its own. */
const withoutId = (body: unknown): unknown => {
  const { request_id: _id, ...rest } = (body ?? {}) as Record<string, unknown>;
  return body === undefined ? undefined : rest;
};
const sent = (): unknown[] =>
  server.calls
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path, body }) => [method, path, withoutId(body)]);

describe('the journal', () => {
  it('comes page by page, newest first', async () => {
    server.answer('GET', LIST, ({ query }: { query: { cursor?: string } }) =>
      query.cursor === undefined ? page(pageFrom(50).reverse(), 31) : page(pageFrom(30).slice(0, 1)),
    );
    const { ids, hasMore, more, isBusy } = await journal();
    expect([ids()?.length, ids()?.[0], hasMore.value]).toEqual([20, 50, true]);
    await more();
    expect([ids()?.length, ids()?.at(-1), hasMore.value, isBusy.value]).toEqual([21, 30, false, false]);
    expect(server.calls.map(({ path, query }) => [path, query])).toEqual([
      ['/api/plants/fern/journal', { limit: '20' }],
      ['/api/plants/fern/journal', { limit: '20', cursor: '31' }],
    ]);
  });

  it('logs a move with its room; taken back, the plant is where it was', async () => {
    server.answer('GET', LIST, []);
    server.answer('POST', LIST, journalEntry(1, at('12:00'), { kind: 'moving', room: 'Bath' }));
    server.answer('DELETE', ONE, new Reply(null, { status: 204 }));
    server.answer('PUT', '/api/plants/:id', fern());
    const { garden, add, act } = await journal();
    garden.state.plants['fern'] = fern({ room_id: 'room_kitchen' });
    await add({ kind: 'moving', room_id: 'room_bath' }, 'done');
    await act();
    expect(sent()).toEqual([
      ['POST', '/api/plants/fern/journal', { kind: 'moving', room_id: 'room_bath' }],
      ['DELETE', '/api/journal/1', undefined],
      ['PUT', '/api/plants/fern', { room_id: 'room_kitchen' }],
    ]);
  });

  it('keeps the room of a move that is deleted and brought back', async () => {
    const moved = journalEntry(1, at('10:00'), { kind: 'moving', room: 'Bath' });
    server.answer('GET', LIST, [moved]);
    server.answer('DELETE', ONE, new Reply(null, { status: 204 }));
    server.answer('POST', LIST, moved);
    const { garden, remove, act } = await journal();
    garden.roomsAre([room('Bath')]);
    await remove(moved);
    await act();
    expect(sent().at(-1)).toEqual([
      'POST',
      '/api/plants/fern/journal',
      { kind: 'moving', note: null, amount_ml: null, at: at('10:00'), room_id: 'room_bath' },
    ]);
  });

  it('puts entries of the same moment in the order in which they were made', async () => {
    server.answer('GET', LIST, [
      journalEntry(1, at('10:00')),
      journalEntry(2, at('10:00')),
      journalEntry(3, at('09:00')),
    ]);
    expect((await journal()).ids()).toEqual([2, 1, 3]);
  });

  it('ends with a page that is not full, whatever its link says', async () => {
    server.answer('GET', LIST, page([journalEntry(1, at('10:00'))], 1));
    expect((await journal()).hasMore.value).toBe(false);
  });

  it('that is loaded again begins with its first page', async () => {
    server.answer('GET', LIST, ({ query }: { query: { cursor?: string } }) =>
      query.cursor === undefined ? page(pageFrom(50), 31) : page(pageFrom(30)),
    );
    const { more, load, ids, hasMore } = await journal();
    await more();
    expect(hasMore.value).toBe(false);
    await load();
    expect([ids()?.length, hasMore.value]).toEqual([20, true]);
  });

  it('of each plant is its own', async () => {
    server.answer('GET', LIST, ({ params }: { params: { id: string } }) => [
      journalEntry(params.id === 'fern' ? 1 : 2, at('10:00')),
    ]);
    const [one, two] = [await journal(), await journal('basil')];
    expect([one.ids(), two.ids()]).toEqual([[1], [2]]);
  });

  it('that cannot be loaded says why, until it can', async () => {
    server.answer('GET', LIST, problem(503, { detail: 'Away.' }));
    const { error, ids, load } = await journal();
    expect([error.value, ids()]).toEqual(['Away.', undefined]);
    server.answer('GET', LIST, []);
    await load();
    expect([error.value, ids()]).toEqual([undefined, []]);
  });

  it('loads one further page at a time', async () => {
    server.answer('GET', LIST, page(pageFrom(50), 31));
    const { more, isBusy } = await journal();
    const held = server.hold('GET', LIST);
    const first = more();
    await settled();
    await more();
    expect([server.calls.length, isBusy.value]).toEqual([2, true]);
    await held.answer(page([]));
    await first;
    expect(isBusy.value).toBe(false);
  });
});

describe('a new entry', () => {
  it('is sent, shown in its place, told, and undone', async () => {
    server.answer('GET', LIST, [journalEntry(1, at('10:00'))]);
    server.answer('POST', LIST, journalEntry(2, at('09:00'), { kind: 'note', note: 'Moved' }));
    server.answer('DELETE', ONE, {});
    const { add, ids, told, act } = await journal();
    await add({ kind: 'note', note: 'Moved', at: at('09:00') }, 'Written down.');
    expect([ids(), told()]).toEqual([[1, 2], ['Written down.']]);
    await act();
    expect([ids(), told()]).toEqual([[1], ['Undone.']]);
    expect(sent()).toEqual([
      ['POST', '/api/plants/fern/journal', { kind: 'note', note: 'Moved', at: at('09:00') }],
      ['DELETE', '/api/journal/2', undefined],
    ]);
  });

  it('that the server refuses is for the dialog to tell', async () => {
    server.answer('GET', LIST, []);
    server.answer('POST', LIST, problem(422, { detail: 'In the future.' }));
    const { add, ids, told } = await journal();
    await expect(add({ kind: 'note' }, 'Written down.')).rejects.toThrow('In the future.');
    expect([ids(), told()]).toEqual([[], []]);
  });

  it('made while the journal is loaded is not lost by the older answer', async () => {
    const held = server.hold('GET', LIST);
    const screen = openScreen();
    const { it: shown } = screen.show(() => useJournal('fern'));
    const loading = shown.load();
    await settled();
    server.answer('POST', LIST, journalEntry(2, at('12:00')));
    await shown.add({ kind: 'watering' }, 'Watered.');
    server.answer('GET', LIST, [journalEntry(2, at('12:00')), journalEntry(1, at('10:00'))]);
    await held.answer([journalEntry(1, at('10:00'))]);
    await loading;
    expect(shown.entries.value?.map(({ id }) => id)).toEqual([2, 1]);
  });

  it('made while a further page is loaded fetches that page again', async () => {
    server.answer('GET', LIST, page(pageFrom(50), 31));
    const { more, log, ids } = await journal();
    const held = server.hold('GET', LIST);
    server.answer('POST', LIST, journalEntry(60, at('12:00')));
    const loading = more();
    await settled();
    await log('pruning', 'Pruned.');
    expect(sent()).toEqual([]);
    server.answer('GET', LIST, page([journalEntry(30, at('09:00'))]));
    await held.answer(page([journalEntry(30, at('09:00'))]));
    await loading;
    expect(ids()?.length).toBe(21);
  });

  it('of a watering just now needs no more than a click, and counts once', async () => {
    server.answer('GET', LIST, []);
    const { waterNow, isBusy, ids, told } = await journal();
    const held = server.hold('POST', LIST);
    const watering = waterNow();
    await settled();
    await waterNow();
    expect([isBusy.value, sent()]).toEqual([
      true,
      [['POST', '/api/plants/fern/journal', { kind: 'watering', again: false }]],
    ]);
    await held.answer(journalEntry(1, at('12:00')));
    await watering;
    expect([isBusy.value, ids(), told().length]).toEqual([false, [1], 1]);
  });

  it('made with a click that fails is told', async () => {
    server.answer('GET', LIST, []);
    server.answer('POST', LIST, problem(503, { detail: 'Away.' }));
    const { log, isBusy, told } = await journal();
    await log('fertilizing', 'Fertilized.');
    expect([told(), isBusy.value]).toEqual([['Away.'], false]);
  });
});

describe('an entry', () => {
  const before = journalEntry(1, at('10:00'), { note: 'Old', amount_ml: 200 });

  it('is changed, told, and undone', async () => {
    server.answer('GET', LIST, [before]);
    server.answer('PATCH', ONE, ({ body }: { body: object }) => ({ ...before, ...body }));
    const { change, entries, told, act } = await journal();
    await change(before, { note: 'New' });
    expect([entries.value?.[0]?.note, told().length]).toEqual(['New', 1]);
    await act();
    expect(entries.value).toEqual([before]);
    expect(sent()[1]).toEqual(['PATCH', '/api/journal/1', { note: 'Old', amount_ml: 200, at: at('10:00') }]);
  });

  it('is removed, told, and made again by undo', async () => {
    server.answer('GET', LIST, [before, journalEntry(2, at('11:00'))]);
    server.answer('DELETE', ONE, {});
    server.answer('POST', LIST, ({ body }: { body: object }) => ({ ...before, ...body, id: 9 }));
    const { remove, ids, told, act } = await journal();
    await remove(before);
    expect([ids(), told().length]).toEqual([[2], 1]);
    await act();
    expect(ids()).toEqual([2, 9]);
    expect(sent()).toEqual([
      ['DELETE', '/api/journal/1', undefined],
      ['POST', '/api/plants/fern/journal', { kind: 'watering', note: 'Old', amount_ml: 200, at: at('10:00') }],
    ]);
  });

  it('that cannot be removed stays, and it is told', async () => {
    server.answer('GET', LIST, [before]);
    server.answer('DELETE', ONE, problem(503, { detail: 'Away.' }));
    const { remove, ids, told } = await journal();
    await remove(before);
    expect([ids(), told()]).toEqual([[1], ['Away.']]);
  });

  it('removed while the journal is loaded does not come back with the older answer', async () => {
    server.answer('GET', LIST, [before]);
    server.answer('DELETE', ONE, {});
    const { remove, load, ids } = await journal();
    const held = server.hold('GET', LIST);
    const loading = load();
    await settled();
    await remove(before);
    server.answer('GET', LIST, []);
    await held.answer([before]);
    await loading;
    expect(ids()).toEqual([]);
  });
});
