/**
 * How often a device, or one of its metrics, is heard: learned from the gaps between its reports. Robust against bursts
 * of buffered readings, single outages, and boards that sleep longer at night.
 */
import type { ProbeRhythm } from '@plantops/shared/judging/combine.ts';
import type { PresenceFacts } from '@plantops/shared/ports.ts';
import { type KnownIntervals, ownInterval } from '@plantops/shared/report-interval.ts';

/** What is remembered of a rhythm. Plain data, so that it can be kept as JSON. */
export interface Rhythm {
  /** When the newest report began (ms since 1970); undefined if there was none. */
  lastAtMs?: number | undefined;
  /** The newest gaps between reports (s), oldest first. */
  gaps: number[];
  /**
   * A pause that is far longer than the usual gaps and came twice in a row, as of a board that sleeps longer at night:
   * its length (s), and until when it counts (ms since 1970).
   */
  pause?: { lengthS: number; untilMs: number } | undefined;
}

export const newRhythm = (): Rhythm => ({ gaps: [] });

/** How many gaps are remembered. */
const MOST_GAPS = 16;
/** Gaps are sorted, and the one at this share of the list is the rhythm: high, so that a slow phase does not flap. */
const QUANTILE = 0.8;
/** Messages that follow each other within this time are one report, whatever the rhythm (s). */
const LONGEST_BURST_S = 5;
/** Gaps shorter than this share of a pause that comes again and again are within one waking time of a sleeping board. */
const WAKING_SHARE = 0.1;
/** Pauses are alike if one is at most so many times as long as the other. */
const ALIKE = 1.5;
/** A gap is a pause if it is more than so many times as long as the rhythm. */
const PAUSE_FACTOR = 2;
/** A pause counts for a week after it came last. */
const PAUSE_COUNTS_MS = 7 * 86_400_000;
/**
 * A rhythm is known from so many gaps on, if all but the longest are together as long as so many heartbeats: what a board
 * sends in its first minutes, while its owner restarts it again and again, says nothing of how long it sleeps.
 */
const KNOWN = { gaps: 3, heartbeats: 3 };
/**
 * Of a board whose rhythm is not known yet, the first silence is told after so many heartbeats, three hours by default:
 * a board that sleeps for an hour is not accused, and one that dies right after it was set up is told of on the same day.
 */
const FIRST_SILENCE_HEARTBEATS = 180;

const alike = (one: number, other: number): boolean => Math.max(one, other) <= ALIKE * Math.min(one, other);

/**
 * Notes that something was heard at `atMs`.
 * @param hearingSinceMs since when everything could be heard; a gap that began before says nothing about the device
 * @param heartbeatS the interval that devices have by default (s); messages closer than a quarter of it are one report
 * @returns whether this began a report; false within a burst, and for a message that is out of order
 */
export function noteReport(rhythm: Rhythm, atMs: number, hearingSinceMs: number, heartbeatS: number): boolean {
  const { lastAtMs, gaps } = rhythm;
  if (lastAtMs === undefined) {
    rhythm.lastAtMs = atMs;
    return true;
  }
  const gapS = (atMs - lastAtMs) / 1000;
  if (gapS < Math.min(LONGEST_BURST_S, heartbeatS / 4)) return false;
  rhythm.lastAtMs = atMs;
  if (lastAtMs < hearingSinceMs) return true;
  notePause(rhythm, gapS, atMs, heartbeatS);
  gaps.push(gapS);
  if (gaps.length > MOST_GAPS) gaps.shift();
  return true;
}

function notePause(rhythm: Rhythm, gapS: number, atMs: number, heartbeatS: number): void {
  const { gaps, pause } = rhythm;
  if (pause && alike(gapS, pause.lengthS)) {
    pause.untilMs = atMs + PAUSE_COUNTS_MS;
    return;
  }
  const before = gaps.at(-1);
  const usualS = usualGapS(gaps.slice(0, -1), heartbeatS);
  if (before === undefined || usualS === undefined || !alike(before, gapS)) return;
  if (Math.min(before, gapS) > PAUSE_FACTOR * usualS)
    rhythm.pause = { lengthS: Math.max(before, gapS), untilMs: atMs + PAUSE_COUNTS_MS };
}

/** A high quantile of the gaps, without those inside of waking times; undefined if there are none. */
function usualGapS(gaps: readonly number[], heartbeatS: number): number | undefined {
  const sorted = gaps.toSorted((one, other) => one - other);
  // The longest gap may be a single outage; one that came twice is what the board does.
  const comesAgainS = sorted.at(-2) ?? 0;
  const shortestS = Math.min(WAKING_SHARE * comesAgainS, heartbeatS / 2);
  const reports = sorted.filter((gapS) => gapS >= shortestS);
  return reports[Math.floor((reports.length - 1) * QUANTILE)];
}

/**
 * The interval that was learned (s); undefined before the second report. The first gap counts at once, since it is all
 * that is known: a board that wakes every 30 minutes is late once, not every time.
 */
export function learnedIntervalS(rhythm: Rhythm, nowMs: number, heartbeatS: number): number | undefined {
  const usualS = usualGapS(rhythm.gaps, heartbeatS);
  if (usualS === undefined || !rhythm.pause || rhythm.pause.untilMs < nowMs) return usualS;
  return Math.max(usualS, rhythm.pause.lengthS);
}

/** Whether enough was heard to know how long the gaps of this rhythm are. */
export function isKnownRhythm({ gaps }: Pick<Rhythm, 'gaps'>, heartbeatS: number): boolean {
  if (gaps.length >= MOST_GAPS) return true;
  const allS = gaps.reduce((sum, gapS) => sum + gapS, 0);
  return gaps.length >= KNOWN.gaps && allS - Math.max(...gaps) >= KNOWN.heartbeats * heartbeatS;
}

/**
 * For how long a device may be silent before it is offline (s).
 *
 * Its own intervals count, but never fewer than as many heartbeats, except where a device that sends no heartbeats was
 * given a shorter interval: a learned one only lengthens, since a board often sends several readings right after its
 * start.
 * @param missed how many intervals may pass
 */
export function silentAfterS(
  known: KnownIntervals & { sendsHeartbeats: boolean },
  missed: number,
  heartbeatS: number,
): number {
  const { intervalS, source } = ownInterval(known);
  const isTakenAtItsWord = (source === 'set' || source === 'given') && !known.sendsHeartbeats;
  const ownS = intervalS ?? heartbeatS;
  return missed * (isTakenAtItsWord ? ownS : Math.max(ownS, heartbeatS));
}

/**
 * For how long a device may be silent before the owner is told (s). That is when it is offline, except of one that has
 * sent nothing but a few readings, and never said how often: it may be asleep until the next one.
 * @param missed how many intervals may pass
 */
export function tellAfterS(device: DeviceRhythm, missed: number, heartbeatS: number): number {
  const silentS = silentAfterS(device, missed, heartbeatS);
  const isTold = device.setS != null || device.givenS != null;
  if (!device.hasMeasured || device.sendsHeartbeats || isTold || isKnownRhythm(device.rhythm, heartbeatS))
    return silentS;
  return Math.max(silentS, FIRST_SILENCE_HEARTBEATS * heartbeatS);
}

/**
 * How often a device sends one of its metrics, by the gaps between the readings that had it. The pauses of a board that
 * sleeps longer at night are left out: then another probe is nearer to the truth.
 * @param rhythm of the metric; undefined if it came once at most
 */
export const probeRhythm = (
  { setS, givenS }: KnownIntervals,
  rhythm: Pick<Rhythm, 'gaps'> | undefined,
): ProbeRhythm => ({
  toldS: setS ?? givenS ?? null,
  // Shorter gaps make no difference to how long the probe counts.
  learnedS: (rhythm && usualGapS(rhythm.gaps, Infinity)) ?? null,
});

/** What is known of how often a device is heard. */
export interface DeviceRhythm extends KnownIntervals {
  rhythm: Rhythm;
  sendsHeartbeats: boolean;
  /** Whether a reading has come. */
  hasMeasured: boolean;
}

export const newDeviceRhythm = (): DeviceRhythm => ({
  rhythm: newRhythm(),
  sendsHeartbeats: false,
  hasMeasured: false,
});

/** What a message changed of the intervals of its device (s). */
export interface IntervalChange {
  givenIntervalS?: number;
  learnedIntervalS?: number;
  sendsHeartbeats?: boolean;
}

/** A learned interval counts as changed if it differs by more than this share. */
const NOTABLE_CHANGE = 0.1;

const isNotable = (beforeS: number | null | undefined, nowS: number): boolean =>
  beforeS == null || Math.abs(nowS - beforeS) > NOTABLE_CHANGE * beforeS;

/** To whole seconds from ten seconds on, else to tenths. */
const rounded = (seconds: number): number => (seconds >= 10 ? Math.round(seconds) : Math.round(seconds * 10) / 10);

/**
 * Notes an accepted message of a device; the other parameters are those of `noteReport`.
 * @param facts the vitals of a heartbeat, the values of a reading, or neither
 * @returns whether it began a report, and what it changed, if anything
 */
export function noteHeard(
  device: DeviceRhythm,
  { vitals, values }: Pick<PresenceFacts, 'vitals' | 'values'>,
  atMs: number,
  hearingSinceMs: number,
  heartbeatS: number,
): { isReport: boolean; change: IntervalChange | undefined } {
  const change: IntervalChange = {};
  const isReport = noteReport(device.rhythm, atMs, hearingSinceMs, heartbeatS);
  const learnedS = isReport ? learnedIntervalS(device.rhythm, atMs, heartbeatS) : undefined;
  if (learnedS !== undefined && isNotable(device.learnedS, learnedS)) {
    device.learnedS = rounded(learnedS);
    change.learnedIntervalS = device.learnedS;
  }
  if (values) device.hasMeasured = true;
  if (vitals && !device.sendsHeartbeats) {
    device.sendsHeartbeats = true;
    change.sendsHeartbeats = true;
  }
  const givenS = vitals?.report_interval_s;
  if (givenS != null && givenS !== device.givenS) {
    device.givenS = givenS;
    change.givenIntervalS = givenS;
  }
  return { isReport, change: Object.keys(change).length > 0 ? change : undefined };
}
