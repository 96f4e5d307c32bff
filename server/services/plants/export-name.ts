/** The name of a file of readings: of which plant and of which months it is. Pure. */
import { hyphened, inAscii } from '@plantops/shared/file-name.ts';
import { LocalTime } from '../figures/local-time.ts';

export interface ExportedPeriod {
  /** undefined: from the first reading on. */
  from: Date | undefined;
  /** Exclusive; undefined: up to now. */
  to: Date | undefined;
  now: Date;
  /** Whose months they are (IANA name). */
  zone: string;
}

/** Such as `2026-11`, or `2026-09-to-2026-11`. */
function monthsOf({ from, to, now, zone }: ExportedPeriod): string {
  const last = to && to < now ? new Date(to.getTime() - 1) : now;
  const first = from ?? last;
  const local = new LocalTime(zone, Math.min(first.getTime(), last.getTime()), last.getTime());
  const monthOf = (time: Date): string => new Date(local.localOf(time.getTime())).toISOString().slice(0, 7);
  const [begin, end] = [monthOf(first), monthOf(last)];
  return begin < end ? `${begin}-to-${end}` : end;
}

export interface ExportName {
  /** In the plant's own letters, such as `küchen-monstera-2026-11`. */
  full: string;
  /** Such as `kuechen-monstera-2026-11`. */
  ascii: string;
}

/** The name without its ending. A plant whose name has no letter is called `plant`. */
export function exportName(plantName: string, period: ExportedPeriod): ExportName {
  const months = monthsOf(period);
  const named = (name: string): string => `${name || 'plant'}-${months}`;
  return { full: named(hyphened(plantName)), ascii: named(inAscii(plantName)) };
}
