/**
 * A connection that leads through a pooler. PgBouncer in transaction mode and its kind hand each transaction to whichever
 * connection of the database is free: a setting would be another client's, and a prepared statement would not be found
 * again. So each transaction brings its settings, and no statement has a name.
 * Source: https://www.pgbouncer.org/features.html ("SQL feature map for pooling modes")
 */
import pg from 'pg';

export type SessionSettings = Readonly<Record<string, string>>;

/** PostgreSQL refuses it inside a transaction. */
const ALONE = /^\s*VACUUM\b/i;
const BEGINNING = /^\s*BEGIN\b/i;

type Ask = (...given: unknown[]) => Promise<unknown>;
type Callback = (failure?: unknown, result?: unknown) => void;

/**
 * Makes sure of settings: in the session where the connection has one of its own, else in each transaction from now on.
 * Whether it has shows in the number of the process that it was told of at its start: a pooler makes one up.
 */
export async function settle(client: pg.Client, settings: SessionSettings): Promise<void> {
  const set = Object.entries(settings).map(([name, value]) => `set_config('${name}', '${value}', FALSE)`);
  const { rows } = await client.query(`SELECT ${set.join(', ')} WHERE pg_backend_pid() = ${processOf(client)}`);
  if (rows.length === 0) bringSettings(client, settings);
}

/** The number of a connection's process as the database, or a pooler, has told it; pg does not declare it. */
export const processOf = (client: unknown): number => (client as { processID: number }).processID;

function bringSettings(client: pg.Client, settings: SessionSettings): void {
  const send = client.query.bind(client) as unknown as Ask;
  const set = Object.entries(settings)
    .map(([name, value]) => `SET LOCAL ${name} = '${value}'`)
    .join('; ');

  async function inOwnTransaction(given: unknown[]): Promise<unknown> {
    try {
      await send(`BEGIN; ${set}`);
      const result = await send(...given);
      await send('COMMIT');
      return result;
    } catch (failure) {
      // Without an answer, nobody knows what the connection is at: the pool discards one that has ended.
      if (failure instanceof pg.DatabaseError) await send('ROLLBACK').catch(() => undefined);
      else void client.end().catch(() => undefined);
      throw failure;
    }
  }

  function ask(statement: string | pg.QueryConfig, values: unknown[]): Promise<unknown> {
    const given = typeof statement === 'string' ? statement : { ...statement, name: undefined };
    const text = typeof statement === 'string' ? statement : statement.text;
    if (client.getTransactionStatus() !== 'I' || ALONE.test(text)) return send(given, ...values);
    return BEGINNING.test(text) ? send(`${text}; ${set}`) : inOwnTransaction([given, ...values]);
  }

  function query(statement: string | pg.QueryConfig | pg.Submittable, ...rest: unknown[]): unknown {
    // Copies, which are made in transactions only.
    if (typeof statement === 'object' && 'submit' in statement) return send(statement, ...rest);
    // The pool asks with a callback.
    const callback = typeof rest.at(-1) === 'function' ? (rest.pop() as Callback) : undefined;
    const answer = ask(statement, rest);
    if (!callback) return answer;
    answer.then((result) => callback(undefined, result), callback);
    return undefined;
  }
  client.query = query as unknown as typeof client.query;
}
