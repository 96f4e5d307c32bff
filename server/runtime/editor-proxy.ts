import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ProxyServer } from 'httpxy';
import type { Logger } from 'pino';
import { EDITOR_ROOT } from '../../settings.ts';
import { TOKEN_HEADER } from '../port/address.ts';
import type { FlowNode } from './flow-files.ts';

/** Where the engine listens, and the token that it wants to see. */
export interface EngineAddress {
  port: number;
  token: string;
}

const isForFlows = ({ method, url }: IncomingMessage): boolean =>
  method === 'GET' && url?.split('?')[0] === `${EDITOR_ROOT}/flows`;

/**
 * Shows flows that do not run, with the revision of those that do: the engine takes a deploy only for that. Node-RED's
 * API has two versions of the answer.
 */
async function showFlows(
  flows: readonly FlowNode[],
  request: IncomingMessage,
  response: ServerResponse,
  { port, token }: EngineAddress,
): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}${EDITOR_ROOT}/flows`, {
    headers: { [TOKEN_HEADER]: token, 'Node-RED-API-Version': 'v2' },
  });
  const { rev } = (await answer.json()) as { rev: string };
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(request.headers['node-red-api-version'] === 'v2' ? { flows, rev } : flows));
}

const AWAY = `<!doctype html><title>PlantOps flows</title><meta http-equiv="refresh" content="2"><p>The flow engine is being started. This page tries again by itself.`;

export interface EditorProxyOptions {
  /** Undefined while the engine is away. */
  address: () => EngineAddress | undefined;
  /** The flows to show in place of those that run; undefined to show what runs. */
  shown: () => readonly FlowNode[] | undefined;
  log: Logger;
}

/**
 * Passes the requests to the flow editor and to the flows' own HTTP nodes on to the engine. The guard has accepted them
 * before.
 */
export function createEditorProxy({ address, shown, log }: EditorProxyOptions) {
  let made: Promise<ProxyServer> | undefined;
  /** Its code is loaded with the first request. */
  async function makeProxy(): Promise<ProxyServer> {
    const { createProxyServer } = await import('httpxy');
    const proxy = createProxyServer({ ws: true, xfwd: false, proxyTimeout: 0 });
    proxy.on('error', (failure, _request, response) => {
      log.debug({ err: failure }, 'a request to the flow engine failed');
      if (response instanceof Socket) response.destroy();
    });
    proxy.on('proxyRes', (answer) => {
      // A flow must not end or forge the owner's session.
      delete answer.headers['set-cookie'];
    });
    return proxy;
  }
  const proxy = (): Promise<ProxyServer> => (made ??= makeProxy());

  /** Takes off what a browser sends to prove who the owner is: whoever has it is the owner. */
  const prepare = (request: IncomingMessage, { token }: EngineAddress): void => {
    delete request.headers.cookie;
    delete request.headers.authorization;
    request.headers[TOKEN_HEADER] = token;
  };
  const target = ({ port }: EngineAddress): string => `http://127.0.0.1:${port}`;

  const handle: RequestListener = (request, response) => {
    const engine = address();
    const unavailable = (): void => {
      if (!response.headersSent) response.writeHead(503, { 'Content-Type': 'text/html', 'Retry-After': '2' });
      response.end(AWAY);
    };
    if (!engine) return unavailable();
    const flows = isForFlows(request) ? shown() : undefined;
    prepare(request, engine);
    if (flows) {
      showFlows(flows, request, response, engine).catch(unavailable);
      return;
    }
    proxy()
      .then((ready) => ready.web(request, response, { target: target(engine) }))
      .catch(unavailable);
  };
  return {
    handle,
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      const engine = address();
      if (!engine) {
        socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
        return;
      }
      prepare(request, engine);
      proxy()
        .then((ready) => ready.ws(request, socket as Socket, { target: target(engine) }, head))
        .catch(() => socket.destroy());
    },
  };
}
