import { ProblemError } from '@plantops/shared/problem.ts';
import type { CareIntervals } from '../../services/plants/care-intervals.ts';
import type { Journal } from '../../services/plants/journal.ts';
import { type Handlers, linkNextPage } from '../router.ts';

/** Ids are of PostgreSQL's type INTEGER. */
const MAX_ID = 2_147_483_647;

/**
 * A cursor is the position of the page's last entry, `<microseconds since 1970>.<id>`, which stays valid when entries
 * are added or removed.
 */
function placeOf(cursor: string): { atMicros: number; id: number } {
  const [, micros, id] = /^(-?\d{1,16})\.(\d{1,10})$/.exec(cursor) ?? [];
  if (micros === undefined || Number(id) > MAX_ID) {
    throw new ProblemError('invalid_request', 'The cursor is not one of this list', [
      { pointer: '/cursor', detail: 'is not from the next link of a page' },
    ]);
  }
  return { atMicros: Number(micros), id: Number(id) };
}

export function journalHandlers(journal: Journal, intervals: CareIntervals) {
  return {
    async listJournal(call) {
      const { limit, cursor } = call.query;
      const { entries, end } = await journal.list(call.params.id, {
        after: cursor === undefined ? undefined : placeOf(cursor),
        limit,
      });
      linkNextPage(call, limit, entries, end && `${end.atMicros}.${end.id}`);
      return { status: 200, body: entries };
    },
    async addJournalEntry({ params, body }) {
      return { status: 201, body: await journal.add(params.id, body) };
    },
    async updateJournalEntry({ params, body }) {
      return { status: 200, body: await journal.update(params.id, body) };
    },
    async getCareIntervals({ params }) {
      return { status: 200, body: await intervals.get(params.id) };
    },
    async setCareIntervals({ params, body }) {
      return { status: 200, body: await intervals.set(params.id, body) };
    },
    async deleteJournalEntry({ params }) {
      await journal.remove(params.id);
      return { status: 204, body: undefined };
    },
  } satisfies Partial<Handlers>;
}
