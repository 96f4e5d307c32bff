-- Up Migration
-- Purpose: the value that an acknowledged alert was about, to tell whether the breach grew worse since.
-- Lock effect: a short exclusive lock on alerts; no row is rewritten.

ALTER TABLE alerts ADD COLUMN acknowledged_value DOUBLE PRECISION;
