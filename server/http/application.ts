import { JsonText } from '@plantops/shared/json-text.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import compression from 'compression';
import express, { type Express, type Request, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { type Endpoint, type EndpointName, mayBeLeftOut, rightOf } from './endpoints.ts';
import { clientOf, guesserOf } from './client.ts';
import { type FirstViewSource, serveDashboard } from './dashboard-files.ts';
import { serveDocs } from './docs-site.ts';
import { type Change, changeOf, nameOf } from './changes.ts';
import type { Caller, OwnerSession, Right } from './owner-session.ts';
import { sendJson } from './json-answer.ts';
import { type WhyUnavailable, problemHandler } from './problem-response.ts';
import { requestLimit } from './request-limit.ts';
import { createRouter, type Handlers, refuseMethod } from './router.ts';
import { sameText } from '../services/access/secret.ts';
import { whenAsked } from './when-asked.ts';

export interface ApplicationOptions {
  handlers: Handlers;
  session: OwnerSession;
  registrationKey: string | undefined;
  /** Told of each change that was made. */
  onChange: (entry: Change) => Promise<void>;
  /** Checks the credentials of a device that sends readings. */
  deviceLogin: { check(deviceId: string, authorization: string | undefined, address: string): Promise<void> };
  /** What the page shows before the dashboard is loaded. */
  firstView: Pick<FirstViewSource, 'plants' | 'display'>;
  /** Counts requests and how long they take. */
  timeRequests: RequestHandler;
  clock: Clock;
  /** Recognizes failures of a database that is away, which are answered with 503. */
  whyUnavailable: WhyUnavailable;
  log: Logger;
}

const BODY_LIMIT_BYTES = 64 * 1024;

/**
 * Per address and minute: a whole greenhouse may boot at once behind one router. How many register at the same moment is
 * bounded further on, where known devices go first.
 */
const REGISTRATIONS_PER_MINUTE = 3000;
/** Per address and minute: a hundred boards behind one router that each send every five seconds. */
const SENDINGS_PER_MINUTE = 1200;

/**
 * A page on another site can send other types without a preflight request. Express' own check fails on malformed types.
 */
const jsonOnly: RequestHandler = (request, _response, next) => {
  if (!/^application\/json[ \t]*(?:;|$)/i.test(request.get('content-type') ?? '')) {
    throw new ProblemError('invalid_json', 'The body must be JSON, sent with Content-Type: application/json');
  }
  next();
};

/** Nothing is of no type. */
const whereThereIsABody =
  (check: RequestHandler): RequestHandler =>
  (request, response, next) => {
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
    if (encoding === undefined && Number(length) === 0) next();
    else check(request, response, next);
  };

/** Live events must leave at once, and a backup is already compressed. */
const isWorthCompressing: compression.CompressionFilter = (request, response) =>
  !/^(?:text\/event-stream|application\/gzip)/.test(String(response.getHeader('content-type'))) &&
  compression.filter(request, response);

/** A file as the body: must have one of these types, and must not exceed the limit. */
function fileBody({ mediaTypes, limitBytes }: NonNullable<Endpoint['upload']>): RequestHandler[] {
  const typeOnly: RequestHandler = (request, _response, next) => {
    const type = (request.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
    if (!mediaTypes.includes(type))
      throw new ProblemError(
        'unsupported_media_type',
        `The body must be a file, sent with Content-Type: ${mediaTypes.join(' or ')}`,
      );
    next();
  };
  return limitBytes === 'streamed' ? [typeOnly] : [typeOnly, express.raw({ limit: limitBytes, type: () => true })];
}

async function openApi(): Promise<RequestHandler> {
  const { openApiDocument } = await import('./openapi.ts');
  const document = openApiDocument();
  return async (request, response) => {
    await sendJson(request, response, {
      ...document,
      servers: [{ ...document.servers?.[0], url: clientOf(request).prefix || '/' }],
    });
  };
}

async function asyncApi(): Promise<RequestHandler> {
  const { asyncApiDocument } = await import('./asyncapi.ts');
  const messages = new JsonText(JSON.stringify(asyncApiDocument()));
  return async (request, response) => {
    await sendJson(request, response, messages);
  };
}

async function docs(): Promise<RequestHandler> {
  const { apiDocs } = await import('./api-docs.ts');
  return express.Router().use(...apiDocs());
}

/** The Express application: API, documentation and dashboard. Host and origin have already been checked. */
export function createApplication({
  handlers,
  session,
  registrationKey,
  onChange,
  deviceLogin,
  firstView,
  timeRequests,
  clock,
  whyUnavailable,
  log,
}: ApplicationOptions): Express {
  const application = express();
  application.disable('x-powered-by');
  application.set('query parser', 'simple');
  application.use(timeRequests);
  application.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          // Vuetify and ApexCharts set styles from scripts.
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:', 'blob:'],
          upgradeInsecureRequests: null,
        },
      },
      strictTransportSecurity: false,
    }),
  );

  application.use(compression({ filter: isWorthCompressing }));

  const callers = new WeakMap<Request, Caller>();
  const only =
    (right: Right): RequestHandler =>
    async (request, _response, next) => {
      callers.set(request, await session.admit(request, right));
      next();
    };
  /**
   * Who registers a device from the dashboard needs no key. Without a password everyone is the owner, so there it is the
   * page that counts: a browser tells which one a request comes from, and that it is ours has been checked; boards do not.
   */
  const isByOwner = (request: Request): Promise<boolean> | boolean =>
    session.passwordRequired ? session.may(request, 'write') : request.get('origin') !== undefined;
  const deviceKey: RequestHandler = async (request, _response, next) => {
    const hasKey = (key: string): boolean => sameText(request.get('x-registration-key') ?? '', key);
    if (registrationKey !== undefined && !hasKey(registrationKey) && !(await isByOwner(request))) {
      throw new ProblemError(
        'registration_key_required',
        'Registration needs the header X-Registration-Key with the key of this server',
      );
    }
    next();
  };
  const json = (limit = BODY_LIMIT_BYTES): RequestHandler => express.json({ limit, type: () => true, strict: false });
  const text = (limit = BODY_LIMIT_BYTES): RequestHandler => express.text({ limit, type: () => true });
  /** Before the body is read, so that only a device may send a large one. */
  const ownCredentials: RequestHandler = async (request, response, next) => {
    response.set('WWW-Authenticate', 'Basic realm="PlantOps device", charset="UTF-8"');
    const { id } = request.params;
    await deviceLogin.check(String(id), request.get('authorization'), guesserOf(clientOf(request).address));
    response.removeHeader('WWW-Authenticate');
    next();
  };
  const sendings = requestLimit(
    SENDINGS_PER_MINUTE,
    `More than ${SENDINGS_PER_MINUTE} requests a minute from this address: send several readings in one, or wait a minute`,
    clock,
  );
  const registrations = requestLimit(
    REGISTRATIONS_PER_MINUTE,
    `More than ${REGISTRATIONS_PER_MINUTE} registrations a minute from this address: wait a minute`,
    clock,
  );

  function before(endpoint: Endpoint, name: EndpointName): RequestHandler[] {
    const access = endpoint.access ?? 'owner';
    return [
      ...(name === 'registerDevice' ? [registrations, deviceKey] : []),
      ...(name === 'sendTelemetry' ? [sendings, ownCredentials] : []),
      ...(access === 'owner' ? [only(rightOf(endpoint))] : []),
      ...(endpoint.body
        ? [
            mayBeLeftOut(endpoint.body) ? whereThereIsABody(jsonOnly) : jsonOnly,
            endpoint.readsBody ? text(endpoint.bodyLimitBytes) : json(endpoint.bodyLimitBytes),
          ]
        : []),
      ...(endpoint.upload ? fileBody(endpoint.upload) : []),
    ];
  }

  const noteChange = async (name: EndpointName, request: Request): Promise<void> => {
    // Whoever has just logged in gave the password.
    const caller = callers.get(request) ?? { by: 'password' as const };
    await onChange({ ...changeOf(name, request), ...nameOf(caller), address: clientOf(request).address });
  };
  application.use(createRouter(handlers, before, noteChange));
  const readOnly: RequestHandler = (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') next();
    else refuseMethod(request, response, ['GET', 'HEAD']);
  };
  application.use(['/api/openapi.json', '/api/asyncapi.json', '/api/docs'], readOnly);
  application.get('/api/openapi.json', only('read'), whenAsked(openApi));
  application.get('/api/asyncapi.json', only('read'), whenAsked(asyncApi));
  application.get('/api/docs', only('read'), (request, response, next) => {
    if (request.path.endsWith('/')) next();
    else response.redirect(302, `${clientOf(request).prefix}/api/docs/`);
  });
  application.use('/api/docs', only('read'), whenAsked(docs));
  application.use('/api', (request) => {
    throw new ProblemError(
      'not_found',
      `There is no ${request.method} ${request.originalUrl.split('?')[0]}: see /api/docs`,
    );
  });
  serveDocs(application);
  serveDashboard(application, { ...firstView, mayRead: (request) => session.may(request, 'read'), clock });
  application.use((request) => {
    throw new ProblemError('not_found', `There is no ${request.method} ${request.path}`);
  });
  application.use(problemHandler(log, whyUnavailable));
  return application;
}
