/** Reads times as other programs write them. Pure. */
import type { TimeForm } from '@plantops/shared/api/imports.ts';
import { LocalTime } from '../figures/local-time.ts';

/** Nobody has measured plants with a computer at home for longer; earlier times are those of clocks that were not set. */
export const EARLIEST_MS = Date.UTC(2000, 0, 1);
/** From now; a year's changes of clocks are enough for times that are ahead. */
const AHEAD_MS = 366 * 86_400_000;

/** Digits that are counted from 1970, by how many of them are a second. */
const EPOCHS: Readonly<Partial<Record<TimeForm, number>>> = { epoch_s: 1, epoch_ms: 1e3, epoch_us: 1e6, epoch_ns: 1e9 };

const CLOCK = String.raw`(?:[T ,]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\.?)?)?`;
const ZONE = String.raw`\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?`;
const ISO = new RegExp(`^(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})${CLOCK}${ZONE}$`, 'i');
const DAY_FIRST = new RegExp(`^(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4}|\\d{2})${CLOCK}${ZONE}$`, 'i');

interface Written {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
  /** Minutes that the clock is ahead of UTC; undefined if that is not said. */
  offset: number | undefined;
}

function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function hourOf(text: string | undefined, half: string | undefined): number {
  const hour = Number(text ?? 0);
  if (half === undefined) return hour;
  // 12 AM is midnight, 12 PM noon.
  return (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
}

function parts(found: readonly (string | undefined)[], year: number, month: number, day: number): Written | undefined {
  const [hour, minute, second, fraction, half, zone] = found.slice(4);
  const written = {
    year,
    month,
    day,
    hour: hourOf(hour, half),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    ms: Math.floor(Number(`0.${fraction ?? 0}`) * 1000),
    offset: offsetOf(zone),
  };
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const isTime = written.hour < 24 && written.minute < 60 && written.second < 60;
  return isTime && month >= 1 && month <= 12 && day >= 1 && day <= days ? written : undefined;
}

function written(text: string, form: TimeForm): Written | undefined {
  if (form === 'iso') {
    const found = ISO.exec(text);
    return found ? parts(found, Number(found[1]), Number(found[2]), Number(found[3])) : undefined;
  }
  const found = DAY_FIRST.exec(text);
  if (!found) return undefined;
  const [first, second, year] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const [day, month] = form === 'dmy' ? [first, second] : [second, first];
  return parts(found, year < 100 ? 2000 + year : year, month, day);
}

export interface TimeReading {
  form: TimeForm;
  /** Of times that do not say their own (IANA name). */
  zone: string;
  nowMs: number;
}

/** @returns what reads times so: ms since 1970, or undefined where a text is no such time */
export function timeReader({ form, zone, nowMs }: TimeReading): (text: string) => number | undefined {
  const perSecond = EPOCHS[form];
  if (perSecond !== undefined)
    return (text) => (/^\d{1,19}(?:\.\d+)?$/.test(text) ? Math.floor((Number(text) * 1000) / perSecond) : undefined);
  const local = new LocalTime(zone, EARLIEST_MS, nowMs + AHEAD_MS);
  return (text) => {
    const found = written(text, form);
    if (!found) return undefined;
    const { year, month, day, hour, minute, second, ms, offset } = found;
    const clock = Date.UTC(year, month - 1, day, hour, minute, second, ms);
    // An hour that comes twice, when clocks are put back, is the first of them.
    return offset === undefined ? local.instantOf(clock) : clock - offset * 60_000;
  };
}

/** Some lines of a file may have no time, or a broken one. */
const MOST_HAVE_IT = 0.6;

/** The form that most of these times have; undefined if there is none. @param isDayFirst where both could be */
export function timeFormOf(samples: readonly string[], isDayFirst: boolean): TimeForm | undefined {
  const texts = samples.map((text) => text.trim()).filter((text) => text !== '');
  const most = (fits: (text: string) => boolean): number => texts.filter(fits).length;
  const enough = Math.max(texts.length * MOST_HAVE_IT, 1);
  if (most((text) => /^\d{9,19}(?:\.\d+)?$/.test(text)) >= enough) {
    const digits = Math.max(...texts.map((text) => /^\d{9,19}/.exec(text)?.[0].length ?? 0));
    if (digits <= 11) return 'epoch_s';
    if (digits <= 14) return 'epoch_ms';
    return digits <= 17 ? 'epoch_us' : 'epoch_ns';
  }
  const fitting = (form: TimeForm): number => most((text) => written(text, form) !== undefined);
  if (fitting('iso') >= enough) return 'iso';
  const [dmy, mdy] = [fitting('dmy'), fitting('mdy')];
  if (Math.max(dmy, mdy) < enough) return undefined;
  if (dmy === mdy) return isDayFirst || texts.some((text) => /^\d+\./.test(text)) ? 'dmy' : 'mdy';
  return dmy > mdy ? 'dmy' : 'mdy';
}
