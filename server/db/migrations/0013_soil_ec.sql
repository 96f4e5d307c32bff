-- Up Migration
-- Purpose: the metric soil_ec, electrical conductivity of the soil in µS/cm.
-- Lock effect: a short exclusive lock on both tables; no row is rewritten.

ALTER TABLE telemetry ADD COLUMN soil_ec DOUBLE PRECISION;
ALTER TABLE latest_readings ADD COLUMN soil_ec DOUBLE PRECISION, ADD COLUMN soil_ec_at TIMESTAMPTZ;
