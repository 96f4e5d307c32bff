/**
 * Where a reading belongs in time when the clock of its board may be off.
 *
 * A reading that is older than its receipt was either kept by its board for a while, or sent at once by a board whose
 * clock lags. One message cannot tell. Two can: a board that sends live has the same lag each time, while the readings of
 * a buffer come in a burst, and each lags by less than the one before. A buffer of readings that were measured many times
 * a second may be sent about as fast as it was measured, and then lags alike for a while, so there it takes longer to tell.
 * Once the offset of a clock is known, it holds for readings from the buffer, too.
 */
import { EARLIEST_TIME_MS } from '@plantops/shared/messages.ts';
import type { ClockVerdict } from '@plantops/shared/ports.ts';

/** What is known of the clock of one device. */
export interface ClockState {
  /** How far the clock is behind in ms, negative if it is ahead; undefined if it is right, or nothing is known. */
  offsetMs: number | undefined;
  /** Whether a message came with the right time since this process started. */
  wasRight: boolean;
  /** Whether the last message came with the right time. */
  isRight: boolean;
  /** Messages in a row that were sent with the same lag. */
  steady:
    | { lagMs: number; lagAtMs: number; sentMs: number; fromMs: number; fromSentMs: number; count: number }
    | undefined;
  /** The times given lately, each with what the device said; undefined while its clock was never off. */
  given: Map<number, number> | undefined;
}

export const unknownClock = (offsetMs?: number): ClockState => ({
  offsetMs,
  wasRight: false,
  isRight: false,
  steady: undefined,
  given: offsetMs === undefined ? undefined : new Map(),
});

/** Later than any calendar of a database or a browser is sure to hold: no clock that was ever set shows it. */
const LATEST_TIME_MS = Date.UTC(2200, 0, 1);
/** A reading may be this old without anybody wondering: a board measures, wakes its radio, connects and sends (ms). */
const USUAL_LAG_MS = 60_000;
/** Lags that differ by this much are the same: times in whole seconds, and the network (ms). */
const SAME_LAG_MS = 1200;
/**
 * So much of the time between two messages a clock may lose or gain: the oscillator that an ESP32 counts by in deep sleep is
 * off by up to 5 % where it is not calibrated against the crystal (Espressif, ESP-IDF, "System Time").
 */
const DRIFT_SHARE = 0.05;
/** Messages within this time of each other may be a burst (ms). */
const STEADY_MS = 1500;
/** Soil and air are measured less often than this, so readings that are closer together may be a buffer (ms). */
const LIVE_RHYTHM_MS = 500;
/** For so long such readings must have come as fast as they were measured, to 4 % by `SAME_LAG_MS` (ms). */
const STEADY_OF_CLOSE_MS = 30_000;
/** A clock that was right lags only if more messages say so: a board may send what it kept one by one. */
const MESSAGES_OF_UNKNOWN = 2;
const MESSAGES_OF_RIGHT = 3;
/** No time zone is further from UTC: a greater offset is that of a clock that nobody has set. */
const WIDEST_ZONE_MS = 15 * 3_600_000;
/** An offset is followed when it moves by this much, as that of a clock which loses time does (ms). */
const DRIFT_MS = 2000;
/** A time found from a receipt can only meet times given for about the same moment: others are forgotten (ms). */
const GIVEN_FOR_MS = 5000;
/** More than a server can receive from one device before a millisecond passes. */
const MOST_GIVEN = 2000;

/**
 * Where a reading belongs in time.
 * @param state what is known of the device's clock; it is changed
 * @param sentMs when it was measured by the device's clock; NaN if it sent no time
 * @param aheadMs how far a clock may be ahead
 */
export function placeInTime(state: ClockState, sentMs: number, receivedAt: Date, aheadMs: number): ClockVerdict {
  state.isRight = false;
  if (!(sentMs >= EARLIEST_TIME_MS && sentMs <= LATEST_TIME_MS)) {
    state.steady = undefined;
    return { time: receivedAt, clockWrong: true };
  }
  const receivedMs = receivedAt.getTime();
  const lagMs = receivedMs - sentMs;
  if (state.offsetMs === undefined && lagMs >= -aheadMs && lagMs <= USUAL_LAG_MS) {
    state.wasRight = true;
    state.isRight = true;
    state.steady = undefined;
    return { time: new Date(ownTime(state, sentMs, sentMs, receivedMs)), clockWrong: false };
  }
  const messages = follow(state, sentMs, receivedMs);
  // A correction to before 2020 is by an offset that is no longer true.
  if (state.offsetMs !== undefined && sentMs + state.offsetMs < EARLIEST_TIME_MS) state.offsetMs = undefined;
  const before = state.offsetMs;
  state.offsetMs = offsetNow(state, lagMs, messages, aheadMs);
  if (state.offsetMs !== undefined) state.given ??= new Map();
  const atMs = ownTime(state, sentMs + (state.offsetMs ?? 0), sentMs, receivedMs);
  if (state.offsetMs === undefined) return { time: new Date(atMs), clockWrong: false };
  // The readings that follow keep their distance to one that was moved.
  if (state.offsetMs !== before) state.offsetMs = atMs - sentMs;
  return { time: new Date(atMs), clockWrong: true, offsetMs: state.offsetMs };
}

/**
 * The next time from `atMs` that no other moment of the device was given. While the clock jumps, messages that come within
 * a millisecond would all be placed in it, and all but the first be taken for its repetition.
 */
function ownTime({ given }: ClockState, atMs: number, sentMs: number, receivedMs: number): number {
  if (!given) return atMs;
  for (const known of given.keys()) {
    if (known >= receivedMs - GIVEN_FOR_MS && given.size < MOST_GIVEN) break;
    given.delete(known);
  }
  let ownMs = atMs;
  while ((given.get(ownMs) ?? sentMs) !== sentMs) ownMs += 1;
  if (ownMs >= receivedMs - GIVEN_FOR_MS) given.set(ownMs, sentMs);
  return ownMs;
}

/** Counts how many messages in a row came as they were sent; one while they may be a burst. */
function follow(state: ClockState, sentMs: number, receivedMs: number): number {
  const lagMs = receivedMs - sentMs;
  const { steady } = state;
  const movedMs = steady ? Math.abs(lagMs - steady.lagMs) : Infinity;
  if (!steady || movedMs > Math.max(SAME_LAG_MS, DRIFT_SHARE * (receivedMs - steady.lagAtMs))) {
    state.steady = { lagMs, lagAtMs: receivedMs, sentMs, fromMs: receivedMs, fromSentMs: sentMs, count: 1 };
    return 1;
  }
  // A lag that creeps is followed where messages are so far apart that they are no burst.
  if (movedMs > SAME_LAG_MS) [steady.lagMs, steady.lagAtMs] = [lagMs, receivedMs];
  // Values of one moment, each in a message of its own, are one message.
  if (sentMs > steady.sentMs) {
    steady.sentMs = sentMs;
    steady.count += 1;
  }
  const sentSpanMs = steady.sentMs - steady.fromSentMs;
  const neededMs = sentSpanMs < LIVE_RHYTHM_MS * (steady.count - 1) ? STEADY_OF_CLOSE_MS : STEADY_MS;
  return receivedMs - steady.fromMs >= neededMs && sentSpanMs >= neededMs / 3 ? steady.count : 1;
}

/** The offset after a message. @param messages how many came in a row as they were sent */
function offsetNow(
  { offsetMs, wasRight }: ClockState,
  lagMs: number,
  messages: number,
  aheadMs: number,
): number | undefined {
  const isRight = lagMs >= -aheadMs && lagMs <= USUAL_LAG_MS;
  if (offsetMs === undefined) {
    // Nothing can be measured later than it is received: the clock is ahead.
    if (lagMs < -aheadMs) return lagMs;
    return messages >= (wasRight ? MESSAGES_OF_RIGHT : MESSAGES_OF_UNKNOWN) ? lagMs : undefined;
  }
  const beyondMs = offsetMs - lagMs;
  // By the known offset the message would come from the future, so the clock was set meanwhile.
  if (beyondMs > USUAL_LAG_MS) return lagMs < -aheadMs ? lagMs : undefined;
  // A clock that nobody had set is set now: a buffer does not reach back that far.
  if (isRight && (messages >= MESSAGES_OF_UNKNOWN || offsetMs < -WIDEST_ZONE_MS)) return undefined;
  if (beyondMs < -USUAL_LAG_MS) return messages >= MESSAGES_OF_RIGHT ? lagMs : offsetMs;
  return messages >= MESSAGES_OF_UNKNOWN && Math.abs(beyondMs) > DRIFT_MS ? lagMs : offsetMs;
}
