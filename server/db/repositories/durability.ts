/** What the durability watch keeps in the database. */
import { z } from 'zod';
import type { Queryable } from '../pool.ts';

const count = z.number().int().min(0);
const FACTS = {
  /** Counts over all lives of the broker and of the engine, and what was last seen of the present ones. */
  counts: z.object({
    taken: count,
    answered: count,
    dropped: count,
    /** Of the present life of the broker. */
    broker: z.object({ seenAt: z.string(), received: count, dropped: count }).nullable(),
  }),
  /** When the broker last dropped messages, and how many since a day without. */
  dropped: z.object({ count, at: z.string() }),
  /** What was lost at a stop, because the broker's store could not be saved. */
  lost_at_stop: z.object({ count, at: z.string() }),
  /** When a backup was last made. */
  backup: z.object({ at: z.string() }),
} as const;

export type FactName = keyof typeof FACTS;
export type Fact<Name extends FactName> = z.infer<(typeof FACTS)[Name]>;

/** @returns undefined if it was never noted, or in another form */
export async function readFact<Name extends FactName>(
  database: Queryable,
  name: Name,
): Promise<Fact<Name> | undefined> {
  const { rows } = await database.query<{ facts: unknown }>('SELECT facts FROM durability_facts WHERE name = $1', [
    name,
  ]);
  const read = FACTS[name].safeParse(rows[0]?.facts);
  return read.success ? (read.data as Fact<Name>) : undefined;
}

export async function noteFact<Name extends FactName>(
  database: Queryable,
  name: Name,
  facts: Fact<Name>,
): Promise<void> {
  await database.query(
    `INSERT INTO durability_facts (name, facts) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET facts = EXCLUDED.facts, noted_at = now()`,
    [name, facts],
  );
}

/** Stores the server's own reading, in place of the one before. */
export async function storeCanary(database: Queryable, sentAt: Date): Promise<void> {
  await database.query(
    `INSERT INTO canary (sent_at) VALUES ($1)
     ON CONFLICT (only_row) DO UPDATE SET sent_at = EXCLUDED.sent_at, stored_at = now()`,
    [sentAt],
  );
}

/** Since when there is this database. */
export async function readDatabaseBirth(database: Queryable): Promise<Date | undefined> {
  const { rows } = await database.query<{ born: Date | null }>(
    `SELECT min(run_on)::timestamptz AS born FROM schema_migrations`,
  );
  return rows[0]?.born ?? undefined;
}

/** A job of TimescaleDB. */
export interface TimescaleJob {
  /** `policy_compression`, `policy_retention` … */
  name: string;
  failures: number;
  /** Whether its last run failed. */
  isFailing: boolean;
}

/**
 * What TimescaleDB does by itself for the readings (its manual, "timescaledb_information.job_stats").
 * @returns undefined where the extension is not there
 */
export async function readTimescaleJobs(database: Queryable): Promise<TimescaleJob[] | undefined> {
  const { rows: found } = await database.query<{ there: boolean }>(
    `SELECT to_regclass('timescaledb_information.job_stats') IS NOT NULL AS there`,
  );
  if (!found[0]?.there) return undefined;
  const { rows } = await database.query<TimescaleJob>(
    `SELECT j.proc_name::text AS name, coalesce(s.total_failures, 0)::int AS failures,
            coalesce(s.last_run_status = 'Failed', false) AS "isFailing"
     FROM timescaledb_information.jobs j LEFT JOIN timescaledb_information.job_stats s USING (job_id)
     WHERE j.hypertable_name IS NOT NULL ORDER BY j.job_id`,
  );
  return rows;
}
