-- Up Migration
-- Purpose: how the values of several devices of a plant become one value, by metric ({"soil_moisture": "min"}); a metric
-- that is left out is the mean of them. Every server is told of a change, as of one of the limits.
-- Lock effect: a short exclusive lock on plants; no row is rewritten.

ALTER TABLE plants ADD COLUMN combine JSONB NOT NULL DEFAULT '{}';

DROP TRIGGER plants_directory ON plants;
CREATE TRIGGER plants_directory AFTER UPDATE OF name, thresholds, combine ON plants
  FOR EACH ROW EXECUTE FUNCTION notify_directory('plant');
