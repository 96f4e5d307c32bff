-- Up Migration
-- Purpose: readings in partitions of a month (UTC), so that old ones go by dropping a table and the index that new ones are
-- put into stays small. A hypertable of TimescaleDB stays as it is: it has its own partitions.
-- Lock effect: exclusive on telemetry. Its rows are read twice (about three seconds for ten million) and none is rewritten: the
-- table that was there becomes the first partition, telemetry_before_months, for everything before the next month.

-- Partitions that are bounded. `from_time` is NULL for what has no beginning; `to_time` is exclusive.
CREATE VIEW telemetry_partitions AS
  SELECT name, substring(bound FROM 'FROM \(''([^'']+)')::timestamptz AS from_time, substring(bound FROM 'TO \(''([^'']+)')::timestamptz AS to_time
  FROM (
    SELECT c.relname::text AS name, pg_get_expr(c.relpartbound, c.oid) AS bound
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = to_regclass('telemetry') AND c.relispartition
  ) p
  WHERE bound <> 'DEFAULT';

-- Makes the partition of the month that holds an instant, with the rows of that month that came before it was there.
-- Those who store readings wait only if theirs have no partition yet. @returns whether it was missing
CREATE FUNCTION add_telemetry_month(instant TIMESTAMPTZ) RETURNS BOOLEAN LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  month CONSTANT TIMESTAMP := date_trunc('month', instant AT TIME ZONE 'UTC');
  begins CONSTANT TIMESTAMPTZ := month AT TIME ZONE 'UTC';
  ends CONSTANT TIMESTAMPTZ := (month + INTERVAL '1 month') AT TIME ZONE 'UTC';
  name CONSTANT TEXT := 'telemetry_' || to_char(month, 'YYYY_MM');
BEGIN
  IF to_regclass('telemetry_other') IS NULL THEN
    RETURN FALSE;
  END IF;
  LOCK TABLE ONLY telemetry IN SHARE UPDATE EXCLUSIVE MODE;
  IF EXISTS (SELECT FROM telemetry_partitions WHERE coalesce(from_time, '-infinity') < ends AND to_time > begins) THEN
    RETURN FALSE;
  END IF;
  LOCK TABLE telemetry_other IN ACCESS EXCLUSIVE MODE;
  EXECUTE format('CREATE TABLE %I (LIKE telemetry INCLUDING DEFAULTS)', name);
  EXECUTE format(
    'WITH moved AS (DELETE FROM telemetry_other WHERE time >= %L AND time < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
    begins, ends, name);
  EXECUTE format('ALTER TABLE telemetry ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, begins, ends);
  RETURN TRUE;
END $$;

DO $$
DECLARE
  is_hypertable BOOLEAN := FALSE;
  next_month CONSTANT TIMESTAMPTZ := (date_trunc('month', now() AT TIME ZONE 'UTC') + INTERVAL '1 month') AT TIME ZONE 'UTC';
  granted RECORD;
BEGIN
  IF to_regclass('_timescaledb_catalog.hypertable') IS NOT NULL THEN
    EXECUTE 'SELECT EXISTS (SELECT FROM _timescaledb_catalog.hypertable WHERE schema_name = current_schema() AND table_name = ''telemetry'')'
      INTO is_hypertable;
  END IF;
  IF is_hypertable THEN
    RETURN;
  END IF;

  LOCK TABLE telemetry IN ACCESS EXCLUSIVE MODE;
  DROP TRIGGER telemetry_inserted ON telemetry;
  DROP TRIGGER telemetry_deleted ON telemetry;
  DROP TRIGGER telemetry_changed_from ON telemetry;
  DROP TRIGGER telemetry_changed_to ON telemetry;
  DROP TRIGGER telemetry_emptied ON telemetry;
  ALTER TABLE telemetry RENAME TO telemetry_before_months;
  ALTER INDEX telemetry_pkey RENAME TO telemetry_before_months_pkey;
  ALTER INDEX telemetry_plant_time RENAME TO telemetry_before_months_plant_time;

  CREATE TABLE telemetry (LIKE telemetry_before_months INCLUDING DEFAULTS, PRIMARY KEY (device_id, time)) PARTITION BY RANGE (time);
  CREATE INDEX telemetry_plant_time ON telemetry (plant_id, time DESC) WHERE plant_id IS NOT NULL;
  FOR granted IN
    SELECT privilege_type, CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE grantee::regrole::text END AS grantee
    FROM pg_class, aclexplode(relacl) WHERE oid = 'telemetry_before_months'::regclass AND grantee <> relowner
  LOOP
    EXECUTE format('GRANT %s ON telemetry TO %s', granted.privilege_type, granted.grantee);
  END LOOP;
  -- Readings of times that no other partition is there for, such as late ones; the server gives them one of their own.
  CREATE TABLE telemetry_other PARTITION OF telemetry DEFAULT;
  WITH moved AS (DELETE FROM telemetry_before_months WHERE time >= next_month RETURNING *)
  INSERT INTO telemetry_other SELECT * FROM moved;
  IF EXISTS (SELECT FROM telemetry_before_months) THEN
    EXECUTE format('ALTER TABLE telemetry ATTACH PARTITION telemetry_before_months FOR VALUES FROM (MINVALUE) TO (%L)', next_month);
  ELSE
    DROP TABLE telemetry_before_months;
  END IF;

  CREATE TRIGGER telemetry_inserted AFTER INSERT ON telemetry
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_stale_figures();
  CREATE TRIGGER telemetry_deleted AFTER DELETE ON telemetry
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_stale_figures();
  CREATE TRIGGER telemetry_changed_from AFTER UPDATE ON telemetry
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_stale_figures();
  CREATE TRIGGER telemetry_changed_to AFTER UPDATE ON telemetry
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_stale_figures();
  CREATE TRIGGER telemetry_emptied AFTER TRUNCATE ON telemetry
    FOR EACH STATEMENT EXECUTE FUNCTION forget_figures();
  PERFORM add_telemetry_month(now()), add_telemetry_month(next_month);
END $$;
