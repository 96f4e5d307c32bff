/** Requests to addresses that an owner typed. */
import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Agent } from 'undici';
import { isForbiddenAddress, isForbiddenHost } from './forbidden-address.ts';

/** The address, or what its name resolves to, is never called. */
export class ForbiddenAddressError extends Error {
  /** Like the network errors of Node.js, so that whoever words those can word this one too. */
  readonly code = 'FORBIDDEN_ADDRESS';

  constructor(host: string) {
    super(`${host} leads to an address that this server does not call`);
    this.name = 'ForbiddenAddressError';
  }
}

/** Whether a request failed because of the guard: `fetch` hands on what a lookup threw as the cause of its own error. */
export const wasForbidden = (failure: unknown): boolean =>
  failure instanceof ForbiddenAddressError || (failure instanceof Error && wasForbidden(failure.cause));

export type Resolve = (
  host: string,
  options: LookupOptions,
  done: (failure: NodeJS.ErrnoException | null, addresses: string | LookupAddress[], family?: number) => void,
) => void;

/**
 * Looks names up as the system does, and refuses those of which any address is forbidden. The very addresses that are
 * judged are connected to, so a name cannot change between the two.
 */
export const guardedLookup =
  (resolve: Resolve): LookupFunction =>
  (host, options, done) => {
    resolve(host, options, (failure, found, family) => {
      if (failure) {
        done(failure, '', 0);
        return;
      }
      const addresses = typeof found === 'string' ? [found] : found.map(({ address }) => address);
      if (addresses.some(isForbiddenAddress)) done(new ForbiddenAddressError(host), '', 0);
      else done(null, found, family);
    });
  };

/** Connects by the guard. Made with the first request, for which its code is loaded. */
let agent: Promise<Agent> | undefined;

async function makeAgent(): Promise<Agent> {
  const { Agent } = await import('undici');
  return new Agent({ connect: { lookup: guardedLookup(systemLookup) } });
}

/**
 * Like `fetch`, but never calls a metadata service of a cloud or another link-local address, however it is spelled or
 * resolved. Loopback and the networks of a house are allowed: servers of models and of home automation live there.
 * A redirect must not be followed by the caller, since only the first host is judged by its name.
 * @throws ForbiddenAddressError as it is, or as the cause of a TypeError of `fetch`
 */
export const guardedFetch: typeof fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (isForbiddenHost(url)) throw new ForbiddenAddressError(url.hostname);
  agent ??= makeAgent();
  return fetch(input, { ...init, dispatcher: await agent } as RequestInit);
};
