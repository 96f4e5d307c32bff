import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import { LINK_PATH } from '../port/address.ts';
import { addressFailure } from '../process/free-address.ts';
import { http } from '../process/node-http.ts';
import { type Change, nameOf } from './changes.ts';
import { clientOf, type Front, guesserOf } from './client.ts';
import { limitConnections } from './connection-budget.ts';
import type { RequestGuard } from './guard.ts';
import type { Caller, OwnerSession } from './owner-session.ts';
import type { PassOn } from './pass-on.ts';
import { problemBody, toProblem } from './problem-response.ts';
import { SlowRequests } from './slow-requests.ts';

export interface HttpServerOptions {
  guard: RequestGuard;
  /** API and dashboard. */
  application: RequestListener;
  /** The flow engine's own pages and endpoints. */
  flows: {
    handle: RequestListener;
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
    isOwn(path: string): boolean;
    editorRoot: string;
  };
  front: Front;
  /** In a host: what it does not answer itself. */
  passOn?: Pick<PassOn, 'takes' | 'handle' | 'upgrade'> | undefined;
  /** In an engine: takes the links of hosts. */
  hosts?: { accept(request: IncomingMessage, socket: Duplex, head: Buffer): void } | undefined;
  /** Whether all but health and metrics is for hosts alone. */
  isForHosts?: boolean;
  session: Pick<OwnerSession, 'admit' | 'onEnd'>;
  /** Told of each deploy in the flow editor that was taken. */
  onChange: (entry: Change) => Promise<void>;
  clock: Clock;
  log: Logger;
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?')[0] ?? '/';

function refuse(response: ServerResponse, problem: ProblemError): void {
  const { status, retryAfterS } = problem;
  response.writeHead(status, {
    'Content-Type': 'application/problem+json',
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer realm="PlantOps"' }),
    ...(retryAfterS !== undefined && { 'Retry-After': String(retryAfterS) }),
  });
  response.end(JSON.stringify(problemBody(problem)));
}

/** Connections that are no longer HTTP, which Node.js does not close with the others. */
const upgradedSockets = new WeakMap<Server, Set<Duplex>>();

/**
 * What the editor's pages may load. Node-RED runs the scripts in the descriptions of nodes as they come, and Monaco starts
 * workers from blobs; everything else comes from this server, and nothing goes elsewhere. Pages of the flows' own
 * endpoints are the owner's, who says what they load.
 */
const EDITOR_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join('; ');

const isEditor = ({ editorRoot }: { editorRoot: string }, request: IncomingMessage): boolean =>
  pathOf(request) === editorRoot || pathOf(request).startsWith(`${editorRoot}/`);

/** What an engine answers to everybody who may ask, such as what watches over it. */
const OF_THE_ENGINE_ITSELF: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/** How long the head of a request may take (ms). Bodies: `slow-requests`. */
const HEAD_MS = 15_000;

/** The front: one guard for everything, then a dispatch by path to the flow engine or the application. */
export function createHttpServer({
  guard,
  front,
  passOn,
  hosts,
  isForHosts = false,
  application,
  flows,
  session,
  onChange,
  clock,
  log,
}: HttpServerOptions): Server {
  const slow = new SlowRequests(clock);

  /** Refuses what is for nobody. @returns whether it is for the flow engine */
  function received(request: IncomingMessage): boolean {
    if (clientOf(request).isPassedOn) return flows.isOwn(pathOf(request));
    if (isForHosts && !OF_THE_ENGINE_ITSELF.has(pathOf(request)))
      throw new ProblemError('not_found', 'This is an engine, which answers hosts alone: ask a host');
    guard.check(request);
    return flows.isOwn(pathOf(request));
  }
  function noteDeploy(request: IncomingMessage, response: ServerResponse, caller: Caller): void {
    if (request.method !== 'POST' || pathOf(request) !== `${flows.editorRoot}/flows`) return;
    response.once('finish', () => {
      if (response.statusCode >= 300) return;
      const { address } = clientOf(request);
      void onChange({ ...nameOf(caller), address, operation: 'deploy', target: null, fields: [] });
    });
  }

  const admitted = (request: IncomingMessage): Promise<Caller> => session.admit(request, 'owner');

  function refuseRequest(request: IncomingMessage, response: ServerResponse, failure: unknown): void {
    const problem = toProblem(failure);
    const wantsPage =
      problem.status === 401 && request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    const login = `${clientOf(request).prefix}/login?next=${encodeURIComponent(flows.editorRoot)}`;
    if (wantsPage) response.writeHead(302, { Location: login }).end();
    else refuse(response, problem);
  }

  const server = http.createServer(
    { headersTimeout: HEAD_MS, requestTimeout: 0, connectionsCheckingInterval: 5000 },
    (request, response) => {
      const { address } = front.receive(request);
      try {
        slow.follow(request, guesserOf(address));
        const isForFlows = received(request);
        if (passOn?.takes(request, pathOf(request), isForFlows)) {
          passOn.handle(request, response).catch((failure: unknown) => refuseRequest(request, response, failure));
          return;
        }
        if (!isForFlows) {
          application(request, response);
          return;
        }
      } catch (failure) {
        // Nobody reads its body, nor follows one that was refused for it.
        response.setHeader('Connection', 'close');
        refuseRequest(request, response, failure);
        return;
      }
      admitted(request).then(
        (caller) => {
          noteDeploy(request, response, caller);
          if (request.url === flows.editorRoot) {
            response.writeHead(302, { Location: `${clientOf(request).prefix}${flows.editorRoot}/` }).end();
            return;
          }
          if (isEditor(flows, request)) response.setHeader('Content-Security-Policy', EDITOR_POLICY);
          response.setHeader('X-Frame-Options', 'SAMEORIGIN');
          response.setHeader('X-Content-Type-Options', 'nosniff');
          flows.handle(request, response);
        },
        (failure: unknown) => refuseRequest(request, response, failure),
      );
    },
  );
  limitConnections(server, front, log);

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    front.receive(request);
    const isForFlows = received(request);
    if (passOn && isForFlows) return passOn.upgrade(request, socket, head);
    if (hosts && clientOf(request).isPassedOn && request.url === LINK_PATH) {
      hosts.accept(request, socket, head);
      return;
    }
    const caller = isForFlows ? await admitted(request) : undefined;
    if (!caller) throw new ProblemError('not_found', 'There is nothing to connect to here');
    if (socket.destroyed) return;
    const unwatch = session.onEnd(caller, () => socket.destroy());
    socket.on('close', unwatch);
    flows.upgrade(request, socket, head);
  }

  const upgraded = new Set<Duplex>();
  upgradedSockets.set(server, upgraded);
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    upgraded.add(socket);
    socket.on('close', () => upgraded.delete(socket));
    upgrade(request, socket, head).catch((failure: unknown) => {
      const { status, code } = toProblem(failure);
      log.debug(`upgrade refused: ${code}`);
      socket.end(`HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n\r\n`);
    });
  });
  return server;
}

/** @throws EnvironmentError that says what to do if the address cannot be listened on */
export async function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(addressFailure(error, { host, port, variable: 'PORT' })));
    server.listen(port, host, resolve);
  });
  return server.address() as AddressInfo;
}

/** Also ends open streams and connections, those of open flow editors too. */
export async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
    for (const socket of upgradedSockets.get(server) ?? []) socket.destroy();
  });
}
