-- Up Migration
-- Purpose: what the durability watch must know after a restart, and the server's own reading, which shows that readings
-- reach the database.
-- Lock effect: none; the tables are new.

-- The newest reading of the server itself. One row, which is replaced.
CREATE TABLE canary (
  only_row BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (only_row),
  sent_at TIMESTAMPTZ NOT NULL,
  stored_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- Counts of the broker and of the engine, by name; the facts are those of server/db/repositories/durability.ts.
CREATE TABLE durability_facts (
  name TEXT PRIMARY KEY,
  facts JSONB NOT NULL,
  noted_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
