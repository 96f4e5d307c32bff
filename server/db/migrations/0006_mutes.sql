-- Up Migration
-- Purpose: times until which no messages are sent about a plant or one of its metrics, and the list of messages,
-- newest first. Every server is told of a change as of a change of the plant (see 0002).
-- Lock effect: writers of notices wait while their index is built, a second per million rows; the table is new.

CREATE TABLE mutes (
  plant_id TEXT NOT NULL REFERENCES plants (id) ON DELETE CASCADE,
  -- Empty: the whole plant, with its devices going offline.
  metric TEXT NOT NULL CHECK (metric IN ('', 'soil_moisture', 'temperature', 'humidity', 'light_level')),
  until TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (plant_id, metric)
);

CREATE FUNCTION notify_mutes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('plantops_directory', 'plant:' || COALESCE(NEW.plant_id, OLD.plant_id));
  RETURN NULL;
END
$$;

CREATE TRIGGER mutes_directory AFTER INSERT OR UPDATE OR DELETE ON mutes
  FOR EACH ROW EXECUTE FUNCTION notify_mutes();

CREATE INDEX notices_newest ON notices (created_at DESC, id DESC);
