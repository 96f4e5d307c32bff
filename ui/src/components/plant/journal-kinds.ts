import { mdiBottleTonicPlusOutline, mdiContentCut, mdiNoteTextOutline, mdiShovel, mdiWateringCan } from '@mdi/js';
import type { JournalEntry } from '../../api/generated';

export type JournalKind = JournalEntry['kind'];

/** What an entry can be about, with its icon; in the order in which it is offered. The schema's list would bring zod along. */
export const JOURNAL_ICONS: Record<JournalKind, string> = {
  watering: mdiWateringCan,
  fertilizing: mdiBottleTonicPlusOutline,
  repotting: mdiShovel,
  pruning: mdiContentCut,
  note: mdiNoteTextOutline,
};

export const JOURNAL_KINDS = Object.keys(JOURNAL_ICONS) as JournalKind[];
