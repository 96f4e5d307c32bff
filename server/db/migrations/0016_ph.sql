-- Up Migration
-- Purpose: the metric ph, acidity of the soil on the pH scale.
-- Lock effect: a short exclusive lock on both tables; no row is rewritten.

ALTER TABLE telemetry ADD COLUMN ph DOUBLE PRECISION;
ALTER TABLE latest_readings ADD COLUMN ph DOUBLE PRECISION, ADD COLUMN ph_at TIMESTAMPTZ;
