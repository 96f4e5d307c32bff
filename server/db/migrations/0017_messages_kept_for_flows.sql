-- Up Migration
-- Purpose: a message that the flows neither stored nor let go is set aside with the node where that happened, until it is
-- sent through the flows again. A message that waits in the flows for long, such as in a delay, is kept here, so that the
-- broker may forget it and a crash does not lose it.
-- Lock effect: a short exclusive lock on rejected_messages; no row is rewritten. The index is built while writers wait:
-- it holds only what a flow has set aside, which is nothing yet.

ALTER TABLE rejected_messages ADD COLUMN node_id TEXT, ADD COLUMN node TEXT;
CREATE INDEX rejected_messages_by_node ON rejected_messages (node_id, id) WHERE node_id IS NOT NULL;

CREATE TABLE waiting_messages (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  device_id TEXT NOT NULL,
  topic TEXT NOT NULL,
  -- As the device sent it, byte by byte.
  payload BYTEA NOT NULL,
  received_at TIMESTAMPTZ NOT NULL
);
