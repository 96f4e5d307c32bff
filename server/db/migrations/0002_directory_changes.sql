-- Up Migration
-- Purpose: tells every server when a device or plant changed, whoever changed it, so that what they keep in memory
-- (assignment, names, thresholds) is right also after a change through SQL. Payload: `device:<id>` or `plant:<id>`.
-- Lock effect: a short exclusive lock on devices and plants while the triggers are made.

CREATE FUNCTION notify_directory() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('plantops_directory', TG_ARGV[0] || ':' || COALESCE(NEW.id, OLD.id));
  RETURN NULL;
END
$$;

CREATE TRIGGER devices_directory_insert_delete AFTER INSERT OR DELETE ON devices
  FOR EACH ROW EXECUTE FUNCTION notify_directory('device');
CREATE TRIGGER devices_directory_update AFTER UPDATE OF plant_id, name ON devices
  FOR EACH ROW WHEN (OLD.plant_id IS DISTINCT FROM NEW.plant_id OR OLD.name IS DISTINCT FROM NEW.name)
  EXECUTE FUNCTION notify_directory('device');
CREATE TRIGGER plants_directory AFTER UPDATE OF name, thresholds ON plants
  FOR EACH ROW EXECUTE FUNCTION notify_directory('plant');
