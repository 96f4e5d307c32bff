import type { Durability } from '@plantops/shared/api/durability.ts';
import type { ServerStatus } from '@plantops/shared/api/server.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Registry } from 'prom-client';
import type { LiveEvents } from '../../services/live/live-events.ts';
import { streamEvents } from '../event-stream.ts';
import type { OwnerSession } from '../owner-session.ts';
import type { Handlers } from '../router.ts';

export interface SystemOptions {
  clock: Clock;
  live: LiveEvents;
  session: OwnerSession;
  metrics: Registry;
  durability: () => Durability;
  readiness: () => Promise<ServerStatus>;
}

export function systemHandlers({ clock, live, session, metrics, durability, readiness }: SystemOptions) {
  return {
    getSession({ request }) {
      return {
        status: 200,
        body: { password_required: session.passwordRequired, authenticated: session.isOwner(request) },
      };
    },
    createSession({ body, request, response }) {
      if (session.passwordRequired) {
        if (!session.isPassword(body.password, request))
          throw new ProblemError('unauthorized', 'The password is not right');
        response.set('Set-Cookie', session.cookie(request.secure));
      }
      return { status: 200, body: { password_required: session.passwordRequired, authenticated: true } };
    },
    deleteSession({ response }) {
      response.set('Set-Cookie', session.expiredCookie);
      return { status: 204, body: undefined };
    },
    streamEvents({ query, request, response }) {
      streamEvents({
        live,
        clock,
        hasEnded: session.endOf(request),
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
    getSystemChecks() {
      return { status: 200, body: durability() };
    },
    async getMetrics({ response }) {
      response.type(metrics.contentType).send(await metrics.metrics());
      return undefined;
    },
  } satisfies Partial<Handlers>;
}
