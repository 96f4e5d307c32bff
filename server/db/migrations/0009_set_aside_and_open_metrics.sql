-- Up Migration
-- Purpose: readings that the database did not take are kept whole among the rejected messages until they are sent
-- again, so the cap on those does not count them. The metrics are listed by the code alone: a new one needs a migration
-- that adds its columns to telemetry and latest_readings, and no constraint changed.
-- Lock effect: a short exclusive lock on mutes and rejected_messages; no row is rewritten. Writers of
-- rejected_messages wait while its index is built: it holds about a hundred rows per device.

ALTER TABLE mutes DROP CONSTRAINT mutes_metric_check;

ALTER TABLE rejected_messages ADD COLUMN set_aside BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX rejected_messages_trimmable ON rejected_messages (device_id, id DESC) WHERE NOT set_aside;
