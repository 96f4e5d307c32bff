import { requestCancel } from './cancel-request.ts';
import type { Database, Queryable } from './pool.ts';

/**
 * Sends queries that the database ends when nobody waits for their answers any more.
 * @param pool runs them, one connection for each
 * @param signal aborts when the caller has left
 * @returns its queries throw the reason of the signal once that has aborted
 */
export function cancellable(pool: Database, signal: AbortSignal): Queryable {
  async function query(...parameters: unknown[]): Promise<unknown> {
    signal.throwIfAborted();
    const client = await pool.connect();
    let ending: Promise<void> | undefined;
    const end = (): void => {
      ending = requestCancel(client);
    };
    signal.addEventListener('abort', end, { once: true });
    try {
      signal.throwIfAborted();
      const ask = client.query.bind(client) as (...given: unknown[]) => Promise<unknown>;
      return await ask(...parameters);
    } catch (failure) {
      throw signal.aborted ? signal.reason : failure;
    } finally {
      signal.removeEventListener('abort', end);
      // Before the connection serves someone else, whose query would be ended.
      await ending;
      client.release();
    }
  }
  return { query: query as unknown as Database['query'] };
}
