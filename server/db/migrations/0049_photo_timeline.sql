-- Up Migration
-- Purpose: a plant has many photos, each of its day. The present one is the first of them.
-- Lock effect: an exclusive lock on plant_photos while its small key is built anew; no photo is rewritten.

ALTER TABLE plant_photos DROP CONSTRAINT plant_photos_pkey;
ALTER TABLE plant_photos ADD PRIMARY KEY (plant_id, version);
-- NULL: nobody said, so that it counts as taken when it was stored.
ALTER TABLE plant_photos ADD COLUMN taken_at TIMESTAMPTZ;
CREATE INDEX plant_photos_newest ON plant_photos (plant_id, (COALESCE(taken_at, created_at)) DESC, version);
