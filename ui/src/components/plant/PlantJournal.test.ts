import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../api/generated';
import { page as pageOf, settled } from '../../testing/fake-server';
import { at, journalEntry } from '../../testing/samples';
import { mountPage, openScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import PlantJournal from './PlantJournal.vue';
import { useJournal } from './use-journal';

const LIST = '/api/plants/fern/journal';
const watered = journalEntry(1, at('08:30'), { amount_ml: 250 });
const note = journalEntry(2, at('10:00'), { kind: 'note', note: 'A new frond' });

async function shown(entries: unknown = [watered, note]) {
  server.answer('GET', LIST, entries);
  server.answer('POST', LIST, ({ body }: { body: object }) => ({ ...journalEntry(9, at('11:00')), ...body }));
  server.answer('PATCH', '/api/journal/1', ({ body }: { body: object }) => ({ ...watered, ...body }));
  server.answer('DELETE', '/api/journal/:id', {});
  const screen = openScreen();
  const journal = screen.show(() => useJournal('fern')).it;
  await journal.load();
  const page = await mountPage(PlantJournal, { journal, plantId: 'fern' }, { screen });
  return {
    ...page,
    row: (id: number) => page.testId(`journal-entry-${id}`),
    rows: () => document.querySelectorAll('[data-testid^=journal-entry-]'),
    save: () => page.click(page.role('button', 'Save')),
    async choose({ at: time }: JournalEntry, what: string) {
      await page.click(page.role('button', new RegExp(`^Edit or delete.*${time === watered.at ? '8:30' : '10:00'}`)));
      await page.click(page.role('menuitem', what));
      await settled();
    },
  };
}
/** Each request has an id of its own. */
const withoutId = (body: unknown): unknown => {
  const { request_id: _id, ...rest } = (body ?? {}) as Record<string, unknown>;
  return body === undefined ? undefined : rest;
};
const sent = () =>
  server.calls
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path, body }) => [method, path, withoutId(body)]);

describe('the journal on the page of a plant', () => {
  it('says what was done, when, with how much water, and what was noted', async () => {
    const page = await shown();
    expect(page.row(1).textContent).toMatch(/Watered.*250 ml.*8:30/s);
    expect(page.row(2).textContent).toContain('A new frond');
    page.leave();
    expect((await shown([])).words()).toContain('Nothing logged yet.');
  });

  it('takes a new entry', async () => {
    const page = await shown();
    await page.click(page.role('button', 'Add entry'));
    await page.type('Amount of water', '300');
    await page.type('When', '2026-01-05T08:30');
    await page.save();
    expect(sent()).toEqual([
      ['POST', LIST, { kind: 'watering', amount_ml: 300, note: null, at: '2026-01-05T08:30:00.000Z' }],
    ]);
    expect(page.row(9).textContent).toContain('300 ml');
  });

  it('changes the entry that was chosen, and then takes a new one again', async () => {
    const page = await shown();
    await page.choose(watered, 'Edit entry');
    await page.type('Note', 'With rain water');
    await page.type('When', '2026-01-04T08:30');
    await page.save();
    expect(sent()).toEqual([
      ['PATCH', '/api/journal/1', { amount_ml: 250, note: 'With rain water', at: '2026-01-04T08:30:00.000Z' }],
    ]);
    expect(page.row(1).textContent).toContain('With rain water');
    await page.click(page.role('button', 'Add entry'));
    await page.save();
    expect(sent()[1]?.slice(0, 2)).toEqual(['POST', LIST]);
  });

  it('deletes the entry that was chosen, and undo restores it', async () => {
    const page = await shown();
    await page.choose(watered, 'Delete');
    expect([page.testIds('journal-entry-1').length, page.testIds('journal-entry-2').length]).toEqual([0, 1]);
    expect(page.screen.told()).toEqual(['The entry was deleted.']);
    await page.screen.act();
    expect(page.row(9).textContent).toContain('250 ml');
    expect(sent().map(([method, path]) => [method, path])).toEqual([
      ['DELETE', '/api/journal/1'],
      ['POST', LIST],
    ]);
  });

  it('that is long shows older entries on a click, until there are no more', async () => {
    const entries = Array.from({ length: 24 }, (_, nth) =>
      journalEntry(24 - nth, at(`10:${24 - nth < 10 ? '0' : ''}${24 - nth}`)),
    );
    const page = await shown(({ query }: { query: { cursor?: string } }) =>
      query.cursor === undefined ? pageOf(entries.slice(0, 20), 5) : pageOf(entries.slice(20)),
    );
    expect(page.rows()).toHaveLength(20);
    await page.click(page.role('button', 'Show older entries'));
    expect(page.rows()).toHaveLength(24);
    expect(page.has('button', 'Show older entries')).toBe(false);
  });
});
