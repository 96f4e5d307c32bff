-- Up Migration
-- Purpose: a device whose account two boards share, and take from each other for minutes, is not let in by the broker
-- until its owner says so. Null: it is let in.
-- Lock effect: a short exclusive lock on devices; no row is rewritten.

ALTER TABLE devices ADD COLUMN paused_at TIMESTAMPTZ;
