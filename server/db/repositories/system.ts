import type { Queryable } from '../pool.ts';

export interface DatabaseFacts {
  /** For example `17.5`. */
  version: string;
  timescale: boolean;
  /** Size on disk, including indexes. */
  sizeBytes: number;
}

export async function readDatabaseFacts(database: Queryable): Promise<DatabaseFacts> {
  const { rows } = await database.query<DatabaseFacts>(
    `SELECT split_part(current_setting('server_version'), ' ', 1) AS version,
            EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') AS timescale,
            pg_database_size(current_database()) AS "sizeBytes"`,
  );
  return rows[0] as DatabaseFacts;
}
