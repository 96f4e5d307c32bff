-- Up Migration
-- Purpose: how often each device and each of its metrics is heard, so that silence is judged by a device's own rhythm.
-- Lock effect: a short exclusive lock on devices; no row is rewritten.

ALTER TABLE devices
  -- In seconds: what the owner set, what the device said, and what was learned from what it does.
  ADD COLUMN report_interval_set_s DOUBLE PRECISION CHECK (report_interval_set_s > 0),
  ADD COLUMN report_interval_given_s DOUBLE PRECISION CHECK (report_interval_given_s > 0),
  ADD COLUMN report_interval_learned_s DOUBLE PRECISION CHECK (report_interval_learned_s > 0),
  ADD COLUMN sends_heartbeats BOOLEAN NOT NULL DEFAULT FALSE;

-- What the intervals are learned from, as services/presence/rhythm-book.ts keeps it. A table of its own, because the row
-- of a device is rewritten several times a second.
CREATE TABLE device_rhythms (
  device_id TEXT PRIMARY KEY REFERENCES devices (id) ON DELETE CASCADE,
  rhythm JSONB NOT NULL
);
