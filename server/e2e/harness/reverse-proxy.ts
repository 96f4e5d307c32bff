/** A proxy before the server that does what the configuration of nginx in docs/operate.md says. */
import http, { type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

export class ReverseProxy {
  readonly #server: http.Server;
  readonly #sockets = new Set<Duplex>();
  readonly #target: URL;
  readonly #prefix: string;
  readonly #prefixHeader: string;
  url = '';
  /** What it says of its clients: `$scheme` of nginx. */
  scheme: 'http' | 'https' = 'http';

  /**
   * @param prefix the path below which the server is seen; it is taken off
   * @param prefixHeader by which it tells the server of that
   */
  constructor(target: string, prefix = '', prefixHeader = 'x-forwarded-prefix') {
    this.#target = new URL(target);
    this.#prefix = prefix;
    this.#prefixHeader = prefixHeader;
    this.#server = http.createServer((request, response) => {
      const forward = this.#request(request);
      forward.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      forward.on('error', () => response.destroy());
      response.on('close', () => forward.destroy());
      request.pipe(forward);
    });
    this.#server.on('upgrade', (request, socket, head) => {
      this.#sockets.add(socket);
      const forward = this.#request(request);
      forward.on('upgrade', (answer, other, otherHead) => {
        this.#sockets.add(other);
        const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
        socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`);
        other.unshift(otherHead);
        socket.unshift(head);
        other.pipe(socket).pipe(other);
        for (const each of [socket, other]) each.on('error', () => undefined);
      });
      forward.on('response', () => socket.destroy());
      forward.on('error', () => socket.destroy());
      forward.end();
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #request(request: IncomingMessage): http.ClientRequest {
    const { headers, method, url = '/' } = request;
    const { remoteAddress = '' } = request.socket;
    const before = headers['x-forwarded-for'];
    return http.request({
      host: this.#target.hostname,
      port: this.#target.port,
      method,
      path: this.#prefix !== '' && url.startsWith(`${this.#prefix}/`) ? url.slice(this.#prefix.length) : url,
      agent: false,
      headers: {
        ...headers,
        'x-forwarded-for': before === undefined ? remoteAddress : `${String(before)}, ${remoteAddress}`,
        'x-forwarded-proto': this.scheme,
        ...(this.#prefix !== '' && { [this.#prefixHeader]: this.#prefix }),
      },
    });
  }
}
