import { Histogram, type Registry } from 'prom-client';
import type { Clock } from '@plantops/shared/clock.ts';
import type { Request, RequestHandler } from 'express';

/** Upper ends (s). Few, because each is a series for every endpoint that is asked. */
const BUCKETS_S = [0.01, 0.05, 0.25, 1, 5, 30];
/** These stay open as long as somebody looks on. */
const ENDLESS = '/api/events';
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * The pattern of the endpoint, such as `/api/plants/:id`. Everything else is one route: an address that anybody may type
 * must not become a series.
 */
const routeOf = ({ route }: Request): string => {
  const { path } = (route ?? {}) as { path?: unknown };
  return typeof path === 'string' && path.startsWith('/') ? path : 'other';
};

/**
 * Times how long requests take until they are answered whole, by method, pattern of the address and class of the status
 * (`2xx`). `left`: the client left before that.
 */
export function timeRequests(registry: Registry, clock: Clock): RequestHandler {
  const durations = new Histogram({
    name: 'plantops_http_request_duration_seconds',
    help: 'How long requests took until they were answered, by pattern of the address; live events are left out',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_S,
    registers: [registry],
  });
  return (request, response, next) => {
    const sinceMs = clock.elapsedMs();
    response.once('close', () => {
      const route = routeOf(request);
      if (route === ENDLESS) return;
      const method = METHODS.has(request.method) ? request.method : 'other';
      const status = response.writableFinished ? `${Math.floor(response.statusCode / 100)}xx` : 'left';
      durations.observe({ method, route, status }, (clock.elapsedMs() - sinceMs) / 1000);
    });
    next();
  };
}
