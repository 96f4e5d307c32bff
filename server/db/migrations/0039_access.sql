-- Up Migration
-- Purpose: sessions of browsers that can be ended, and tokens for scripts. Of both only a hash is kept.
-- Lock effect: none; the tables are new.

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  secret_hash TEXT NOT NULL UNIQUE,
  -- Which password it was begun with; it ends when that is changed.
  password_mark TEXT NOT NULL,
  address TEXT NOT NULL,
  browser TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  seen_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE access_tokens (
  id TEXT PRIMARY KEY,
  secret_hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  scope TEXT NOT NULL CHECK (scope IN ('read', 'write')),
  created_at TIMESTAMPTZ NOT NULL,
  used_at TIMESTAMPTZ
);
