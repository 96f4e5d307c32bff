-- Up Migration
-- Purpose: gateways, which speak for sensors that have no credentials of their own, and the sensors behind them. A sensor
-- that the owner has removed is remembered, so that its next message does not bring it back.
-- Lock effect: a short exclusive lock on devices; no row is rewritten. Its indexes are built while writers wait: the table
-- has a row for each device.

ALTER TABLE devices
  ADD COLUMN kind TEXT NOT NULL DEFAULT 'device' CHECK (kind IN ('device', 'gateway')),
  -- The gateway that speaks for it. Deferred, so that a backup can be restored in any order of rows.
  ADD COLUMN via TEXT REFERENCES devices (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  -- What it is recognised by: mac:…, ieee:…, or its gateway's id with its name there.
  ADD COLUMN sensor_key TEXT UNIQUE,
  -- What its gateway calls it. The name follows as long as both are the same.
  ADD COLUMN name_at_gateway TEXT,
  -- The program that its gateway runs, such as tasmota.
  ADD COLUMN dialect TEXT,
  -- Of its radio to the gateway, 0 to 255, as Zigbee tells it.
  ADD COLUMN link_quality DOUBLE PRECISION,
  ALTER COLUMN mac_address DROP NOT NULL,
  ALTER COLUMN mqtt_username DROP NOT NULL,
  ALTER COLUMN mqtt_password_hash DROP NOT NULL,
  ALTER COLUMN mqtt_broker_hash DROP NOT NULL,
  ADD CONSTRAINT devices_with_credentials_or_sensor_key CHECK (
    (mac_address IS NOT NULL AND mqtt_username IS NOT NULL AND mqtt_password_hash IS NOT NULL AND mqtt_broker_hash IS NOT NULL)
    OR sensor_key IS NOT NULL
  );
CREATE INDEX devices_via ON devices (via) WHERE via IS NOT NULL;

CREATE TABLE ignored_sensors (
  sensor_key TEXT PRIMARY KEY,
  gateway_id TEXT NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  ignored_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX ignored_sensors_gateway ON ignored_sensors (gateway_id);
