/** The owner's access in tests that are not about what is stored of it. */
import type { IncomingMessage } from 'node:http';
import type { Clock } from '@plantops/shared/clock.ts';
import type { Queryable } from '../db/pool.ts';
import { OwnerSession } from '../http/owner-session.ts';
import { WrongGuesses } from '../http/wrong-guesses.ts';
import { OwnerPassword } from '../services/access/owner-password.ts';
import { AccessTokens } from '../services/access/access-tokens.ts';
import { Sessions } from '../services/access/sessions.ts';
import { silentLog } from './database.ts';

/** A database that forgets everything: sessions and tokens are held in memory. */
const forgetful = { query: () => Promise.resolve({ rows: [] }) } as unknown as Queryable;

/** A request as the guard of the owner sees it. */
export const requestWith = (headers: Record<string, string>, address = '10.0.0.1'): IncomingMessage =>
  ({ headers, socket: { remoteAddress: address } }) as unknown as IncomingMessage;

/** @param password undefined: none is needed */
export function ownerAccess(password: string | undefined, clock: Clock) {
  const database = forgetful;
  const sessions = new Sessions({ database, password, key: 'key', clock, log: silentLog });
  const tokens = new AccessTokens({ database, clock, log: silentLog });
  const ofOwner = new OwnerPassword({ given: password, isOpenByChoice: password === undefined, file: '' });
  const session = new OwnerSession({ password: ofOwner, sessions, tokens, guesses: new WrongGuesses(clock) });
  return {
    session,
    sessions,
    tokens,
    /** What a browser that has just logged in sends. */
    cookie: async (): Promise<string> => (await session.begin(requestWith({}))).split(';')[0] ?? '',
  };
}
