/** Connections to hosts that an owner typed, for what is not HTTP. */
import { lookup as systemLookup } from 'node:dns';
import { connect, type Socket } from 'node:net';
import { isForbiddenHost } from './forbidden-address.ts';
import { ForbiddenAddressError, guardedLookup } from './guarded-fetch.ts';

/**
 * Connects by the rules of `guardedFetch`: never to a metadata service of a cloud or another link-local address.
 * @param host a name or an address without brackets @returns once it is connected; the caller ends it
 * @throws ForbiddenAddressError, or the system's error; what `signal` ends
 */
export function guardedConnect(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  // As a URL, an address in another spelling becomes the usual one.
  const url = host.includes(':') ? `http://[${host}]` : `http://${host}`;
  if (!URL.canParse(url) || isForbiddenHost(new URL(url))) {
    reject(new ForbiddenAddressError(host));
    return promise;
  }
  const socket = connect({ host, port, lookup: guardedLookup(systemLookup) });
  const giveUp = (): void => void socket.destroy(new Error('given up'));
  signal.addEventListener('abort', giveUp, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', giveUp));
  socket.once('error', reject);
  socket.once('connect', () => resolve(socket));
  return promise;
}
