-- Up Migration
-- Purpose: what was noticed about devices, and alerts about the kinds of it that the owner is told of.
-- Lock effect: alerts and notices are locked briefly; their rows are checked against the wider lists of kinds.

CREATE TABLE device_findings (
  device_id TEXT NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
  code TEXT NOT NULL,
  -- '': the whole device.
  metric TEXT NOT NULL DEFAULT '',
  since TIMESTAMPTZ NOT NULL,
  last_at TIMESTAMPTZ NOT NULL,
  count BIGINT NOT NULL,
  evidence JSONB NOT NULL,
  PRIMARY KEY (device_id, code, metric)
);

-- Of a finding: what it was concluded from when the alert was opened.
ALTER TABLE alerts ADD COLUMN code TEXT, ADD COLUMN evidence JSONB;
ALTER TABLE alerts DROP CONSTRAINT alerts_kind_check,
  ADD CONSTRAINT alerts_kind_check CHECK (kind IN ('threshold', 'offline', 'stale', 'finding'));
CREATE UNIQUE INDEX alerts_open_finding ON alerts (device_id, code, COALESCE(metric, ''))
  WHERE kind = 'finding' AND closed_at IS NULL;

ALTER TABLE notices DROP CONSTRAINT notices_kind_check,
  ADD CONSTRAINT notices_kind_check
  CHECK (kind IN ('breach', 'reminder', 'recovery', 'offline', 'online', 'stale', 'fresh', 'finding'));
