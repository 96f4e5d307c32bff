import type { Combine } from '@plantops/shared/judging/combine.ts';
import type { Metric } from '@plantops/shared/metrics.ts';
import type { Reading } from '@plantops/shared/messages.ts';
import type { AlertState, DeviceContext, LatestValue, ReviewCause } from '@plantops/shared/ports.ts';
import type { Limits, Thresholds } from '@plantops/shared/thresholds.ts';

export interface JudgeOptions {
  /** How far inside the limit a value must be to end an alert: a percentage of the range, or of the only limit. */
  hysteresisPct: number;
  /** Shortest time between two breach messages about the same plant and metric, in seconds. */
  cooldownS: number;
}

type Side = { direction: 'min' | 'max'; threshold: number };

export type Judgement =
  | { action: 'none' }
  | ({ action: 'open'; notify: boolean; replaces: number | undefined } & Side)
  | ({ action: 'remind'; alertId: number } & Side)
  /** `isNews`: it grew worse, so the owner has not seen it yet. */
  | ({ action: 'restate'; alertId: number; isNews?: true } & Side)
  | { action: 'close'; alertId: number; notify: boolean };

const NONE: Judgement = { action: 'none' };

/** What a reading is judged for, and by which limits. */
export interface JudgedPlant {
  id: string;
  limits: Thresholds;
  /** How the values of its devices become one. */
  combine?: Combine | undefined;
}

/** The plant as a message carries it. A flow may have changed its limits, for the time of day for example. */
export type PlantOnMessage = { id: string; thresholds?: Thresholds | undefined } | null | undefined;

/** The plant of a device; undefined if it has none now, or the reading belongs to another. */
export function plantOfDevice(
  { plantId }: Reading,
  onMessage: PlantOnMessage,
  device: DeviceContext | undefined,
): JudgedPlant | undefined {
  const plant = device?.plant;
  if (!plant || plant.id !== plantId) return undefined;
  return {
    id: plant.id,
    limits: (onMessage?.id === plantId && onMessage.thresholds) || plant.thresholds,
    combine: plant.combine,
  };
}

/** The same where nobody knows devices and plants: a device counts as a plant of its own unless the message names one. */
export const plantOfMessage = (
  { plantId, deviceId }: Reading,
  onMessage: PlantOnMessage,
  limits: Thresholds,
): JudgedPlant => ({ id: onMessage?.id ?? plantId ?? deviceId, limits: onMessage?.thresholds ?? limits });

/** Which limit a value breaks, if any. A value equal to a limit breaks none. */
export function breachedSide(value: number, limits: Limits): Side | undefined {
  if (limits.min != null && value < limits.min) return { direction: 'min', threshold: limits.min };
  if (limits.max != null && value > limits.max) return { direction: 'max', threshold: limits.max };
  return undefined;
}

/** Whether nothing follows from a value whatever else is known: it breaks no limit, and there is no alert to end. */
export const isUneventful = (value: number, limits: Limits, { open }: AlertState): boolean =>
  !open && !(limits.min != null && value < limits.min) && !(limits.max != null && value > limits.max);

/** Distance from the limit at which an alert ends, in the metric's unit. */
export function hysteresisOf(limits: Limits, hysteresisPct: number): number {
  const { min, max } = limits;
  const base = min != null && max != null ? max - min : Math.abs(min ?? max ?? 0);
  return (base * hysteresisPct) / 100;
}

/**
 * Whether a value that breaks no limit ends the alert. It must be inside the limit by the margin, so that a value that
 * swings around the limit does not open one alert after another. If the limit was removed or changed, no margin is
 * needed.
 */
function hasRecovered(
  value: number,
  { direction, threshold }: NonNullable<AlertState['open']>,
  limits: Limits,
  hysteresisPct: number,
): boolean {
  const limit = limits[direction];
  if (limit == null || limit !== threshold) return true;
  const margin = hysteresisOf(limits, hysteresisPct);
  return direction === 'min' ? value >= limit + margin : value <= limit - margin;
}

/** A breach grew worse if it is further out by this share of the range, or of the only limit (%). */
const WORSE_PCT = 10;

/** Whether a breach is clearly worse than when the owner acknowledged it. */
function grewWorse(value: number, seenValue: number, direction: 'min' | 'max', limits: Limits): boolean {
  const further = direction === 'min' ? seenValue - value : value - seenValue;
  return further > 0 && further >= hysteresisOf(limits, WORSE_PCT);
}

/**
 * What a value means for the alert about one metric of one plant. The cooldown counts from the last breach message,
 * also across alerts, so that a value that swings around a limit does not send a message per swing. A recovery is
 * announced only if its alert was. Nothing is announced while muted. A breach that outlasts the mute is announced at
 * the next reading: as the first message about its alert if there was none before. An alert that the owner acknowledged is
 * quiet until its breach grows worse.
 */
export function judge(value: number, limits: Limits, state: AlertState, options: JudgeOptions, now: Date): Judgement {
  const side = breachedSide(value, limits);
  const muted = state.mutedUntil !== undefined && now < state.mutedUntil;
  const cooledDown =
    state.lastNoticeAt === undefined || now.getTime() - state.lastNoticeAt.getTime() >= options.cooldownS * 1000;
  const mayNotify = cooledDown && !muted;
  const { open } = state;
  if (side) {
    if (!open) return { action: 'open', notify: mayNotify, replaces: undefined, ...side };
    if (open.direction !== side.direction) return { action: 'open', notify: mayNotify, replaces: open.id, ...side };
    const isWorse = open.seenValue !== undefined && grewWorse(value, open.seenValue, side.direction, limits);
    const isQuiet = open.seenValue !== undefined && !isWorse;
    if (mayNotify && !isQuiet) return { action: 'remind', alertId: open.id, ...side };
    if (isWorse) return { action: 'restate', alertId: open.id, isNews: true, ...side };
    return open.threshold === side.threshold ? NONE : { action: 'restate', alertId: open.id, ...side };
  }
  if (open && hasRecovered(value, open, limits, options.hysteresisPct)) {
    return { action: 'close', alertId: open.id, notify: open.noticed && !muted };
  }
  return NONE;
}

/**
 * Whether a reading may raise alerts: it must not be older than the last one judged, nor older than three heartbeats.
 */
export function isCurrent(
  readingTime: Date,
  judgedUntil: Date | undefined,
  now: Date,
  heartbeatIntervalS: number,
): boolean {
  if (judgedUntil && readingTime < judgedUntil) return false;
  return now.getTime() - readingTime.getTime() <= 3 * heartbeatIntervalS * 1000;
}

/**
 * What a change of limits, devices, mutes or the cooldown means for the alert about one metric, judged by the newest
 * value. An outdated value can end an alert, but it is no news: it neither opens an alert nor sends a reminder. There is no
 * reminder of a value that a message was about already, unless the cooldown was changed for it, and after a start none
 * of an alert that was announced before.
 * @param latest undefined if no device of the plant measures the metric (any more), so that no reading could end the
 *   alert
 */
export function judgeAgain(
  latest: LatestValue | undefined,
  limits: Limits,
  state: AlertState,
  options: JudgeOptions & { heartbeatIntervalS: number; cause: ReviewCause },
  now: Date,
): Judgement {
  const { open, judgedUntil, toldUntil } = state;
  if (!latest) return open ? { action: 'close', alertId: open.id, notify: false } : NONE;
  // A newer reading was judged while this value was being read.
  if (judgedUntil && latest.at < judgedUntil) return NONE;
  const judgement = judge(latest.value, limits, state, options, now);
  const isNews = isCurrent(latest.at, judgedUntil, now, options.heartbeatIntervalS);
  const isToldValue = toldUntil !== undefined && latest.at <= toldUntil;
  const isTold = open?.noticed && { change: isToldValue, cooldown: false, start: true }[options.cause];
  if (isNews && !(isTold && judgement.action === 'remind')) return judgement;
  switch (judgement.action) {
    case 'none':
    case 'close':
    case 'restate':
      return judgement;
    case 'open':
      return judgement.replaces === undefined ? NONE : { ...judgement, notify: false };
    case 'remind':
      return judgement.threshold === open?.threshold ? NONE : { ...judgement, action: 'restate' };
  }
}

/** The alert text that the contract specifies, such as `soil_moisture is 15.2, threshold min 20.0`. */
export const breachMessage = (metric: Metric, value: number, { direction, threshold }: Side): string =>
  `${metric} is ${value.toFixed(1)}, threshold ${direction} ${threshold.toFixed(1)}`;

/** @param limits the current limits; the broken one may have been removed */
export const recoveryMessage = (metric: Metric, value: number, direction: 'min' | 'max', limits: Limits): string =>
  `${metric} is ${value.toFixed(1)}, ${limits[direction] == null ? 'no limit any more' : 'back in range'}`;
