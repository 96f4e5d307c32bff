-- Up Migration
-- Purpose: by how much the clock of a device is off is known again after a restart, so that what its board kept meanwhile
-- lands in its own time. A device without a row has a clock that is right, or that says nothing.
-- Lock effect: none; the table is new.

CREATE TABLE device_clocks (
  device_id TEXT PRIMARY KEY REFERENCES devices (id) ON DELETE CASCADE,
  -- How far the clock is behind in milliseconds, negative if it is ahead.
  offset_ms BIGINT NOT NULL
);
