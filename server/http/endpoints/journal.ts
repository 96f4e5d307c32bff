/** A plant's journal: waterings, other care, notes. */
import { careIntervalsSchema, setCareIntervalsSchema } from '@plantops/shared/api/care-intervals.ts';
import { createJournalEntrySchema, journalEntrySchema, updateJournalEntrySchema } from '@plantops/shared/journal.ts';
import { z } from 'zod';
import { byId, byNumber, type Endpoint, pageFields } from './endpoint.ts';

export const journalEndpoints = {
  listJournal: {
    method: 'get',
    path: '/api/plants/:id/journal',
    tag: 'Plants',
    summary: 'What was done for a plant and noted of it, newest first',
    params: byId,
    query: z.strictObject(pageFields),
    answers: { 200: z.array(journalEntrySchema) },
    problems: ['plant_not_found'],
  },
  addJournalEntry: {
    method: 'post',
    path: '/api/plants/:id/journal',
    tag: 'Plants',
    summary: 'Log a watering, other care or a note',
    params: byId,
    body: createJournalEntrySchema,
    answers: { 201: journalEntrySchema },
    problems: ['plant_not_found', 'room_not_found', 'watered_lately'],
  },
  updateJournalEntry: {
    method: 'patch',
    path: '/api/journal/:id',
    tag: 'Plants',
    summary: 'Change a journal entry',
    params: byNumber,
    body: updateJournalEntrySchema,
    answers: { 200: journalEntrySchema },
    problems: ['journal_entry_not_found'],
  },
  deleteJournalEntry: {
    method: 'delete',
    path: '/api/journal/:id',
    tag: 'Plants',
    summary: 'Remove a journal entry',
    params: byNumber,
    answers: { 204: null },
    problems: ['journal_entry_not_found'],
  },
  getCareIntervals: {
    method: 'get',
    path: '/api/plants/:id/care-intervals',
    tag: 'Plants',
    summary: 'How often the owner means to feed, repot, prune, move and treat a plant, and when that is due',
    params: byId,
    answers: { 200: careIntervalsSchema },
    problems: ['plant_not_found'],
  },
  setCareIntervals: {
    method: 'put',
    path: '/api/plants/:id/care-intervals',
    tag: 'Plants',
    summary:
      'Set these intervals, all of them; summer and winter are those of where the plants stand, by the time zone',
    params: byId,
    body: setCareIntervalsSchema,
    answers: { 200: careIntervalsSchema },
    problems: ['plant_not_found'],
  },
} as const satisfies Record<string, Endpoint>;
