import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api/client';
import type { CreateJournalEntry, JournalEntry } from '../../api/generated';
import { at } from '../../testing/samples';
import { mountPage } from '../../testing/screen';
import JournalEntryDialog from './JournalEntryDialog.vue';

const watering: JournalEntry = {
  id: 1,
  plant_id: 'fern',
  kind: 'watering',
  at: at('08:30:15'),
  created_at: at('08:30:15'),
  amount_ml: 250,
  room: null,
  note: null,
};
const note: JournalEntry = { ...watering, id: 2, kind: 'note', amount_ml: null, note: 'A new frond' };

async function opened(entry?: JournalEntry, save = vi.fn<(fields: CreateJournalEntry) => Promise<void>>()) {
  const page = await mountPage(JournalEntryDialog, { modelValue: true, entry, save });
  return { ...page, save, submit: () => page.click(page.role('button', 'Save')) };
}

describe('the dialog for an entry of the journal', () => {
  it('leaves the time to the server unless it is changed', async () => {
    const page = await opened();
    await page.type('Amount of water', '250');
    await page.submit();
    expect(page.save.mock.calls).toEqual([[{ kind: 'watering', amount_ml: 250, note: null }]]);
    expect(page.emitted('update:modelValue')).toEqual([[false]]);
  });

  it('keeps the seconds of an entry whose time is not changed', async () => {
    const page = await opened(watering);
    await page.type('Note', '  With rain water ');
    await page.submit();
    expect(page.save.mock.calls).toEqual([[{ kind: 'watering', amount_ml: 250, note: 'With rain water' }]]);
  });

  it('sends a typed time in UTC', async () => {
    const page = await opened();
    await page.type('When', '2026-01-05T08:30');
    await page.submit();
    expect(page.save.mock.calls[0]?.[0].at).toBe('2026-01-05T08:30:00.000Z');
  });

  it.each([
    ['When', '2026-01-07T12:02', 'This is in the future.'],
    ['Amount of water', '0', 'number'],
    ['Amount of water', 'a lot', 'number'],
  ])('does not save %s: %s', async (field, typed, words) => {
    const page = await opened();
    await page.type(field, typed);
    expect(page.words()).not.toContain(words);
    await page.submit();
    expect(page.words()).toContain(words);
    expect(page.save).not.toHaveBeenCalled();
  });

  it('shows the next entry, not what was typed for the one before', async () => {
    const page = await opened(watering);
    await page.type('Note', 'typed and left');
    await page.change({ modelValue: false });
    await page.change({ modelValue: true, entry: note });
    expect(page.field('Note').value).toBe('A new frond');
    expect(() => page.field('Amount of water')).toThrow('There is no field');
  });

  it('stays open when it is refused, and says why', async () => {
    const save = vi.fn(() =>
      Promise.reject(new ApiError(400, { detail: 'Not so.', errors: [{ pointer: '/note', detail: 'is too long' }] })),
    );
    const page = await opened(note, save);
    await page.submit();
    expect(page.words()).toContain('Not so.');
    expect(page.words()).toContain('is too long');
    expect(page.emitted('update:modelValue')).toEqual([]);
  });
});
