import { readdirSync } from 'node:fs';
import path from 'node:path';
import { EnvironmentError } from '../config/environment.ts';
import type { Queryable } from './pool.ts';

/** The names of the migrations in a folder, in order. */
export const migrationsIn = (folder: string): string[] =>
  readdirSync(folder)
    .map((file) => path.basename(file, '.sql'))
    .sort();

/**
 * Makes sure that this version of PlantOps knows everything that was done to the database. An older one would write what a newer
 * one does not expect, and nobody would see it.
 * @returns whether all that it knows was done
 * @throws EnvironmentError that names what is not known, and what to do; nothing is changed
 */
export async function assertKnownSchema(database: Queryable, folder: string): Promise<boolean> {
  const { rows: found } = await database.query<{ there: boolean }>(
    `SELECT to_regclass('schema_migrations') IS NOT NULL AS there`,
  );
  if (!found[0]?.there) return false;
  const { rows } = await database.query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY id');
  const known = new Set(migrationsIn(folder));
  const unknown = rows.map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length === 0) return rows.length === known.size;
  throw new EnvironmentError(
    `This version of PlantOps is older than the database, which a newer one has changed (${unknown.join(', ')}). Start that version again; or go back with an empty database and the backup that you made before the upgrade (docs/upgrade.md, "Back to the version before"). Nothing was changed`,
  );
}
