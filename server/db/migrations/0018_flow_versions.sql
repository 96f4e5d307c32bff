-- Up Migration
-- Purpose: each deploy of the flows is a numbered version, which can be compared and brought back.
-- Lock effect: none; the table is new.

CREATE TABLE flow_versions (
  number INTEGER PRIMARY KEY,
  created_at TIMESTAMPTZ NOT NULL,
  -- Where it comes from: FLOW_ORIGINS in shared/api/flow-versions.ts.
  who TEXT NOT NULL,
  note TEXT,
  -- The version that was brought back. It may be gone.
  came_from INTEGER,
  -- JSON as text: it keeps the order of keys, and may hold what JSONB refuses, such as an escaped NUL in a function.
  flows TEXT NOT NULL,
  -- What is different from the version before; null for the first.
  summary JSONB,
  -- What became of it after its deploy: FlowOutcome in shared/api/flow-versions.ts; null if it was not watched.
  outcome JSONB
);
