/** A real nginx, with the configurations that docs/operate.md gives. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import path from 'node:path';
import { eventually } from '../e2e/harness/eventually.ts';
import { NotHere } from './case.ts';

const PAGE = path.join(import.meta.dirname, '..', '..', 'docs', 'operate.md');
const NAME = 'plants.example.org';
const BROWSER = '127.0.0.2';

/** The program: that of the system, or out of Debian's package, which is unpacked and not installed. @throws NotHere */
function program(folder: string): string {
  const known = ['/usr/sbin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx'].find((file) => existsSync(file));
  if (known !== undefined) return known;
  try {
    execFileSync('apt-get', ['download', 'nginx'], { cwd: folder, stdio: 'pipe' });
    const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.deb'));
    execFileSync('dpkg-deb', ['-x', file, 'unpacked'], { cwd: folder, stdio: 'pipe' });
    return path.join(folder, 'unpacked', 'usr', 'sbin', 'nginx');
  } catch (failure) {
    throw new NotHere(
      `nginx is not here, and Debian's package cannot be had (${(failure as Error).message.split('\n')[0]})`,
    );
  }
}

/** The configurations of the page: the whole server, and the place below a path. */
function examples(): { server: string; below: string } {
  const found = [...readFileSync(PAGE, 'utf8').matchAll(/<!-- example of: nginx -->\n```nginx\n([^]*?)```/g)];
  const [server, below] = found.map(([, text]) => text);
  if (server === undefined || below === undefined) throw new Error(`${PAGE} should have two configurations of nginx`);
  return { server, below };
}

/** @param isBelow whether the server is at /plants, whose lines the page gives apart */
function configuration(isBelow: boolean, target: string, port: number): string {
  const { server, below } = examples();
  const lines = /location \/ \{([^]*?)\n {2}\}/.exec(server)?.[1] ?? '';
  const others = lines
    .split('\n')
    .filter((line) => !line.includes('proxy_pass'))
    .join('\n');
  const place = isBelow
    ? server.replace(/location \/ \{[^]*?\n {2}\}/, () => below.replace(/ *# and the lines from above/, () => others))
    : server;
  return place
    .replaceAll('http://127.0.0.1:8080', target)
    .replace(
      'listen 443 ssl;',
      `listen 127.0.0.1:${port} ssl; ssl_certificate cert.pem; ssl_certificate_key key.pem; access_log off;`,
    );
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

export class Nginx {
  readonly #child: ChildProcess;
  readonly #port: number;
  /** What stands before each path. */
  readonly prefix: string;
  readonly origin: string;

  private constructor(child: ChildProcess, port: number, prefix: string) {
    this.#child = child;
    this.#port = port;
    this.prefix = prefix;
    this.origin = `https://${NAME}:${port}`;
  }

  static readonly host = NAME;
  static readonly browser = BROWSER;

  /** @param folder an empty one, for everything that it writes */
  static async start(folder: string, wishes: { target: string; port: number; isBelow: boolean }): Promise<Nginx> {
    const { target, port, isBelow } = wishes;
    const file = program(folder);
    // Its workers run as nobody where it was started by root.
    chmodSync(folder, 0o711);
    mkdirSync(path.join(folder, 'temporary'));
    chmodSync(path.join(folder, 'temporary'), 0o777);
    const subject = ['-subj', `/CN=${NAME}`, '-days', '2', '-nodes', '-keyout', 'key.pem', '-out', 'cert.pem'];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
    execFileSync('openssl', ['req', '-x509', ...key, ...subject], { cwd: folder, stdio: 'pipe' });
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (kind) => `${kind}_temp_path temporary/${kind};`,
    );
    writeFileSync(
      path.join(folder, 'nginx.conf'),
      `daemon off; pid nginx.pid; error_log stderr; events {}\nhttp { ${temporary.join(' ')}\n${configuration(isBelow, target, port)}\n}\n`,
    );
    const child = spawn(file, ['-p', folder, '-c', 'nginx.conf'], { stdio: ['ignore', 'ignore', 'inherit'] });
    const nginx = new Nginx(child, port, isBelow ? '/plants' : '');
    await eventually(
      () =>
        nginx.ask('GET', '/healthz').then(
          () => true,
          () => false,
        ),
      { what: 'nginx' },
    );
    return nginx;
  }

  /** Asks as a browser does. An upgrade resolves with 101, and a stream with what comes first. */
  ask(
    method: string,
    address: string,
    more: { body?: string | Buffer; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = https.request({
        host: '127.0.0.1',
        // Its browser is no proxy, and has an address of its own.
        localAddress: BROWSER,
        port: this.#port,
        servername: NAME,
        // Its certificate was made a moment ago.
        rejectUnauthorized: false,
        agent: false,
        method,
        path: `${this.prefix}${address}`,
        headers: {
          host: `${NAME}:${this.#port}`,
          ...(more.body !== undefined && { 'content-length': String(Buffer.byteLength(more.body)) }),
          ...more.headers,
        },
      });
      request.on('response', (response) => {
        let text = '';
        const answer = (): void => resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          if (!text.includes('event: ')) return;
          answer();
          request.destroy();
        });
        response.on('end', answer);
        response.on('error', () => undefined);
      });
      request.on('upgrade', (response, socket) => {
        socket.destroy();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: '' });
      });
      request.on('error', reject);
      request.end(more.body);
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }
}
