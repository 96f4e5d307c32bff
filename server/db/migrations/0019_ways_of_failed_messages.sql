-- Up Migration
-- Purpose: a message that was rejected or set aside is kept with the way that it took through the flows, so that the way
-- outlasts a restart of the flow engine. Null where it is not known.
-- Lock effect: a short exclusive lock on rejected_messages; no row is rewritten.

ALTER TABLE rejected_messages ADD COLUMN path JSONB;
