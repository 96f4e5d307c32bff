-- Up Migration
-- Purpose: where TimescaleDB can be had, makes telemetry a hypertable with compression after a week and retention of
-- three years (a year of history is shown, twice more kept). Elsewhere the plain table stays, served by its indexes.
-- Lock effect: exclusive on telemetry, which is empty or moved into chunks (migrate_data).

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb') THEN
    RETURN;
  END IF;
  BEGIN
    CREATE EXTENSION IF NOT EXISTS timescaledb;
  EXCEPTION WHEN insufficient_privilege OR object_not_in_prerequisite_state THEN
    RAISE NOTICE 'TimescaleDB is there but may not be created by this user: telemetry stays a plain table';
    RETURN;
  END;
  PERFORM create_hypertable('telemetry', 'time', chunk_time_interval => INTERVAL '7 days', migrate_data => TRUE);
  ALTER TABLE telemetry SET (
    timescaledb.compress,
    timescaledb.compress_segmentby = 'device_id, plant_id',
    timescaledb.compress_orderby = 'time DESC'
  );
  PERFORM add_compression_policy('telemetry', INTERVAL '7 days');
  PERFORM add_retention_policy('telemetry', INTERVAL '3 years');
END
$$;
