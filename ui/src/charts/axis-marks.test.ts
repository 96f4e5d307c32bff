import { describe, expect, it } from 'vitest';
import type { PlantPhoto } from '../api/generated';
import { at, journalEntry } from '../testing/samples';
import { axisMarks, groupedMarks } from './axis-marks';

const window = { from: Date.parse(at('10:00')), to: Date.parse(at('12:00')) };
const photo = (id: string, time: string): PlantPhoto => ({
  id,
  plant_id: 'fern',
  taken_at: at(time),
  media_type: 'image/webp',
  bytes: 6,
  url: `/api/plants/fern/photo?v=${id}`,
});
const journal = [journalEntry(1, at('11:00')), journalEntry(2, at('09:00')), journalEntry(3, at('11:01'))];

describe('the marks on the axis', () => {
  it('are the entries and photos of the window, oldest first, each with what it opens', () => {
    const marks = axisMarks(journal, [photo('a', '10:30'), photo('b', '12:30')], window);
    expect(marks.map(({ key }) => key)).toEqual(['photo-a', 'entry-1', 'entry-3']);
    expect(marks[0]).toMatchObject({ kind: 'photo', photo: { id: 'a' }, words: 'Photo of Jan 7, 2026' });
    expect(marks[1]).toMatchObject({ kind: 'watering', entry: { id: 1 } });
  });

  it('are one sign where they would cover each other', () => {
    const marks = axisMarks(journal, [photo('a', '10:30'), photo('c', '11:45')], window);
    const groups = groupedMarks(marks, window, 1200, 30);
    expect(groups.map(({ x, marks: of }) => [x, of.map(({ key }) => key)])).toEqual([
      [300, ['photo-a']],
      [600, ['entry-1', 'entry-3']],
      [1050, ['photo-c']],
    ]);
    expect(groupedMarks(marks, window, 60, 30).map(({ marks: of }) => of.length)).toEqual([3, 1]);
  });
});
