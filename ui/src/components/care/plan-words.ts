/** How a care plan is spoken of. */
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

/** Who made it: the model as its provider names it. */
export const madeBy = ({ source, model }: Pick<CarePlan, 'source' | 'model'>): string =>
  source === 'rules' ? text('care.by.rules') : text('care.by.model', { model: model ?? sourceName(source) });

/** A day of the calendar in words, without a time zone. @param day YYYY-MM-DD */
export const formatPlainDay = (day: string, options: Intl.DateTimeFormatOptions = { dateStyle: 'medium' }): string =>
  formatMoment(`${day}T12:00:00Z`, { ...options, timeZone: 'UTC' });

/** How far off something is. @param days negative when it is late */
export function distanceWords(days: number): string {
  if (days < 0) return text('care.late', { n: -days });
  if (days === 0) return text('care.today');
  return days === 1 ? text('care.tomorrow') : text('care.inDays', { n: days });
}

/** Whom a new plan is asked of: Claude, or a model by its own name. @returns undefined where none is set up: a plan is then made by rules */
export function askedModel(settings: LlmSettings | undefined): string | undefined {
  if (!settings?.ready || settings.provider === null) return undefined;
  return settings.provider === 'anthropic' ? 'Claude' : (settings.model ?? sourceName(settings.provider));
}

/** How often a task comes back, as a part of a line. @returns empty for what comes once */
export const everyWords = (days: number | null): string[] => (days === null ? [] : [text('care.every', { n: days })]);
