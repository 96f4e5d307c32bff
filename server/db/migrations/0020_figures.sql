-- Up Migration
-- Purpose: figures of five minutes, hours and days (count, sum, least and greatest value of each metric of a plant), from
-- which charts are drawn. The server keeps them: readings before a mark are in the figures, except those of spans noted as
-- stale; charts read the others one by one. Triggers note what arrives late, is changed or is deleted, whoever does it.
-- Lock effect: a short exclusive lock on telemetry for its triggers; no row is read or written. The figures of past
-- readings are made by the server while it runs.

CREATE TABLE readings_5min (plant_id TEXT NOT NULL, time TIMESTAMPTZ NOT NULL, PRIMARY KEY (plant_id, time));
CREATE TABLE readings_hourly (plant_id TEXT NOT NULL, time TIMESTAMPTZ NOT NULL, PRIMARY KEY (plant_id, time));
-- Days of the owner's time zone: `time` is their local midnight.
CREATE TABLE readings_daily (plant_id TEXT NOT NULL, time TIMESTAMPTZ NOT NULL, PRIMARY KEY (plant_id, time));

-- What a migration of another metric calls, too. A metric that was not measured leaves all four NULL, which takes no space.
CREATE PROCEDURE add_figures_of(metric TEXT) LANGUAGE plpgsql AS $$
DECLARE figures TEXT;
BEGIN
  FOREACH figures IN ARRAY ARRAY['readings_5min', 'readings_hourly', 'readings_daily'] LOOP
    EXECUTE format(
      'ALTER TABLE %I ADD COLUMN %I INTEGER, ADD COLUMN %I DOUBLE PRECISION, ADD COLUMN %I DOUBLE PRECISION, ADD COLUMN %I DOUBLE PRECISION',
      figures, metric || '_count', metric || '_sum', metric || '_min', metric || '_max');
  END LOOP;
END $$;
CALL add_figures_of('soil_moisture');
CALL add_figures_of('temperature');
CALL add_figures_of('humidity');
CALL add_figures_of('light_level');
CALL add_figures_of('soil_ec');
CALL add_figures_of('soil_temperature');
CALL add_figures_of('co2');
CALL add_figures_of('ph');

-- One row; none while there are no figures.
CREATE TABLE figures_mark (
  -- A whole hour (UTC).
  mark TIMESTAMPTZ NOT NULL,
  -- The time zone whose days readings_daily holds; NULL while they are being made.
  day_zone TEXT
);
-- Spans of whole hours whose figures no longer fit the readings. Only ever added by the triggers, so that nobody waits for
-- anybody: a span may be noted more than once.
CREATE TABLE stale_figures (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plant_id TEXT NOT NULL,
  from_time TIMESTAMPTZ NOT NULL,
  to_time TIMESTAMPTZ NOT NULL
);
CREATE INDEX stale_figures_plant ON stale_figures (plant_id);
CREATE INDEX stale_figures_latest ON stale_figures (to_time DESC, id);

-- With the rights of its owner: the flow engine stores readings and may not touch figures.
CREATE FUNCTION note_stale_figures() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO stale_figures (plant_id, from_time, to_time)
  SELECT DISTINCT plant_id, hour, hour + INTERVAL '1 hour'
  FROM changed JOIN figures_mark ON time < mark, date_bin('1 hour', time, TIMESTAMPTZ '2000-01-01 00:00:00Z') AS hour
  WHERE plant_id IS NOT NULL;
  RETURN NULL;
END $$;

-- For a compressed hypertable, whose triggers are not told of all deleted rows together.
CREATE FUNCTION note_stale_figure() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO stale_figures (plant_id, from_time, to_time)
  SELECT OLD.plant_id, hour, hour + INTERVAL '1 hour'
  FROM figures_mark, date_bin('1 hour', OLD.time, TIMESTAMPTZ '2000-01-01 00:00:00Z') AS hour
  WHERE OLD.plant_id IS NOT NULL AND OLD.time < mark;
  RETURN NULL;
END $$;

CREATE FUNCTION forget_figures() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  DELETE FROM figures_mark;
  TRUNCATE readings_5min, readings_hourly, readings_daily, stale_figures;
  RETURN NULL;
END $$;

DO $$
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
END $$;
