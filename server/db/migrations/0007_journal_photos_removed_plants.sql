-- Up Migration
-- Purpose: the journal and the photo of a plant, and plants that were removed and can be brought back. Journal and
-- photo have no foreign key on plants: they outlive the removal, until the removed plant is let go for good.
-- Lock effect: none; every table is new.

CREATE TABLE journal_entries (
  id SERIAL PRIMARY KEY,
  plant_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('watering', 'fertilizing', 'repotting', 'pruning', 'note')),
  note TEXT,
  amount_ml DOUBLE PRECISION,
  at TIMESTAMPTZ NOT NULL DEFAULT now(),
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX journal_entries_plant ON journal_entries (plant_id, at DESC, id DESC);
CREATE INDEX journal_entries_waterings ON journal_entries (plant_id, at DESC) WHERE kind = 'watering';

-- In the database, so that a backup of it has the photos.
CREATE TABLE plant_photos (
  plant_id TEXT PRIMARY KEY,
  media_type TEXT NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png', 'image/webp')),
  -- Names the content; a changed photo has another address.
  version TEXT NOT NULL,
  content BYTEA NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
-- Photos are compressed already.
ALTER TABLE plant_photos ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TABLE removed_plants (
  id TEXT PRIMARY KEY,
  -- The whole row of plants. A later NOT NULL column of plants must be filled in here as well.
  plant JSONB NOT NULL,
  -- Its rows of mutes, which go with the plant.
  mutes JSONB NOT NULL,
  device_ids TEXT[] NOT NULL,
  alert_ids INTEGER[] NOT NULL,
  -- Those of them that were open, and that the removal ended.
  ended_alert_ids INTEGER[] NOT NULL,
  removed_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX removed_plants_removed_at ON removed_plants (removed_at);
