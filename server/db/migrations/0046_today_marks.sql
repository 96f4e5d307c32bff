-- Up Migration
-- Purpose: what the owner said of a task of today: done, or not before a time.
-- Lock effect: none; the table is new.

-- Like a journal, a mark outlives its plant for as long as that can be brought back, so there is no foreign key.
CREATE TABLE today_marks (
  task_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('done', 'snoozed')),
  plant_id TEXT,
  made_at TIMESTAMPTZ NOT NULL,
  -- Until when it holds; null: until the matter changes.
  until TIMESTAMPTZ,
  -- What the matter was then: it ends early where that becomes worse.
  urgency TEXT NOT NULL,
  basis TEXT[] NOT NULL,
  -- What "done" made, to be taken back: an entry in the journal, and alerts that were acknowledged.
  journal_entry_id INTEGER,
  alert_ids INTEGER[] NOT NULL DEFAULT '{}'
);
