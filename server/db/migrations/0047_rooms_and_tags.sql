-- Up Migration
-- Purpose: the rooms of a home in the order in which its owner walks through them, the room and the tags of each plant,
-- how often the owner means to do what, and two more kinds of journal entries. The room that was one of the words about a
-- plant's place becomes one of these rooms.
-- Lock effect: a short exclusive lock on plants and on journal_entries, whose rows are read once; those of plants with a
-- room are rewritten.

CREATE TABLE rooms (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- Where it comes on the way; not necessarily without gaps.
  position INTEGER NOT NULL
);

ALTER TABLE plants
  ADD COLUMN room_id TEXT REFERENCES rooms (id) ON DELETE SET NULL,
  ADD COLUMN tags TEXT[] NOT NULL DEFAULT '{}',
  -- By kind of journal entry: {"fertilizing": {"summer_days": 14, "winter_days": null, "since": "2026-03-01T08:00:00Z"}}.
  ADD COLUMN care_intervals JSONB NOT NULL DEFAULT '{}';
CREATE INDEX plants_room ON plants (room_id);

-- Makes rooms of those that are words about places, as plants of earlier versions have them.
CREATE FUNCTION adopt_rooms_of_places() RETURNS void LANGUAGE sql AS $$
  INSERT INTO rooms (id, name, position)
  SELECT 'room_' || left(md5(lower(w.name)), 16), w.name,
         (SELECT COALESCE(max(r.position) + 1, 0) FROM rooms r) + row_number() OVER (ORDER BY w.name)::integer - 1
  FROM (SELECT min(btrim(p.place->>'room')) AS name FROM plants p WHERE p.room_id IS NULL AND btrim(p.place->>'room') <> ''
        GROUP BY lower(btrim(p.place->>'room'))) w
  WHERE NOT EXISTS (SELECT FROM rooms r WHERE lower(r.name) = lower(w.name))
  ON CONFLICT DO NOTHING;

  UPDATE plants p
  SET place = p.place - 'room',
      room_id = COALESCE(p.room_id, (SELECT r.id FROM rooms r WHERE lower(r.name) = lower(btrim(p.place->>'room')) ORDER BY r.position LIMIT 1))
  WHERE p.place ? 'room';
$$;
SELECT adopt_rooms_of_places();

ALTER TABLE journal_entries ADD COLUMN room TEXT;
ALTER TABLE journal_entries DROP CONSTRAINT journal_entries_kind_check;
ALTER TABLE journal_entries ADD CONSTRAINT journal_entries_kind_check
  CHECK (kind IN ('watering', 'fertilizing', 'repotting', 'pruning', 'moving', 'treatment', 'note'));
