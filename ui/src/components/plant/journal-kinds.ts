import {
  mdiBottleTonicPlusOutline,
  mdiBugOutline,
  mdiContentCut,
  mdiCursorMove,
  mdiNoteTextOutline,
  mdiShovel,
  mdiWateringCan,
} from '@mdi/js';
import type { JournalEntry } from '../../api/generated';

export type JournalKind = JournalEntry['kind'];

/**
 * The kinds of entry with their icons, in the order in which they are offered. Not taken from the schema, which would
 * add zod to the bundle.
 */
export const JOURNAL_ICONS: Record<JournalKind, string> = {
  watering: mdiWateringCan,
  fertilizing: mdiBottleTonicPlusOutline,
  repotting: mdiShovel,
  pruning: mdiContentCut,
  moving: mdiCursorMove,
  treatment: mdiBugOutline,
  note: mdiNoteTextOutline,
};

export const JOURNAL_KINDS = Object.keys(JOURNAL_ICONS) as JournalKind[];
