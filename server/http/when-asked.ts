import type { RequestHandler } from 'express';

/**
 * A handler that is made with the first request, together with the code that it needs: no start waits for what is seldom
 * asked for.
 */
export function whenAsked(make: () => Promise<RequestHandler>): RequestHandler {
  let made: Promise<RequestHandler> | undefined;
  return async (request, response, next) => {
    made ??= make();
    const handler = await made;
    await handler(request, response, next);
  };
}
