-- Up Migration
-- Purpose: what a plan in somebody's own words rests on and asks for, in codes, so that it is known which of its points are out of date.
-- Lock effect: ACCESS EXCLUSIVE on care_plans for an instant; the column has no default, so that no row is written.

ALTER TABLE care_plans ADD COLUMN basis JSONB;
