import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import { addressFailure } from '../process/free-address.ts';
import type { RequestGuard } from './guard.ts';
import type { OwnerSession } from './owner-session.ts';
import { problemBody, toProblem } from './problem-response.ts';

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
  session: Pick<OwnerSession, 'isOwner' | 'endOf'>;
  clock: Clock;
  log: Logger;
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?')[0] ?? '/';

function refuse(response: ServerResponse, problem: ProblemError): void {
  const { status } = problem;
  response.writeHead(status, {
    'Content-Type': 'application/problem+json',
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer realm="PlantOps"' }),
  });
  response.end(JSON.stringify(problemBody(problem)));
}

/** Connections that are no longer HTTP, which Node.js does not close with the others. */
const upgradedSockets = new WeakMap<http.Server, Set<Duplex>>();

/** How long a connection of the flow editor outlives its session at most (ms). */
const SESSION_CHECK_MS = 20_000;

function closeWithSession(socket: Duplex, hasEnded: () => boolean, clock: Clock): void {
  const check = clock.every(SESSION_CHECK_MS, () => {
    if (hasEnded()) socket.destroy();
  });
  socket.on('close', () => check.cancel());
}

/** The front: one guard for everything, then a dispatch by path to the flow engine or the application. */
export function createHttpServer({ guard, application, flows, session, clock, log }: HttpServerOptions): http.Server {
  function passed(request: IncomingMessage): void {
    guard.check(request);
    if (flows.isOwn(pathOf(request)) && !session.isOwner(request))
      throw new ProblemError('unauthorized', 'The flow editor needs the owner password: log in at the dashboard first');
  }

  const server = http.createServer((request, response) => {
    try {
      passed(request);
    } catch (failure) {
      const problem = toProblem(failure);
      const wantsPage =
        problem.status === 401 && request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
      if (wantsPage) response.writeHead(302, { Location: `/login?next=${encodeURIComponent(flows.editorRoot)}` }).end();
      else refuse(response, problem);
      return;
    }
    if (flows.isOwn(pathOf(request))) {
      response.setHeader('X-Frame-Options', 'SAMEORIGIN');
      response.setHeader('X-Content-Type-Options', 'nosniff');
      flows.handle(request, response);
    } else {
      application(request, response);
    }
  });

  const upgraded = new Set<Duplex>();
  upgradedSockets.set(server, upgraded);
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    upgraded.add(socket);
    socket.on('close', () => upgraded.delete(socket));
    try {
      passed(request);
      if (!flows.isOwn(pathOf(request))) throw new ProblemError('not_found', 'There is nothing to connect to here');
      flows.upgrade(request, socket, head);
      closeWithSession(socket, session.endOf(request), clock);
    } catch (failure) {
      const { status, code } = toProblem(failure);
      log.debug(`upgrade refused: ${code}`);
      socket.end(`HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n\r\n`);
    }
  });
  return server;
}

/** @throws EnvironmentError that says what to do if the address cannot be listened on */
export async function listen(server: http.Server, host: string, port: number): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(addressFailure(error, { host, port, variable: 'PORT' })));
    server.listen(port, host, resolve);
  });
  return server.address() as AddressInfo;
}

/** Also ends open streams and connections, those of open flow editors too. */
export async function close(server: http.Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
    for (const socket of upgradedSockets.get(server) ?? []) socket.destroy();
  });
}
