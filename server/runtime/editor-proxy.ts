import type { IncomingMessage, RequestListener } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createProxyServer } from 'httpxy';
import type { Logger } from 'pino';
import { TOKEN_HEADER } from '../port/address.ts';

/** Where the engine listens, and the token that it wants to see. */
export interface EngineAddress {
  port: number;
  token: string;
}

/** What a browser sends to prove who the owner is. The flows must not see it: whoever has it is the owner. */
const OWNERS_HEADERS = ['cookie', 'authorization'];

const AWAY = `<!doctype html><title>PlantOps flows</title><meta http-equiv="refresh" content="2"><p>The flow engine is being started. This page tries again by itself.`;

/**
 * Passes the requests to the flow editor and to the flows' own HTTP nodes on to the engine. The guard has accepted them
 * before.
 * @param address undefined while the engine is away
 */
export function createEditorProxy(address: () => EngineAddress | undefined, log: Logger) {
  const proxy = createProxyServer({ ws: true, xfwd: false, proxyTimeout: 0 });
  proxy.on('error', (failure, _request, response) => {
    log.debug({ err: failure }, 'a request to the flow engine failed');
    if (response instanceof Socket) response.destroy();
  });
  proxy.on('proxyRes', (answer) => {
    // A flow must not end or forge the owner's session.
    delete answer.headers['set-cookie'];
  });

  const prepare = (request: IncomingMessage, { token }: EngineAddress): void => {
    for (const name of OWNERS_HEADERS) delete request.headers[name];
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
    prepare(request, engine);
    proxy.web(request, response, { target: target(engine) }).catch(unavailable);
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
      proxy.ws(request, socket as Socket, { target: target(engine) }, head).catch(() => socket.destroy());
    },
  };
}
