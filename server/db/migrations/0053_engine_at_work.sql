-- Up Migration
-- Purpose: which of several engines is at work, where hosts reach it, and the flows that the next one goes on with.
-- Lock effect: none; the tables are new.

CREATE TABLE engine_at_work (
  only_one BOOLEAN PRIMARY KEY DEFAULT true CHECK (only_one),
  -- Another one with each start.
  id TEXT NOT NULL,
  url TEXT NOT NULL,
  since TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- What a machine of its own keeps in files: the owner's edits of the flows, credentials of their nodes (encrypted), settings of the editor.
CREATE TABLE shared_flow_files (
  name TEXT PRIMARY KEY CHECK (name IN ('edits', 'credentials', 'settings')),
  content JSONB NOT NULL,
  kept_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
