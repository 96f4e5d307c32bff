import http, { type IncomingHttpHeaders } from 'node:http';

export interface RawRequest {
  method?: string;
  /** Sent unchanged, even if no real client would send it. */
  path: string;
  headers?: http.OutgoingHttpHeaders;
  body?: string | undefined;
  /** The address to send from; all of 127.0.0.0/8 is this machine. */
  from?: string;
}

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });

/** A request with headers that fetch does not allow, such as Host and Origin. An upgrade resolves with 101. */
export function rawRequest(
  base: string,
  { method = 'GET', path, headers = {}, body, from }: RawRequest,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(base);
  // Set explicitly, because Node.js does not send the length for a DELETE with a body.
  const framed =
    body === undefined || headers['transfer-encoding'] !== undefined
      ? headers
      : { 'content-length': Buffer.byteLength(body), ...headers };
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        hostname,
        port,
        method,
        path,
        headers: framed,
        agent: from === undefined && !headers.upgrade ? agent : false,
        ...(from !== undefined && { localAddress: from }),
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
        response.on('error', reject);
      },
    );
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text: '' });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Headers that ask for a WebSocket. */
export const WEBSOCKET = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
