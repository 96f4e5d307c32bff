-- Up Migration
-- Purpose: alerts about metrics without new values; plants that never had a sensor; messages that are sent as one.
-- Lock effect: short exclusive locks on plants, alerts, deliveries and devices. Plants, of which there are few, are
-- rewritten once.

-- When the last value came that an alert about a silent metric is about; `value` is that value.
ALTER TABLE alerts ADD COLUMN since TIMESTAMPTZ;
CREATE UNIQUE INDEX alerts_open_stale ON alerts (plant_id, metric) WHERE kind = 'stale' AND closed_at IS NULL;

ALTER TABLE plants ADD COLUMN had_device BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE plants p SET had_device = TRUE
  WHERE EXISTS (SELECT FROM devices d WHERE d.plant_id = p.id) OR EXISTS (SELECT FROM telemetry t WHERE t.plant_id = p.id);

CREATE FUNCTION note_plant_had_device() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE plants SET had_device = TRUE WHERE id = NEW.plant_id AND NOT had_device;
  RETURN NULL;
END
$$;
CREATE TRIGGER devices_had AFTER INSERT OR UPDATE OF plant_id ON devices
  FOR EACH ROW WHEN (NEW.plant_id IS NOT NULL) EXECUTE FUNCTION note_plant_had_device();

-- The notice whose message names this one, too; and what the receiver calls that message, to change it.
ALTER TABLE deliveries ADD COLUMN joined_to TEXT, ADD COLUMN remote_id TEXT;
CREATE INDEX deliveries_joined ON deliveries (channel, joined_to) WHERE joined_to IS NOT NULL;
