/** The words used for a care plan. */
import { mdiEyeOutline } from '@mdi/js';
import type { CareTask } from '@plantops/shared/care/care-words.ts';
import type { CarePlan, LlmSettings } from '../../api/generated';
import { formatMoment } from '../../messages/format';
import { text } from '../../messages/text';
import { JOURNAL_ICONS } from '../plant/journal-kinds';

export const TASK_ICONS: Record<CareTask, string> = {
  watering: JOURNAL_ICONS.watering,
  fertilizing: JOURNAL_ICONS.fertilizing,
  repotting: JOURNAL_ICONS.repotting,
  pruning: JOURNAL_ICONS.pruning,
  check: mdiEyeOutline,
};

export const sourceName = (source: CarePlan['source']): string => text(`care.source.${source}`);

/** Who made the plan: a language model by its provider's name for it, or rules. */
export const madeBy = ({ source, model }: Pick<CarePlan, 'source' | 'model'>): string =>
  source === 'rules' ? text('care.by.rules') : text('care.by.model', { model: model ?? sourceName(source) });

/** A calendar day in words, independent of the time zone. @param day YYYY-MM-DD */
export const formatPlainDay = (day: string, options: Intl.DateTimeFormatOptions = { dateStyle: 'medium' }): string =>
  formatMoment(`${day}T12:00:00Z`, { ...options, timeZone: 'UTC' });

/** How far off something is, in words. @param days negative if it is late */
export function distanceWords(days: number): string {
  if (days < 0) return text('care.late', { n: -days });
  if (days === 0) return text('care.today');
  return days === 1 ? text('care.tomorrow') : text('care.inDays', { n: days });
}

/**
 * The model that would make a new plan: Claude, or another model by its own name.
 * @returns undefined if none is set up; plans are then made by rules
 */
export function askedModel(settings: LlmSettings | undefined): string | undefined {
  if (!settings?.ready || settings.provider === null) return undefined;
  return settings.provider === 'anthropic' ? 'Claude' : (settings.model ?? sourceName(settings.provider));
}

/** How often a task repeats, as part of a line. @returns an empty list for a task that does not repeat */
export const everyWords = (days: number | null): string[] => (days === null ? [] : [text('care.every', { n: days })]);
