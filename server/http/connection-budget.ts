import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { type Front, guesserOf, plainAddress } from './client.ts';

/** More connections than one household or greenhouse has; each takes memory and a file handle. */
export const MOST_CONNECTIONS = 2000;
/** Of them, those of one address: with as many readers of live events as it may have, and room for requests beside them. */
export const MOST_OF_ONE = 700;

/**
 * Closes connections of an address that has too many before anything is made of them: a request that is only begun takes ten
 * times the memory of a connection that was refused. A proxy that is trusted speaks for many; the total holds for it too.
 */
export function limitConnections(server: Server, front: Pick<Front, 'isTrusted'>, log: Logger): void {
  const ofOne = new Map<string, number>();
  const begin = server.listeners('connection');
  server.removeAllListeners('connection');

  /** @returns whether there is room for one more */
  function enter(socket: Socket): boolean {
    const address = plainAddress(socket.remoteAddress ?? '');
    if (front.isTrusted(address)) return true;
    const guesser = guesserOf(address);
    const open = ofOne.get(guesser) ?? 0;
    if (open >= MOST_OF_ONE) return false;
    ofOne.set(guesser, open + 1);
    socket.once('close', () => {
      const left = (ofOne.get(guesser) ?? 1) - 1;
      if (left > 0) ofOne.set(guesser, left);
      else ofOne.delete(guesser);
    });
    return true;
  }

  server.on('connection', (socket: Socket) => {
    if (enter(socket)) for (const serve of begin) serve.call(server, socket);
    else socket.destroy();
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.on('drop', () => log.debug(`a connection was refused: there are ${MOST_CONNECTIONS} already`));
}
