-- Up Migration
-- Purpose: why a message was rejected or set aside, as codes and figures: the dashboard makes the words from them, in the
-- language of who reads. Null where only the reason in words is known.
-- Lock effect: a short exclusive lock on rejected_messages; no row is rewritten.

ALTER TABLE rejected_messages ADD COLUMN causes JSONB;
