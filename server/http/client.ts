/** Who a request comes from, and how it reached this server: as the connection says, or a proxy that is trusted. */
import type { IncomingMessage } from 'node:http';
import net from 'node:net';
import { DOOR_HEADER } from '../port/address.ts';
import { sameText } from '../services/access/secret.ts';

export interface Client {
  /** An IP address; an IPv4 address that came over IPv6 in the form of IPv4. */
  address: string;
  /** Whether the browser speaks HTTPS. */
  isHttps: boolean;
  /** What stands before each path in the browser, such as `/plants`; empty if nothing does. */
  prefix: string;
  /** Whether it came through the ingress of Home Assistant, which has asked who it is and hides the host name. */
  isIngress: boolean;
  /** Whether a host has passed it on that has proved itself: its guard let the request in. */
  isPassedOn: boolean;
}

const clients = new WeakMap<IncomingMessage, Client>();
/** Headers by which a proxy tells of its client. From anybody else they are taken off. */
const FORWARDED = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-forwarded-prefix',
  // What Home Assistant calls the prefix: https://developers.home-assistant.io/docs/add-ons/presentation/#ingress
  'x-ingress-path',
  DOOR_HEADER,
];
const PREFIX = /^(?:\/[\w.~-]+)+$/;

/** An IPv4 address that came over IPv6 in the form of IPv4. */
export const plainAddress = (address: string): string => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;

/** An address as it stands in `X-Forwarded-For`, where it may have a port; undefined if it is none. */
function listedAddress(text: string): string | undefined {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/.exec(text)?.[1] ?? text;
  const address = plainAddress(bare);
  return net.isIP(address) === 0 ? undefined : address;
}

/** The last value of a header, which the nearest proxy has set. */
function lastOf(header: string | string[] | undefined): string | undefined {
  return header?.toString().split(',').at(-1)?.trim() || undefined;
}

/**
 * How a request's client counts where guesses and requests are counted: an IPv6 address by its first 64 bits, because a
 * household or a rented machine has all of the others.
 */
export function guesserOf(address: string): string {
  if (net.isIPv6(address)) {
    const [head = '', tail] = address.split('%', 1)[0]?.split('::') ?? [];
    const before = head.split(':').filter(Boolean);
    const after = (tail ?? '').split(':').filter(Boolean);
    const gap = tail === undefined ? 0 : Math.max(8 - before.length - after.length, 0);
    const groups = [...before, ...Array<string>(gap).fill('0'), ...after].slice(0, 4);
    return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
  }
  return address;
}

/** Decides whose word about the client counts. */
export class Front {
  readonly #trusted = new net.BlockList();
  readonly #basePath: string;
  readonly #doorToken: string | undefined;

  /**
   * @param trustedProxies addresses and networks, such as `10.0.0.1` or `fd00::/8`
   * @param basePath what stands before each path, unless a trusted proxy says otherwise
   * @param doorToken what a host proves itself by that passes requests on; undefined where there is none
   */
  constructor(trustedProxies: readonly string[] = [], basePath = '', doorToken?: string) {
    this.#doorToken = doorToken;
    for (const place of trustedProxies) {
      const [address = '', bits] = place.split('/');
      const family = net.isIPv6(address) ? 'ipv6' : 'ipv4';
      this.#trusted.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
    }
    this.#basePath = basePath;
  }

  /** Whether this address is a proxy that is believed. */
  isTrusted(address: string): boolean {
    return net.isIP(address) !== 0 && this.#trusted.check(address, net.isIPv6(address) ? 'ipv6' : 'ipv4');
  }

  /**
   * Notes the client of a request, and makes the request look as the browser sent it: `Host` as in the browser, a path
   * without the prefix, and no header of somebody who is not believed.
   */
  receive(request: IncomingMessage): Client {
    const peer = plainAddress(request.socket.remoteAddress ?? '');
    const { headers } = request;
    const isPassedOn = this.#doorToken !== undefined && sameText(String(headers[DOOR_HEADER] ?? ''), this.#doorToken);
    const isProxy = isPassedOn || this.isTrusted(peer);
    const ingress = isProxy ? this.#prefixOf(headers['x-ingress-path']) : undefined;
    const client: Client = {
      address: isProxy ? this.#behind(peer, lastListOf(headers['x-forwarded-for'])) : peer,
      isHttps: isProxy && lastOf(headers['x-forwarded-proto'])?.toLowerCase() === 'https',
      prefix: ingress ?? ((isProxy && this.#prefixOf(headers['x-forwarded-prefix'])) || this.#basePath),
      isIngress: ingress !== undefined,
      isPassedOn,
    };
    const host = isProxy ? lastOf(headers['x-forwarded-host']) : undefined;
    if (host !== undefined) headers.host = host;
    for (const name of FORWARDED) Reflect.deleteProperty(headers, name);
    const url = request.url ?? '/';
    if (client.prefix !== '' && url.startsWith(`${client.prefix}/`)) request.url = url.slice(client.prefix.length);
    clients.set(request, client);
    return client;
  }

  /** The first address, from the nearest on, that is no proxy of ours. */
  #behind(peer: string, listed: readonly string[]): string {
    let client = peer;
    for (const text of listed.toReversed()) {
      const address = listedAddress(text);
      if (address === undefined) break;
      client = address;
      if (!this.isTrusted(address)) break;
    }
    return client;
  }

  #prefixOf(header: string | string[] | undefined): string | undefined {
    const prefix = lastOf(header)?.replace(/\/+$/, '') ?? '';
    return PREFIX.test(prefix) && prefix.length <= 200 ? prefix : undefined;
  }
}

const lastListOf = (header: string | string[] | undefined): string[] =>
  (header?.toString() ?? '').split(',').map((part) => part.trim());

/** The client of a request that `Front` has received; of any other, as its connection says. */
export const clientOf = (request: IncomingMessage): Client =>
  clients.get(request) ?? {
    address: plainAddress(request.socket.remoteAddress ?? ''),
    isHttps: false,
    prefix: '',
    isIngress: false,
    isPassedOn: false,
  };

/** Whether Home Assistant has let this request through, for somebody who is logged in there. */
export const cameByIngress = (request: IncomingMessage): boolean => clients.get(request)?.isIngress === true;
