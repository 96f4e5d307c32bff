-- Up Migration
-- Purpose: from when on readings and figures are kept, as the owner has set. What arrives for before that changes no figures:
-- they hold more than could be made from it. On TimescaleDB the server takes the place of the policy that let readings go.
-- Lock effect: none on tables in use; the triggers of telemetry only call other functions.

-- What was let go, by kind; a kind that is missing is kept from its beginning.
CREATE TABLE kept_from (
  kind TEXT PRIMARY KEY CHECK (kind IN ('readings', 'five_minutes', 'hours', 'days')),
  -- Everything before is let go. The beginning of a month (UTC).
  time TIMESTAMPTZ NOT NULL,
  -- Whether it is gone.
  is_gone BOOLEAN NOT NULL DEFAULT FALSE
);

CREATE OR REPLACE FUNCTION note_stale_figures() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO stale_figures (plant_id, from_time, to_time)
  SELECT DISTINCT c.plant_id, hour, hour + INTERVAL '1 hour'
  FROM changed c JOIN figures_mark m ON c.time < m.mark, date_bin('1 hour', c.time, TIMESTAMPTZ '2000-01-01 00:00:00Z') AS hour
  WHERE c.plant_id IS NOT NULL AND NOT EXISTS (SELECT FROM kept_from k WHERE k.kind = 'readings' AND c.time < k.time);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION note_stale_figure() RETURNS TRIGGER LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO stale_figures (plant_id, from_time, to_time)
  SELECT OLD.plant_id, hour, hour + INTERVAL '1 hour'
  FROM figures_mark, date_bin('1 hour', OLD.time, TIMESTAMPTZ '2000-01-01 00:00:00Z') AS hour
  WHERE OLD.plant_id IS NOT NULL AND OLD.time < mark
    AND NOT EXISTS (SELECT FROM kept_from k WHERE k.kind = 'readings' AND OLD.time < k.time);
  RETURN NULL;
END $$;

DO $$
DECLARE
  months INTEGER;
BEGIN
  IF to_regclass('timescaledb_information.jobs') IS NULL THEN
    RETURN;
  END IF;
  EXECUTE $query$
    SELECT ceil(extract(epoch FROM (config->>'drop_after')::interval) / extract(epoch FROM INTERVAL '1 year') * 12)
    FROM timescaledb_information.jobs
    WHERE proc_name = 'policy_retention' AND hypertable_schema = current_schema() AND hypertable_name = 'telemetry'
  $query$ INTO months;
  IF months IS NULL THEN
    RETURN;
  END IF;
  PERFORM remove_retention_policy('telemetry');
  INSERT INTO settings (key, value) VALUES ('retention', jsonb_build_object('readings', months)) ON CONFLICT DO NOTHING;
END $$;
