-- Up Migration
-- Purpose: plants, devices, readings, alerts, the outbox of notices and rejected messages.
-- Lock effect: none; every table is new.

CREATE TABLE plants (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  species TEXT,
  thresholds JSONB NOT NULL DEFAULT '{}',
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE devices (
  id TEXT PRIMARY KEY,
  mac_address TEXT NOT NULL UNIQUE,
  name TEXT,
  mqtt_username TEXT NOT NULL UNIQUE,
  mqtt_password_hash TEXT NOT NULL,
  -- The broker's own PBKDF2 line: the password file is rebuilt from this column and never read back.
  mqtt_broker_hash TEXT NOT NULL,
  plant_id TEXT REFERENCES plants (id) ON DELETE SET NULL,
  status TEXT NOT NULL DEFAULT 'provisioning' CHECK (status IN ('provisioning', 'online', 'offline', 'error')),
  error TEXT,
  clock_wrong BOOLEAN NOT NULL DEFAULT FALSE,
  locked BOOLEAN NOT NULL DEFAULT FALSE,
  firmware_version TEXT,
  sensor_types JSONB,
  battery_pct DOUBLE PRECISION,
  rssi_dbm DOUBLE PRECISION,
  rejected_count INTEGER NOT NULL DEFAULT 0,
  last_seen_at TIMESTAMPTZ,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX devices_plant_id ON devices (plant_id);

-- Readings outlive devices and plants, so there are no foreign keys; they would also cost time on every row.
CREATE TABLE telemetry (
  time TIMESTAMPTZ NOT NULL,
  device_id TEXT NOT NULL,
  plant_id TEXT,
  soil_moisture DOUBLE PRECISION,
  temperature DOUBLE PRECISION,
  humidity DOUBLE PRECISION,
  light_level DOUBLE PRECISION,
  PRIMARY KEY (device_id, time)
);
CREATE INDEX telemetry_plant_time ON telemetry (plant_id, time DESC) WHERE plant_id IS NOT NULL;

-- The newest value of each metric and when it was measured, kept in the statement that stores the readings.
-- Rows are updated all the time: the free space keeps those updates within their page.
CREATE TABLE latest_readings (
  device_id TEXT PRIMARY KEY,
  soil_moisture DOUBLE PRECISION,
  soil_moisture_at TIMESTAMPTZ,
  temperature DOUBLE PRECISION,
  temperature_at TIMESTAMPTZ,
  humidity DOUBLE PRECISION,
  humidity_at TIMESTAMPTZ,
  light_level DOUBLE PRECISION,
  light_level_at TIMESTAMPTZ
) WITH (fillfactor = 50);

CREATE TABLE alerts (
  id SERIAL PRIMARY KEY,
  kind TEXT NOT NULL DEFAULT 'threshold' CHECK (kind IN ('threshold', 'offline')),
  plant_id TEXT REFERENCES plants (id) ON DELETE SET NULL,
  device_id TEXT,
  metric TEXT,
  value DOUBLE PRECISION,
  threshold DOUBLE PRECISION,
  direction TEXT CHECK (direction IN ('min', 'max')),
  message TEXT NOT NULL,
  opened_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  closed_at TIMESTAMPTZ,
  acknowledged_at TIMESTAMPTZ,
  -- When the last breach message was made, for the cooldown; sent_at is when one was delivered.
  noticed_at TIMESTAMPTZ,
  sent_at TIMESTAMPTZ
);
-- At most one open alert: what makes two servers, or a repeated reading, open it once.
CREATE UNIQUE INDEX alerts_open_threshold ON alerts (plant_id, metric) WHERE kind = 'threshold' AND closed_at IS NULL;
CREATE UNIQUE INDEX alerts_open_offline ON alerts (device_id) WHERE kind = 'offline' AND closed_at IS NULL;
CREATE INDEX alerts_plant ON alerts (plant_id, metric, noticed_at DESC);

-- The outbox. made: on its way through the flow; queued: to be sent; failed: Discord refused it for good.
CREATE TABLE notices (
  id TEXT PRIMARY KEY,
  alert_id INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('breach', 'reminder', 'recovery', 'offline', 'online')),
  message TEXT NOT NULL,
  plant_id TEXT,
  device_id TEXT,
  state TEXT NOT NULL DEFAULT 'made' CHECK (state IN ('made', 'queued', 'sent', 'failed', 'not_configured')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  last_error TEXT,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  sent_at TIMESTAMPTZ
);
CREATE INDEX notices_alert ON notices (alert_id, created_at DESC);
CREATE INDEX notices_due ON notices (next_attempt_at) WHERE state IN ('made', 'queued');

CREATE TABLE rejected_messages (
  id BIGSERIAL PRIMARY KEY,
  device_id TEXT NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
  time TIMESTAMPTZ NOT NULL,
  topic TEXT NOT NULL,
  payload TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX rejected_messages_device ON rejected_messages (device_id, id DESC);
