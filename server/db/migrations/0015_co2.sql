-- Up Migration
-- Purpose: the metric co2, carbon dioxide in the air in ppm.
-- Lock effect: a short exclusive lock on both tables; no row is rewritten.

ALTER TABLE telemetry ADD COLUMN co2 DOUBLE PRECISION;
ALTER TABLE latest_readings ADD COLUMN co2 DOUBLE PRECISION, ADD COLUMN co2_at TIMESTAMPTZ;
