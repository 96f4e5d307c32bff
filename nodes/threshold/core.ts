import type { Metric } from '@plantops/shared/metrics.ts';
import type { AlertState } from '@plantops/shared/ports.ts';
import type { Limits } from '@plantops/shared/thresholds.ts';

export interface JudgeOptions {
  /** How far inside the range a value must be to end an alert: a share of the range, or of the only limit. */
  hysteresisPct: number;
  /** Least time between two breach messages about the same plant and metric, in seconds. */
  cooldownS: number;
}

type Side = { direction: 'min' | 'max'; threshold: number };

export type Judgement =
  | { action: 'none' }
  | ({ action: 'open'; notify: boolean; replaces: number | undefined } & Side)
  | ({ action: 'remind'; alertId: number } & Side)
  | { action: 'close'; alertId: number; notify: boolean };

const NONE: Judgement = { action: 'none' };

/** Which limit a value breaks, if any. A value equal to a limit is inside. */
export function breachedSide(value: number, limits: Limits): Side | undefined {
  if (limits.min != null && value < limits.min) return { direction: 'min', threshold: limits.min };
  if (limits.max != null && value > limits.max) return { direction: 'max', threshold: limits.max };
  return undefined;
}

/** Distance from the limit at which an alert ends, in the metric's unit. */
export function hysteresisOf(limits: Limits, hysteresisPct: number): number {
  const { min, max } = limits;
  const base = min != null && max != null ? max - min : Math.abs(min ?? max ?? 0);
  return (base * hysteresisPct) / 100;
}

/** Whether a value is far enough inside the side that was broken. */
function hasRecovered(value: number, direction: 'min' | 'max', limits: Limits, hysteresisPct: number): boolean {
  const limit = limits[direction];
  // The limit that was broken is gone: there is nothing left to recover from.
  if (limit == null) return true;
  const margin = hysteresisOf(limits, hysteresisPct);
  return direction === 'min' ? value >= limit + margin : value <= limit - margin;
}

/**
 * What a value means for the alert about one metric of one plant.
 * The cooldown counts from the last breach message, also across alerts, so that a value that swings around a limit
 * does not send one message per swing. A recovery is told only for an alert that was told. While muted nothing is told:
 * a breach that outlasts it is told at the next reading, as the first message about its alert where there was none.
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
    return mayNotify ? { action: 'remind', alertId: open.id, ...side } : NONE;
  }
  if (open && hasRecovered(value, open.direction, limits, options.hysteresisPct)) {
    return { action: 'close', alertId: open.id, notify: open.noticed && !muted };
  }
  return NONE;
}

/** Whether a reading may raise alerts: not an older one than was judged before, and not older than three heartbeats. */
export function isCurrent(
  readingTime: Date,
  judgedUntil: Date | undefined,
  now: Date,
  heartbeatIntervalS: number,
): boolean {
  if (judgedUntil && readingTime < judgedUntil) return false;
  return now.getTime() - readingTime.getTime() <= 3 * heartbeatIntervalS * 1000;
}

/** The alert text that the contract fixes, such as `soil_moisture is 15.2, threshold min 20.0`. */
export const breachMessage = (metric: Metric, value: number, { direction, threshold }: Side): string =>
  `${metric} is ${value.toFixed(1)}, threshold ${direction} ${threshold.toFixed(1)}`;

export const recoveryMessage = (metric: Metric, value: number): string =>
  `${metric} is ${value.toFixed(1)}, back in range`;
