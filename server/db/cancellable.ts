import type { Database, Queryable } from './pool.ts';

/** The number of a connection's process in the database; pg does not declare it. */
const processOf = (client: unknown): number => (client as { processID: number }).processID;

/**
 * Sends queries that the database ends when nobody waits for their answers any more.
 * @param pool runs them, one connection for each
 * @param control another pool, which takes the request to end one: `pool` may have no connection left
 * @param signal aborts when the caller has left
 * @returns its queries throw the reason of the signal once that has aborted
 */
export function cancellable(pool: Database, control: Queryable, signal: AbortSignal): Queryable {
  async function query(...parameters: unknown[]): Promise<unknown> {
    signal.throwIfAborted();
    const client = await pool.connect();
    let ending: Promise<unknown> | undefined;
    const end = (): void => {
      ending = control
        .query('SELECT pg_cancel_backend($1)', [processOf(client)])
        // The query then runs to its end, or to its time limit.
        .catch(() => undefined);
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
