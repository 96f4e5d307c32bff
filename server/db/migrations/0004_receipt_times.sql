-- Up Migration
-- Purpose: readings without a usable time get the time of receipt. When the server is killed after it stored one and
-- before the broker knew, the broker sends it again, with the same packet id: this remembers which time it was given,
-- so that it is stored once. One row per packet id, overwritten as the broker uses the id again: at most 65,535.
-- Lock effect: none; the table is new.

CREATE TABLE receipt_times (
  packet_id INTEGER PRIMARY KEY,
  device_id TEXT NOT NULL,
  payload_hash TEXT NOT NULL,
  time TIMESTAMPTZ NOT NULL,
  -- Running number of the delivery, over all restarts: how long ago the packet id was used.
  delivery BIGINT NOT NULL
) WITH (fillfactor = 50);
