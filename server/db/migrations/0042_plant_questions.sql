-- Up Migration
-- Purpose: questions about plants that a language model answered, with the photos attached to them.
-- Lock effect: a short exclusive lock on llm_calls; no row is rewritten.

-- Like a care plan, a question outlives its plant for as long as that can be brought back, so there is no foreign key.
CREATE TABLE plant_questions (
  id SERIAL PRIMARY KEY,
  plant_id TEXT NOT NULL,
  asked_at TIMESTAMPTZ NOT NULL,
  question TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('asking', 'answered', 'failed')),
  answer TEXT NOT NULL DEFAULT '',
  answered_at TIMESTAMPTZ,
  provider TEXT,
  model TEXT,
  tokens_in INTEGER NOT NULL DEFAULT 0,
  tokens_out INTEGER NOT NULL DEFAULT 0,
  -- Why it was not answered: a code and a sentence.
  failure_code TEXT,
  failure_detail TEXT
);
CREATE INDEX plant_questions_newest ON plant_questions (plant_id, id DESC);

-- The photo that a question is about. One that no question took is removed after a day.
CREATE TABLE question_photos (
  id TEXT PRIMARY KEY,
  plant_id TEXT NOT NULL,
  question_id INTEGER UNIQUE,
  media_type TEXT NOT NULL,
  content BYTEA NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);

ALTER TABLE llm_calls DROP CONSTRAINT llm_calls_reason_check;
ALTER TABLE llm_calls ADD CONSTRAINT llm_calls_reason_check
  CHECK (reason IN ('user', 'weekly', 'change', 'test', 'question'));
