-- Up Migration
-- Purpose: what changed, by whom and when.
-- Lock effect: none; the table is new.

CREATE TABLE audit (
  id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL,
  -- How whoever did it came in, and the name of the token or browser.
  by_kind TEXT NOT NULL CHECK (by_kind IN ('anyone', 'password', 'session', 'token', 'stranger')),
  by_name TEXT,
  address TEXT NOT NULL,
  -- The operation of the API, such as updatePlant.
  operation TEXT NOT NULL,
  target TEXT,
  -- Names of the fields that were given; no values.
  fields TEXT[] NOT NULL
);
CREATE INDEX audit_at ON audit (at);
