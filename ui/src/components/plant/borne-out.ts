import type { Ask } from '@plantops/shared/diagnosis/codes.ts';
import { daysBetween } from '@plantops/shared/plain-date.ts';
import type { Plant } from '../../api/generated';
import { dayIn } from './zoned-time';

const WATERS: readonly Ask[] = ['water_now', 'water_when_due', 'water_after_frost', 'water_thoroughly'];
/** The verdict counts whole days, the curve hours. */
const SAME_WITHIN_DAYS = 1;

/**
 * Whether the plant's verdict bears out when its soil will be too dry by its curve. Where it says otherwise, as of a cactus
 * that rests or of a limit that the plant is not judged by, two dates of one watering would stand on the page.
 * @param dryInMs 0: it is dry now
 */
export function isBorneOut(
  { verdict }: Pick<Plant, 'verdict'>,
  dryInMs: number,
  { now, timeZone }: { now: number; timeZone: string | undefined },
): boolean {
  if (!verdict) return true;
  const isAsked = verdict.asks.some((ask) => WATERS.includes(ask));
  if (dryInMs === 0) return isAsked;
  if (verdict.asks.includes('water_now') || verdict.next_watering === null) return false;
  return Math.abs(daysBetween(dayIn(now + dryInMs, timeZone), verdict.next_watering)) <= SAME_WITHIN_DAYS;
}
