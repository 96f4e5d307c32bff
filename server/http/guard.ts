/** Checks that every request must pass, whether it is for the API, the dashboard or the flow editor. */
import type { IncomingMessage } from 'node:http';
import net from 'node:net';
import { hostname } from 'node:os';
import { ProblemError } from '@plantops/shared/problem.ts';
import { cameByIngress } from './client.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The host name in a Host header, without port and brackets, in lower case; undefined if the header is not valid. */
export function hostNameOf(host: string): string | undefined {
  if (!URL.canParse(`http://${host}`)) return undefined;
  return new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '').toLowerCase();
}

/** The host by which the request reached the server; the guard rejects a request whose host has no name. */
export const requestHostOf = (request: IncomingMessage): string => hostNameOf(request.headers.host ?? '') ?? '';

export class RequestGuard {
  readonly #allowedHosts: ReadonlySet<string>;

  constructor(allowedHosts: readonly string[]) {
    this.#allowedHosts = new Set([...allowedHosts, hostname().toLowerCase()]);
  }

  /**
   * Refuses requests that a foreign web page makes through the owner's browser: under a host name of its own (DNS
   * rebinding) or across origins. IP addresses and names without a dot cannot be rebound by an outsider's DNS.
   * @throws ProblemError `forbidden_host`, `forbidden_origin`
   */
  check(request: IncomingMessage): void {
    const { host = '', origin } = request.headers;
    const name = hostNameOf(host);
    // A page that has rebound a name has no session of Home Assistant, which would not let it through.
    if (!name || !(this.#isOurs(name) || cameByIngress(request))) {
      throw new ProblemError(
        'forbidden_host',
        `This server does not answer to the name ${name ?? 'given'}: add it to ALLOWED_HOSTS if it is yours`,
      );
    }
    const site = request.headers['sec-fetch-site'];
    const isNavigation = request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate';
    if (site === 'cross-site' && !isNavigation)
      throw new ProblemError('forbidden_origin', 'Requests from other sites are refused');
    const changes = !SAFE_METHODS.has(request.method ?? '') || request.headers.upgrade !== undefined;
    // Behind a proxy that puts its own name into Host, the browser itself still says that it is the same origin.
    if (origin !== undefined && changes && site !== 'same-origin' && !this.#isSameOrigin(origin, host)) {
      throw new ProblemError('forbidden_origin', 'Requests from other origins are refused');
    }
  }

  #isOurs(name: string): boolean {
    return (
      net.isIP(name) !== 0 ||
      !name.includes('.') ||
      name.endsWith('.localhost') ||
      name.endsWith('.local') ||
      this.#allowedHosts.has(name)
    );
  }

  #isSameOrigin(origin: string, host: string): boolean {
    return URL.canParse(origin) && new URL(origin).host === new URL(`http://${host}`).host;
  }
}
