import type { Durability } from '@plantops/shared/api/durability.ts';
import type { ServerStatus } from '@plantops/shared/api/server.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { PulseEvent } from '@plantops/shared/events.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Registry } from 'prom-client';
import type { LiveEvents } from '../../services/live/live-events.ts';
import { readReleases } from '../../services/system/releases.ts';
import { streamEvents } from '../event-stream.ts';
import type { ReaderBudget } from '../reader-budget.ts';
import type { OwnerSession } from '../owner-session.ts';
import type { Handlers } from '../router.ts';

export interface SystemOptions {
  clock: Clock;
  live: LiveEvents;
  session: OwnerSession;
  budget: ReaderBudget;
  /** What the pulse of the live events tells of the server. */
  about: Omit<PulseEvent, 'time'>;
  metrics: Registry;
  durability: () => Durability;
  readiness: () => Promise<ServerStatus>;
}

export function systemHandlers({ clock, live, session, budget, about, metrics, durability, readiness }: SystemOptions) {
  return {
    async getSession({ request }) {
      return {
        status: 200,
        body: { password_required: session.passwordRequired, authenticated: await session.may(request, 'read') },
      };
    },
    async createSession({ body, request, response }) {
      if (session.passwordRequired) {
        if (!(await session.isPassword(body.password, request)))
          throw new ProblemError('unauthorized', 'The password is not right');
        response.set('Set-Cookie', await session.begin(request));
      }
      return { status: 200, body: { password_required: session.passwordRequired, authenticated: true } };
    },
    async deleteSession({ request, response }) {
      response.set('Set-Cookie', await session.end(request));
      return { status: 204, body: undefined };
    },
    async streamEvents({ query, request, response }) {
      const caller = await session.admit(request, 'read');
      streamEvents({
        live,
        clock,
        budget,
        about,
        onEnd: (ended) => session.onEnd(caller, ended),
        request,
        response,
        since: query.last_event_id,
      });
      return undefined;
    },
    getHealth() {
      return { status: 200, body: { ok: true } };
    },
    async getReadiness() {
      const body = await readiness();
      return body.ready ? { status: 200, body } : { status: 503, body };
    },
    async listReleases() {
      return { status: 200, body: await readReleases() };
    },
    getSystemChecks() {
      return { status: 200, body: durability() };
    },
    async getMetrics({ response }) {
      response.type(metrics.contentType).send(await metrics.metrics());
      return undefined;
    },
  } satisfies Partial<Handlers>;
}
