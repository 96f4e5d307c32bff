-- Up Migration
-- Purpose: where a plant stands and what it stands in, as {"site": "balcony", "pot_cm": 30}; what is left out was not said.
-- Every server is told of a change, and of another species, as of another name.
-- Lock effect: a short exclusive lock on plants; no row is rewritten.

ALTER TABLE plants ADD COLUMN place JSONB NOT NULL DEFAULT '{}';

DROP TRIGGER plants_directory ON plants;
CREATE TRIGGER plants_directory AFTER UPDATE OF name, species, thresholds, combine, place ON plants
  FOR EACH ROW EXECUTE FUNCTION notify_directory('plant');
