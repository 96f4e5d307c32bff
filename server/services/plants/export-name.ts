/** The name of a file of readings: of which plant and of which months it is. Pure. */
import { LocalTime } from '../figures/local-time.ts';

/** Longer names are cut: file systems take 255 bytes, and a letter may have four. */
const LONGEST = 40;

/** What German letters become where only ASCII is taken; others lose their marks. */
const GERMAN: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

/** In lower case, with a hyphen for everything that is neither letter nor digit. */
const hyphened = (text: string): string =>
  Array.from(
    text
      .normalize('NFC')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '-'),
  )
    .slice(0, LONGEST)
    .join('')
    .replaceAll(/^-+|-+$/g, '');

/** The same in ASCII, for programs that know nothing else; empty where no letter has a counterpart. */
export const inAscii = (text: string): string =>
  hyphened(
    text
      .toLowerCase()
      .replaceAll(/[äöüß]/g, (letter) => GERMAN[letter] ?? '')
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/\P{ASCII}/gu, '-'),
  );

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
