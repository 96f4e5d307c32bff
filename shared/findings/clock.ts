/** Findings about the clocks of devices. */
import type { FindingKind, Noted } from './finding-kind.ts';

/** Ends by itself: a board that sends no time any more never says that its clock is right. */
const ENDS_AFTER_S = 86_400;
const QUARTER_S = 900;
const setByNtp = '`configTime(0, 0, "pool.ntp.org");`';
const inUtc = '`strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));`';

/** By how much, in words: `45 s`, `90 min`, `5 h`. What is no number stays as it is. */
function span(noted: Noted): string {
  const { offset_s: offset } = noted.evidence;
  if (typeof offset !== 'number') return String(offset);
  const size = Math.abs(offset);
  if (size < 120) return `${size} s`;
  if (size < 7200) return `${Math.round(size / 60)} min`;
  if (size < 48 * 3600) return `${Math.round(size / 360) / 10} h`;
  return `${Math.round(size / 86_400)} d`;
}
const isBehind = ({ evidence }: Noted): boolean => typeof evidence.offset_s === 'number' && evidence.offset_s > 0;

/** Whole quarters of an hour are those of a time zone, give or take what messages are under way. */
function isZone({ evidence }: Noted): boolean {
  const { offset_s: offset } = evidence;
  if (typeof offset !== 'number' || Math.abs(offset) < 2 * QUARTER_S || Math.abs(offset) > 15 * 3600) return false;
  const over = Math.abs(offset) % QUARTER_S;
  return Math.min(over, QUARTER_S - over) <= 30;
}

export const CLOCK_FINDINGS = {
  /**
   * The clock of a board that sends live is off; its times are corrected. Ends when a right time comes.
   * Evidence: `sent`, the time as it was sent; `offset_s`, by how much it is behind (s), negative if ahead.
   */
  clock_off: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: ENDS_AFTER_S,
    words: {
      en: (noted) => ({
        title: `The clock is ${span(noted)} ${isBehind(noted) ? 'behind' : 'ahead'}: it sent ${noted.evidence.sent}. Readings are judged by when they arrive.`,
        advice: isZone(noted)
          ? `It looks like local time without a zone. In the sketch, write UTC: ${inUtc}`
          : `In the sketch, have the clock set: ${setByNtp}`,
      }),
      de: (noted) => ({
        title: `Die Uhr geht ${span(noted)} ${isBehind(noted) ? 'nach' : 'vor'}: Sie sendete ${noted.evidence.sent}. Messwerte werden danach beurteilt, wann sie eintreffen.`,
        advice: isZone(noted)
          ? `Es sieht nach Ortszeit ohne Zone aus. Schreibe im Sketch UTC: ${inUtc}`
          : `Lass im Sketch die Uhr stellen: ${setByNtp}`,
      }),
    },
  },
  /**
   * A time that says nothing: a clock that nobody has set, or what is no time. Ends a day after it was last so.
   * Evidence: `sent`.
   */
  time_unusable: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: ENDS_AFTER_S,
    words: {
      en: ({ evidence }) => ({
        title: `The time ${evidence.sent} cannot be used; readings have the time at which they arrive.`,
        advice: `In the sketch, have the clock set before the first reading, ${setByNtp}, and write ${inUtc} Or send no timestamp.`,
      }),
      de: ({ evidence }) => ({
        title: `Die Zeit ${evidence.sent} ist nicht zu gebrauchen; Messwerte haben die Zeit, zu der sie eintreffen.`,
        advice: `Lass im Sketch die Uhr vor dem ersten Messwert stellen, ${setByNtp}, und schreibe ${inUtc} Oder sende keinen timestamp.`,
      }),
    },
  },
} as const satisfies Record<string, FindingKind>;
