-- Up Migration
-- Purpose: the metric soil_temperature, in °C.
-- Lock effect: a short exclusive lock on both tables; no row is rewritten.

ALTER TABLE telemetry ADD COLUMN soil_temperature DOUBLE PRECISION;
ALTER TABLE latest_readings ADD COLUMN soil_temperature DOUBLE PRECISION, ADD COLUMN soil_temperature_at TIMESTAMPTZ;
