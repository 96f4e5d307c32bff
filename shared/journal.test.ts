import { describe, expect, it } from 'vitest';
import { createJournalEntrySchema, JOURNAL_KINDS, updateJournalEntrySchema } from './journal.ts';

describe('a new journal entry', () => {
  it.each([
    ...JOURNAL_KINDS.filter((kind) => kind !== 'note').map((kind) => ({ kind })),
    { kind: 'note', note: 'a new leaf\nand another' },
    { kind: 'watering', amount_ml: 0.5, at: '2026-01-07T12:00:00+01:00', note: null },
    { kind: 'watering', amount_ml: 100_000 },
    { kind: 'watering', amount_ml: null },
    { kind: 'note', note: 'x'.repeat(2000) },
  ])('may be %j', (entry) => {
    expect(createJournalEntrySchema.parse(entry)).toEqual(entry);
  });

  it.each([
    [{}, 'kind'],
    [{ kind: 'dancing' }, 'kind'],
    [{ kind: 'note' }, 'note'],
    [{ kind: 'note', note: null }, 'note'],
    [{ kind: 'note', note: '' }, 'note'],
    [{ kind: 'note', note: ' \n ' }, 'note'],
    [{ kind: 'note', note: 'x'.repeat(2001) }, 'note'],
    [{ kind: 'note', note: 'a\u0000b' }, 'note'],
    [{ kind: 'watering', amount_ml: 0 }, 'amount_ml'],
    [{ kind: 'watering', amount_ml: -1 }, 'amount_ml'],
    [{ kind: 'watering', amount_ml: 100_001 }, 'amount_ml'],
    [{ kind: 'watering', at: 'yesterday' }, 'at'],
    [{ kind: 'watering', at: '2026-01-07T12:00:00' }, 'at'],
    [{ kind: 'watering', id: 5 }, undefined],
  ])('must not be %j', (entry, field) => {
    expect(createJournalEntrySchema.safeParse(entry).error?.issues[0]?.path[0]).toBe(field);
    expect(createJournalEntrySchema.safeParse(entry).success).toBe(false);
  });

  it('is kept without surrounding space', () => {
    expect(createJournalEntrySchema.parse({ kind: 'note', note: ' a leaf \n' }).note).toBe('a leaf');
  });
});

describe('a change of a journal entry', () => {
  it.each([{}, { note: null }, { amount_ml: null }, { note: 'x', amount_ml: 5, at: '2026-01-07T12:00:00Z' }])(
    'may be %j',
    (change) => {
      expect(updateJournalEntrySchema.parse(change)).toEqual(change);
    },
  );

  it.each([{ kind: 'note' }, { amount_ml: 0 }, { at: '2026' }, { note: 5 }])('must not be %j', (change) => {
    expect(updateJournalEntrySchema.safeParse(change).success).toBe(false);
  });
});
