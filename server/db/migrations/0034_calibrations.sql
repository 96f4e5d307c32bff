-- Up Migration
-- Purpose: two-point calibrations of probes. telemetry.<metric> is the calibrated value, in the metric's unit; the raw
-- value as the probe sent it stands beside it in telemetry.raw, as {"soil_moisture": 2310}, which is NULL where nothing
-- is calibrated.
-- Lock effect: a short exclusive lock on telemetry for its column; no row is rewritten.

ALTER TABLE telemetry ADD COLUMN raw JSONB;

CREATE TABLE calibrations (
  device_id TEXT NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
  metric TEXT NOT NULL,
  -- Raw values and what the metric is at them. NULL: the calibration was taken away, and stored values become raw again.
  dry DOUBLE PRECISION,
  saturated DOUBLE PRECISION,
  dry_value DOUBLE PRECISION,
  saturated_value DOUBLE PRECISION,
  since TIMESTAMPTZ NOT NULL,
  -- Stored values from `pending_from` until before `pending_to` are still to be made anew; NULL: none are.
  pending_from TIMESTAMPTZ,
  pending_to TIMESTAMPTZ,
  PRIMARY KEY (device_id, metric),
  CHECK (dry <> saturated)
);
