/** Removes plants so that they can be brought back. The table `plants` contains only plants that are not removed. */
import type { RemovedPlant } from '@plantops/shared/api/plants.ts';
import type { Queryable } from '../pool.ts';
import { storedMuteRows, storedPlantRow } from '../stored-json.ts';
import { adoptRoomsOfPlaces, roomName } from './plant-rooms.ts';

/** The tables of what belongs to a plant and outlives it for as long as it can be brought back. */
export const OF_PLANTS = [
  'journal_entries',
  'plant_photos',
  'care_plans',
  'care_failures',
  'plant_questions',
  'question_photos',
  'today_marks',
  'reading_imports',
] as const;

export interface Removal {
  /** Devices that no longer have a plant. */
  deviceIds: string[];
  /** Alerts that were open and have been closed. */
  endedAlerts: number[];
}

/**
 * Removes a plant, ends its breaches and leaves its devices unassigned. Keeps everything needed to bring it back.
 * @param connection inside a transaction
 * @returns undefined if there is no such plant
 */
export async function removePlant(connection: Queryable, id: string): Promise<Removal | undefined> {
  // From here on, nobody can assign a device to the plant, write its journal or open an alert for it.
  const { rowCount } = await connection.query('SELECT FROM plants WHERE id = $1 FOR UPDATE', [id]);
  if (rowCount !== 1) return undefined;
  const ended = await connection.query<{ id: number }>(
    `UPDATE alerts SET closed_at = now() WHERE plant_id = $1 AND kind = 'threshold' AND closed_at IS NULL RETURNING id`,
    [id],
  );
  const endedAlerts = ended.rows.map((row) => row.id);
  const { rows } = await connection.query<{ device_ids: string[] }>(
    `INSERT INTO removed_plants AS r (id, plant, mutes, device_ids, alert_ids, ended_alert_ids)
     SELECT p.id, to_jsonb(p), COALESCE((SELECT jsonb_agg(m) FROM mutes m WHERE m.plant_id = p.id), '[]'),
       ARRAY(SELECT d.id FROM devices d WHERE d.plant_id = p.id ORDER BY d.id), ARRAY(SELECT a.id FROM alerts a WHERE a.plant_id = p.id), $2
     FROM plants p WHERE p.id = $1
     ON CONFLICT (id) DO UPDATE SET
       plant = EXCLUDED.plant, mutes = EXCLUDED.mutes, device_ids = EXCLUDED.device_ids, alert_ids = EXCLUDED.alert_ids, ended_alert_ids = EXCLUDED.ended_alert_ids, removed_at = EXCLUDED.removed_at
     RETURNING device_ids`,
    [id, endedAlerts],
  );
  await connection.query('DELETE FROM plants WHERE id = $1', [id]);
  return { deviceIds: rows[0]?.device_ids ?? [], endedAlerts };
}

/** Newest first. */
export async function listRemovedPlants(database: Queryable): Promise<RemovedPlant[]> {
  const { rows } = await database.query<Omit<RemovedPlant, 'removed_at'> & { removed_at: Date }>(
    `SELECT id, COALESCE(plant->>'name', id) AS name, plant->>'species' AS species, removed_at FROM removed_plants ORDER BY removed_at DESC, id`,
  );
  return rows.map((row) => ({ ...row, removed_at: row.removed_at.toISOString() }));
}

export interface Return {
  /** Devices that were assigned to it again. */
  deviceIds: string[];
  /** Its alerts that are open again. */
  openAlerts: number[];
}

/**
 * Brings back a removed plant with its alerts and with those of its devices that have no other plant. Breaches that the
 * removal ended are reopened, unless no device came back, because then no reading could end them.
 * @param connection inside a transaction
 * @returns undefined if no such plant was removed
 */
export async function bringPlantBack(connection: Queryable, id: string): Promise<Return | undefined> {
  const {
    rows: [removed],
  } = await connection.query<{
    plant: unknown;
    mutes: unknown;
    device_ids: string[];
    alert_ids: number[];
    ended_alert_ids: number[];
  }>('DELETE FROM removed_plants WHERE id = $1 RETURNING plant, mutes, device_ids, alert_ids, ended_alert_ids', [id]);
  if (!removed) return undefined;
  // The plant may have been inserted through SQL in the meantime. That row stays, with the alerts it has had since.
  const row = storedPlantRow(id, removed.plant);
  // Its room may have been deleted in the meantime.
  const room_id =
    typeof row.room_id === 'string' && (await roomName(connection, row.room_id)) !== undefined ? row.room_id : null;
  const inserted = await insertRows(connection, 'plants', [{ ...row, room_id }]);
  await adoptRoomsOfPlaces(connection);
  await insertRows(connection, 'mutes', storedMuteRows(id, removed.mutes));
  const devices = await connection.query<{ id: string }>(
    'UPDATE devices SET plant_id = $1 WHERE id = ANY($2) AND plant_id IS NULL RETURNING id',
    [id, removed.device_ids],
  );
  const reopened = inserted === 1 && devices.rows.length > 0 ? removed.ended_alert_ids : [];
  const alerts = await connection.query<{ id: number; open: boolean }>(
    `UPDATE alerts SET plant_id = $1, closed_at = CASE WHEN id = ANY($3::int[]) THEN NULL ELSE closed_at END
     WHERE id = ANY($2) AND plant_id IS NULL RETURNING id, closed_at IS NULL AS open`,
    [id, removed.alert_ids, reopened],
  );
  return {
    deviceIds: devices.rows.map((row) => row.id),
    openAlerts: alerts.rows.filter(({ open }) => open).map((row) => row.id),
  };
}

/**
 * Inserts rows that do not exist yet. Fields without a matching column are dropped. Columns that a later version added
 * get their default.
 * @param rows as JSON, all with the same fields
 * @returns how many are new
 */
async function insertRows(
  connection: Queryable,
  table: 'plants' | 'mutes',
  rows: readonly Record<string, unknown>[],
): Promise<number> {
  const { rows: found } = await connection.query<{ column_name: string }>(
    `SELECT quote_ident(column_name) AS column_name FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = $1 AND column_name = ANY($2)`,
    [table, Object.keys(rows[0] ?? {})],
  );
  if (found.length === 0) return 0;
  const columns = found.map(({ column_name }) => column_name).join(', ');
  const { rowCount } = await connection.query(
    `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb) ON CONFLICT DO NOTHING`,
    [JSON.stringify(rows)],
  );
  return rowCount ?? 0;
}

/**
 * Permanently deletes plants that were removed long ago. Also deletes the journals, photos and care plans of plants
 * that cannot come back, such as plants deleted through SQL.
 * @param connection inside a transaction
 * @returns how many removed plants were deleted
 */
export async function purgeRemovedPlants(connection: Queryable, keptDays: number): Promise<number> {
  const { rowCount } = await connection.query(
    'DELETE FROM removed_plants WHERE removed_at < now() - make_interval(days => $1)',
    [keptDays],
  );
  for (const table of OF_PLANTS) {
    await connection.query(
      `DELETE FROM ${table} t WHERE t.plant_id IS NOT NULL AND NOT EXISTS (SELECT FROM plants p WHERE p.id = t.plant_id) AND NOT EXISTS (SELECT FROM removed_plants r WHERE r.id = t.plant_id)`,
    );
  }
  return rowCount ?? 0;
}
