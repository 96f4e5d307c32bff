-- Up Migration
-- Purpose: accounts of other programs that only read, in the database or at the broker.
-- Lock effect: none; the table is new.

CREATE TABLE reading_accounts (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('sql', 'mqtt')),
  name TEXT NOT NULL,
  username TEXT NOT NULL UNIQUE,
  -- What the broker's password file holds of it. The password of a role is kept by PostgreSQL itself.
  broker_hash TEXT CHECK ((kind = 'mqtt') = (broker_hash IS NOT NULL)),
  created_at TIMESTAMPTZ NOT NULL
);
