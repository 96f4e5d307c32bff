import { ProblemError } from '@plantops/shared/problem.ts';
import type { CareAdvisor } from '../../services/care/care-advisor.ts';
import type { CarePlans } from '../../services/care/care-plans.ts';
import type { CalendarTokens } from '../calendar-token.ts';
import type { OwnerSession } from '../owner-session.ts';
import { languageOf } from '../language-of.ts';
import { addressOf } from '../own-address.ts';
import { type Handlers, linkNextPage } from '../router.ts';

export interface CareRoutesOptions {
  advisor: CareAdvisor;
  plans: CarePlans;
  tokens: CalendarTokens;
  session: OwnerSession;
}

export function careHandlers({ advisor, plans, tokens, session }: CareRoutesOptions) {
  return {
    async analyzePlant({ params, request }) {
      return { status: 200, body: await advisor.make(params.id, 'user', languageOf(request)) };
    },
    async getCarePlan({ params, query, request }) {
      const language = query.language ?? languageOf(request);
      const plan = await advisor.current(params.id, language);
      return { status: 200, body: { ...plan, calendar_url: `${tokens.pathFor(params.id)}&language=${language}` } };
    },
    async listCarePlans(call) {
      const { limit, cursor } = call.query;
      const body = await plans.list(call.params.id, { before: cursor, limit });
      linkNextPage(call, limit, body, body.at(-1)?.id);
      return { status: 200, body };
    },
    async getCareContext({ params, query }) {
      return {
        status: 200,
        body: await plans.gather({ plantId: params.id, reason: 'user', language: query.language }),
      };
    },
    async storeCarePlan({ params, body: { reason, advice, context, origin, basis } }) {
      return {
        status: 201,
        body: await plans.store({ plantId: params.id, reason }, { advice, context, origin, basis }),
      };
    },
    async getPlantCalendar({ params, query, request, response }) {
      // Checked before the plant is looked up: without a token, nobody learns which plants exist.
      if (!tokens.allows(params.id, query.token) && !(await session.may(request, 'read'))) {
        throw new ProblemError(
          'unauthorized',
          'Take the address of the feed from the care page: it holds the token that a calendar needs',
        );
      }
      // Calendar programs rarely say a language; they then get that of the plan before.
      const language = query.language ?? (request.get('Accept-Language') ? languageOf(request) : undefined);
      const text = await advisor.calendar(params.id, language, addressOf(request));
      response
        .set({
          'Content-Type': 'text/calendar; charset=utf-8',
          'Content-Disposition': 'inline; filename="plant-care.ics"',
          'Cache-Control': 'no-cache',
        })
        .send(text);
      return undefined;
    },
  } satisfies Partial<Handlers>;
}
