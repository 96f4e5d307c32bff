-- Up Migration
-- Purpose: what was found about the plant when a plan was made, to tell what has changed since (null: a plan from
-- before there were diagnoses), and whether the words of a plan by rules are somebody's own, such as a script's, and
-- therefore stay; those of the rules are made anew at each view.
-- Lock effect: a short exclusive lock on care_plans; no row is rewritten.

ALTER TABLE care_plans ADD COLUMN diagnosis JSONB, ADD COLUMN is_written BOOLEAN NOT NULL DEFAULT false;
