/** Which engine is at work, and the flows that each of them goes on with. */
import type { Queryable } from '../pool.ts';

export interface EngineAtWork {
  /** Another one with each start. */
  id: string;
  /** Where hosts reach it. */
  url: string;
  since: Date;
}

export async function noteEngineAtWork(
  database: Queryable,
  { id, url }: Pick<EngineAtWork, 'id' | 'url'>,
): Promise<void> {
  await database.query(
    `INSERT INTO engine_at_work (id, url) VALUES ($1, $2)
     ON CONFLICT (only_one) DO UPDATE SET id = excluded.id, url = excluded.url, since = excluded.since`,
    [id, url],
  );
}

/** The engine that began to work last; it may have ended since. Undefined before the first. */
export async function findEngineAtWork(database: Queryable): Promise<EngineAtWork | undefined> {
  return (await database.query<EngineAtWork>('SELECT id, url, since FROM engine_at_work')).rows[0];
}

export const FLOW_FILES = ['edits', 'credentials', 'settings'] as const;
export type FlowFileName = (typeof FLOW_FILES)[number];

/** @param content null is kept, too: there are no edits */
export async function keepFlowFiles(
  database: Queryable,
  files: Readonly<Partial<Record<FlowFileName, unknown>>>,
): Promise<void> {
  const entries = Object.entries(files);
  await database.query(
    `INSERT INTO shared_flow_files (name, content) SELECT * FROM unnest($1::text[], $2::jsonb[])
     ON CONFLICT (name) DO UPDATE SET content = excluded.content, kept_at = now()`,
    [entries.map(([name]) => name), entries.map(([, content]) => JSON.stringify(content))],
  );
}

/** What was kept last of each; empty before any engine has kept something. */
export async function readFlowFiles(database: Queryable): Promise<Partial<Record<FlowFileName, unknown>>> {
  const { rows } = await database.query<{ name: FlowFileName; content: unknown }>(
    'SELECT name, content FROM shared_flow_files',
  );
  return Object.fromEntries(rows.map(({ name, content }) => [name, content]));
}
