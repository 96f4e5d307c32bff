/** IANA time zones. */
import { z } from 'zod';

/** Whether the runtime knows the zone; it has its own list of IANA names. */
export function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const timeZoneSchema = z.string().max(64).refine(isTimeZone, 'must be an IANA time zone, such as Europe/Berlin');
