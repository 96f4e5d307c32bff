/** Turns the endpoint table and its handlers into Express routes that validate requests and send answers. */
import type { JsonText } from '@plantops/shared/json-text.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { z } from 'zod';
import { type Endpoint, type EndpointName, endpoints } from './endpoints.ts';
import { clientOf } from './client.ts';
import { sendJson } from './json-answer.ts';
import { invalidRequest } from './problem-response.ts';

type Output<E, Part extends string> =
  E extends Record<Part, infer Schema> ? (Schema extends z.ZodType ? z.output<Schema> : undefined) : undefined;

export interface Call<E> {
  params: Output<E, 'params'>;
  query: Output<E, 'query'>;
  body: Output<E, 'body'>;
  request: Request;
  response: Response;
  /** Aborts when the client leaves before its answer is sent. */
  left: AbortSignal;
}

type AnswerBody<Answer> = Answer extends z.ZodType ? z.output<Answer> | JsonText<z.output<Answer>> : undefined;
type Answers<E> = E extends { answers: infer Table }
  ? { [Status in keyof Table & number]: { status: Status; body: AnswerBody<Table[Status]> } }[keyof Table & number]
  : never;

/**
 * A handler returns a status and body from the table or, where the table lists media types, writes the response itself.
 */
export type Handler<Name extends EndpointName> = (
  call: Call<(typeof endpoints)[Name]>,
) => Promise<Answers<(typeof endpoints)[Name]> | undefined> | Answers<(typeof endpoints)[Name]> | undefined;

export type Handlers = { [Name in EndpointName]: Handler<Name> };

type AnyHandler = (
  call: Call<unknown>,
) => Promise<{ status: number; body: unknown } | undefined> | { status: number; body: unknown } | undefined;

function validated(endpoint: Endpoint, request: Request): Pick<Call<unknown>, 'params' | 'query' | 'body'> {
  const params = endpoint.params?.safeParse(request.params);
  if (params && !params.success) throw new ProblemError('not_found', `There is nothing at ${request.path}`);
  const query = endpoint.query?.safeParse(request.query);
  if (query && !query.success) throw invalidRequest(query.error, 'query');
  const body = endpoint.readsBody ? undefined : endpoint.body?.safeParse(request.body);
  if (body && !body.success) throw invalidRequest(body.error, 'body');
  return { params: params?.data as undefined, query: query?.data as undefined, body: body?.data as undefined };
}

function leavingOf(response: Response): AbortSignal {
  const leaving = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) leaving.abort();
  });
  return leaving.signal;
}

/** What is sent by POST only to have a body, and changes nothing; and the session of a browser, which notes itself. */
const NO_CHANGES: ReadonlySet<EndpointName> = new Set(['previewCalibration', 'previewRetention', 'deleteSession']);

const isChange = (name: EndpointName, { method, access = 'owner' }: Endpoint): boolean =>
  method !== 'get' && (access === 'owner' || name === 'createSession') && !NO_CHANGES.has(name);

/** Addresses of the table, each with the methods that it takes. */
const ADDRESSES = Object.values(endpoints).map(({ path, method }: Endpoint) => ({
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`),
  methods: method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()],
}));

/** In this order they are told. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** Answers a method that an address has not, by those that it has. */
export function refuseMethod(request: Request, response: Response, methods: readonly Method[]): void {
  response.set('Allow', [...methods, 'OPTIONS'].join(', '));
  if (request.method !== 'OPTIONS')
    throw new ProblemError('method_not_allowed', `${request.method} is not done here: ${methods.join(', ')}`);
  response.status(204).end();
}

/** To come after all routes: what is left is another method of a known address, or an unknown address. */
const otherMethods: RequestHandler = (request, response, next) => {
  const methods = ADDRESSES.filter(({ pattern }) => pattern.test(request.path)).flatMap((each) => each.methods);
  if (methods.length === 0) next();
  else
    refuseMethod(
      request,
      response,
      METHODS.filter((method) => methods.includes(method)),
    );
};

/** A stream has no end: by HEAD its beginning is all. */
const isHeadOfStream = ({ streams }: Endpoint, { method }: Request): boolean =>
  streams !== undefined && method === 'HEAD';

/**
 * Routes for all endpoints. `before` returns what must run first, such as the check of the owner's session; `onChange` is told of
 * each change that the owner, or a script of the owner's, has made.
 */
export function createRouter(
  handlers: Handlers,
  before: (endpoint: Endpoint, name: EndpointName) => RequestHandler[],
  onChange: (name: EndpointName, request: Request) => Promise<void> = () => Promise.resolve(),
): Router {
  const router = Router({ caseSensitive: true, strict: true });
  for (const name of Object.keys(endpoints) as EndpointName[]) {
    const endpoint: Endpoint = endpoints[name];
    const handler = handlers[name] as unknown as AnyHandler;
    router[endpoint.method](endpoint.path, ...before(endpoint, name), async (request, response) => {
      if (isHeadOfStream(endpoint, request)) {
        response.type('text/event-stream').end();
        return;
      }
      const left = leavingOf(response);
      try {
        const answer = await handler({ ...validated(endpoint, request), request, response, left });
        if (isChange(name, endpoint) && request.query.dry_run !== 'true') await onChange(name, request);
        if (!answer) return;
        response.status(answer.status);
        if (answer.body === undefined) response.end();
        else await sendJson(request, response, answer.body);
      } catch (failure) {
        // What was ended because the client left, and what was to be answered: there is nobody to be told.
        if (!left.aborted || (failure !== left.reason && !(failure instanceof ProblemError))) throw failure;
      }
    });
  }
  router.use(otherMethods);
  return router;
}

/** Announces the next page of a list in the `Link` header; only a full page may have one. */
export function linkNextPage(
  { request, response }: { request: Request; response: Response },
  limit: number,
  items: readonly unknown[],
  lastId: string | number | undefined,
): void {
  if (items.length < limit || lastId === undefined) return;
  const next = new URL(request.originalUrl, 'http://server.invalid');
  next.searchParams.set('cursor', String(lastId));
  response.set('Link', `<${clientOf(request).prefix}${next.pathname}${next.search}>; rel="next"`);
}
