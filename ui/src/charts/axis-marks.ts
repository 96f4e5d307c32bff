/** What was done with a plant, and its photos, as marks on the time axis of its charts. Pure. */
import type { JournalEntry, PlantPhoto } from '../api/generated';
import { formatDay } from '../messages/format';
import { text } from '../messages/text';
import { journalMarks } from './history-marks';
import { type TimeWindow, xOf } from './time-window';

export type AxisMark = { key: string; time: number; words: string } & (
  | { kind: JournalEntry['kind']; entry: JournalEntry }
  | { kind: 'photo'; photo: PlantPhoto }
);

/** Marks that are so near to each other that they are one sign. */
export interface MarkGroup {
  /** Its place on the axis, in pixels. */
  x: number;
  marks: AxisMark[];
}

/** The marks within a window, oldest first. */
export function axisMarks(
  journal: readonly JournalEntry[],
  photos: readonly PlantPhoto[],
  window: TimeWindow,
): AxisMark[] {
  const byId = new Map(journal.map((entry) => [entry.id, entry]));
  const entries = journalMarks(journal, window).flatMap(({ id, kind, time, words }): AxisMark[] => {
    const entry = byId.get(id);
    return entry ? [{ key: `entry-${id}`, kind, time, words, entry }] : [];
  });
  const pictures = photos
    .map((photo): AxisMark => ({
      key: `photo-${photo.id}`,
      kind: 'photo',
      time: Date.parse(photo.taken_at),
      words: text('plant.photo.of', { day: formatDay(photo.taken_at) }),
      photo,
    }))
    .filter(({ time }) => time >= window.from && time <= window.to);
  return [...entries, ...pictures].sort((a, b) => a.time - b.time);
}

/** Puts marks together that would cover each other. @param apart the least distance of two signs, in pixels */
export function groupedMarks(
  marks: readonly AxisMark[],
  window: TimeWindow,
  width: number,
  apart: number,
): MarkGroup[] {
  const groups: MarkGroup[] = [];
  for (const mark of marks) {
    const x = xOf(mark.time, width, window);
    const last = groups.at(-1);
    if (last && x - last.x < apart) last.marks.push(mark);
    else groups.push({ x, marks: [mark] });
  }
  return groups;
}
