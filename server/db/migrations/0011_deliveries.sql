-- Up Migration
-- Purpose: what becomes of a notice is kept per channel. What is known so far is of Discord, the one channel there was.
-- Lock effect: notices is locked while its rows are copied and rewritten, some ten seconds per million rows; the new
-- table is seen by nobody before.

-- One notice on one channel. queued: to be sent; failed: refused for good; not_configured: the channel was removed while
-- it waited; skipped: held back by quiet hours, and not worth telling when they ended. A channel is known by its name
-- only, so that a new one needs no migration.
CREATE TABLE deliveries (
  notice_id TEXT NOT NULL REFERENCES notices (id) ON DELETE CASCADE,
  channel TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed', 'not_configured', 'skipped')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  last_error TEXT,
  held_back BOOLEAN NOT NULL DEFAULT FALSE,
  sent_at TIMESTAMPTZ,
  PRIMARY KEY (notice_id, channel)
);

INSERT INTO deliveries (notice_id, channel, state, attempts, next_attempt_at, last_error, held_back, sent_at)
SELECT id, 'discord', state, attempts, next_attempt_at, last_error, held_back, sent_at
FROM notices WHERE state NOT IN ('made', 'not_configured');

CREATE INDEX deliveries_due ON deliveries (channel, next_attempt_at) WHERE state = 'queued';
CREATE INDEX deliveries_undelivered ON deliveries (state) WHERE state IN ('queued', 'failed');

-- made: on its way through the flow; released: its deliveries say the rest, and without any no channel was set up then;
-- skipped: restored from a backup, where it had not been sent.
ALTER TABLE notices DROP CONSTRAINT notices_state_check;
UPDATE notices SET state = 'released' WHERE state <> 'made';
ALTER TABLE notices ADD CONSTRAINT notices_state_check CHECK (state IN ('made', 'released', 'skipped'));
-- With the columns goes their index, notices_due.
ALTER TABLE notices
  DROP COLUMN attempts, DROP COLUMN next_attempt_at, DROP COLUMN last_error, DROP COLUMN held_back, DROP COLUMN sent_at;
CREATE INDEX notices_made ON notices (created_at) WHERE state = 'made';
