-- Up Migration
-- Purpose: care plans, and a ledger of what was asked of language models.
-- Lock effect: none; both tables are new.

-- A plan outlives its plant for as long as that can be brought back, so there is no foreign key.
CREATE TABLE care_plans (
  id SERIAL PRIMARY KEY,
  plant_id TEXT NOT NULL,
  generated_at TIMESTAMPTZ NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('anthropic', 'openai', 'rules')),
  model TEXT,
  tokens_in INTEGER NOT NULL DEFAULT 0,
  tokens_out INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL CHECK (reason IN ('user', 'weekly', 'change')),
  language TEXT NOT NULL,
  summary TEXT NOT NULL,
  watering JSONB NOT NULL,
  light JSONB NOT NULL,
  humidity JSONB NOT NULL,
  alerts JSONB NOT NULL DEFAULT '[]',
  schedule JSONB NOT NULL DEFAULT '[]',
  -- The numbers it was made from.
  made_from JSONB NOT NULL
);
CREATE INDEX care_plans_newest ON care_plans (plant_id, id DESC);

-- Every request that reached, or should have reached, a provider: what it cost and why it failed. No text of it is kept.
CREATE TABLE llm_calls (
  id SERIAL PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL,
  -- NULL: a test of the settings.
  plant_id TEXT,
  reason TEXT NOT NULL CHECK (reason IN ('user', 'weekly', 'change', 'test')),
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  tokens_in INTEGER NOT NULL DEFAULT 0,
  tokens_out INTEGER NOT NULL DEFAULT 0,
  latency_ms INTEGER NOT NULL,
  -- NULL: it answered.
  error_code TEXT
);
CREATE INDEX llm_calls_at ON llm_calls (at);

-- The last attempt to make a plan that failed; gone once one succeeds.
CREATE TABLE care_failures (
  plant_id TEXT PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('user', 'weekly', 'change')),
  code TEXT NOT NULL,
  detail TEXT NOT NULL
);
