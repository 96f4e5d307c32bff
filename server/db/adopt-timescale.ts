import type pg from 'pg';
import type { Logger } from 'pino';

/** Whether TimescaleDB can be had here, and what keeps readings from being in it. */
export type TimescaleState =
  | 'absent'
  /** Readings are in a hypertable. */
  | 'used'
  /** The extension is there or can be made, and readings are in a plain table. */
  | 'unused';

export async function timescaleState(client: Pick<pg.Client, 'query'>): Promise<TimescaleState> {
  const { rows } = await client.query<{ available: boolean; is_plain: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb') AS available,
            to_regclass('telemetry_other') IS NOT NULL AS is_plain`,
  );
  if (!rows[0]?.available) return 'absent';
  return rows[0].is_plain ? 'unused' : 'used';
}

/**
 * Makes the table of readings a hypertable where TimescaleDB has come later than the table: with the chunks, the compression and
 * the triggers that it would have had from the start (migrations 0003 and 0020). All readings are copied once, in one transaction.
 */
const ADOPT = `
DO $$
DECLARE
  granted RECORD;
BEGIN
  LOCK TABLE telemetry IN ACCESS EXCLUSIVE MODE;
  CREATE TABLE telemetry_in_chunks (LIKE telemetry INCLUDING DEFAULTS);
  PERFORM create_hypertable('telemetry_in_chunks', 'time', chunk_time_interval => INTERVAL '7 days', create_default_indexes => FALSE);
  INSERT INTO telemetry_in_chunks SELECT * FROM telemetry;
  FOR granted IN
    SELECT privilege_type, CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE grantee::regrole::text END AS grantee
    FROM pg_class, aclexplode(relacl) WHERE oid = 'telemetry'::regclass AND grantee <> relowner
  LOOP
    EXECUTE format('GRANT %s ON telemetry_in_chunks TO %s', granted.privilege_type, granted.grantee);
  END LOOP;
  DROP TABLE telemetry;
  ALTER TABLE telemetry_in_chunks RENAME TO telemetry;
  ALTER TABLE telemetry ADD CONSTRAINT telemetry_pkey PRIMARY KEY (device_id, time);
  CREATE INDEX telemetry_plant_time ON telemetry (plant_id, time DESC) WHERE plant_id IS NOT NULL;
  ALTER TABLE telemetry SET (
    timescaledb.compress,
    timescaledb.compress_segmentby = 'device_id, plant_id',
    timescaledb.compress_orderby = 'time DESC'
  );
  PERFORM add_compression_policy('telemetry', INTERVAL '7 days');
  BEGIN
    CREATE TRIGGER telemetry_inserted AFTER INSERT ON telemetry
      REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_stale_figures();
    BEGIN
      CREATE TRIGGER telemetry_deleted AFTER DELETE ON telemetry
        REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_stale_figures();
    EXCEPTION WHEN feature_not_supported THEN
      CREATE TRIGGER telemetry_deleted AFTER DELETE ON telemetry FOR EACH ROW EXECUTE FUNCTION note_stale_figure();
    END;
    CREATE TRIGGER telemetry_changed_from AFTER UPDATE ON telemetry
      REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_stale_figures();
    CREATE TRIGGER telemetry_changed_to AFTER UPDATE ON telemetry
      REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_stale_figures();
    CREATE TRIGGER telemetry_emptied AFTER TRUNCATE ON telemetry
      FOR EACH STATEMENT EXECUTE FUNCTION forget_figures();
  EXCEPTION WHEN feature_not_supported THEN
    RAISE NOTICE 'This TimescaleDB is older than 2.18, so charts are drawn without figures kept beforehand, and long ones take seconds';
  END;
END
$$`;

/** What is said where the extension is there and readings cannot be put into it. */
export const timescaleRefusal = (failure: unknown): string =>
  `TimescaleDB is installed and not used, so readings stay in plain tables (${failure instanceof Error ? failure.message : String(failure)}). Create it as a superuser in the database of DATABASE_URL (CREATE EXTENSION timescaledb) and start again, or leave it: everything works without it`;

/** Puts readings into TimescaleDB where it can be had now and could not before. What fails leaves everything as it was. */
export async function adoptTimescale(client: pg.Client, log: Logger): Promise<void> {
  if ((await timescaleState(client)) !== 'unused') return;
  try {
    await client.query('CREATE EXTENSION IF NOT EXISTS timescaledb');
  } catch (failure) {
    log.info(timescaleRefusal(failure));
    return;
  }
  log.info('TimescaleDB is there now: readings are copied into it, which takes about a minute for ten million');
  try {
    await client.query('BEGIN');
    await client.query(ADOPT);
    await client.query('COMMIT');
    log.info('readings are in TimescaleDB');
  } catch (failure) {
    await client.query('ROLLBACK').catch(() => undefined);
    log.warn({ err: failure }, timescaleRefusal(failure));
  }
}
