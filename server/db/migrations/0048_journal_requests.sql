-- Up Migration
-- Purpose: a request to write into the journal that is sent twice, because its answer was lost, makes one entry. Null: it came
-- without an id of its own.
-- Lock effect: a short exclusive lock on journal_entries; no row is rewritten.

ALTER TABLE journal_entries ADD COLUMN request_id UUID UNIQUE;
