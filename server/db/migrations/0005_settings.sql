-- Up Migration
-- Purpose: what the owner sets in the dashboard, and messages that quiet hours hold back.
-- Lock effect: a short exclusive lock on notices; its rows are read once for the wider check, none is rewritten.

-- A row per group, such as display or notifications. A secret of the group (the webhook's address) is encrypted with
-- AES-256-GCM under ENCRYPTION_KEY, bound to the row's key.
CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value JSONB NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(value) = 'object'),
  secret BYTEA,
  updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- skipped: held back by quiet hours, and not worth telling when they ended.
ALTER TABLE notices DROP CONSTRAINT notices_state_check;
ALTER TABLE notices ADD CONSTRAINT notices_state_check CHECK (state IN ('made', 'queued', 'sent', 'failed', 'not_configured', 'skipped'));
ALTER TABLE notices ADD COLUMN held_back BOOLEAN NOT NULL DEFAULT FALSE;
