import type { TodayList } from '../../services/today/today-list.ts';
import { languageOf } from '../language-of.ts';
import type { Handlers } from '../router.ts';

export function todayHandlers(list: TodayList) {
  return {
    async getToday({ query, request }) {
      return { status: 200, body: await list.get(query.language ?? languageOf(request)) };
    },
    async finishTask({ params, body }) {
      return { status: 200, body: await list.done(params.id, body) };
    },
    async reopenTask({ params }) {
      await list.undo(params.id);
      return { status: 204, body: undefined };
    },
    async snoozeTask({ params, body }) {
      return { status: 200, body: await list.snooze(params.id, new Date(body.until)) };
    },
    async wakeTask({ params }) {
      await list.wake(params.id);
      return { status: 204, body: undefined };
    },
  } satisfies Partial<Handlers>;
}
