/** How the values of several probes become one value of their plant. Pure: page, alert and advisor all use it. */
import { z } from 'zod';
import { METRICS, perMetric } from '../metrics.ts';

/** `mean`: of all fresh probes. `min`, `max`: the least or the greatest of them. */
export const COMBINATIONS = ['mean', 'min', 'max'] as const;
export type Combination = (typeof COMBINATIONS)[number];

/** For each metric, how a plant's value is made where several devices measure it; `mean` where nothing is said. */
export const combineSchema = z
  .strictObject(
    perMetric((metric) =>
      z
        .enum(COMBINATIONS)
        .optional()
        .meta({ description: `How ${METRICS[metric].words.en.toLowerCase()} of several devices becomes one value` }),
    ),
  )
  .meta({
    id: 'Combine',
    description:
      'How the values of several devices become one value of the plant: the mean of those that are fresh (also where nothing is said), the least (`min`) or the greatest (`max`)',
  });
export type Combine = z.infer<typeof combineSchema>;

/** A device counts as one that sends this often, until its own rhythm is known (s). */
const USUAL_INTERVAL_S = 300;
/** A probe that missed as many of its readings in a row no longer counts. */
const FRESH_INTERVALS = 3;

/**
 * How much older than the plant's newest value the value of a probe may be and still count, in ms.
 * @param intervalS how often the probe sends; null if that is not known yet
 */
export const freshForMs = (intervalS: number | null): number =>
  FRESH_INTERVALS * (intervalS ?? USUAL_INTERVAL_S) * 1000;

/** The newest value of one metric that one device has measured. */
export interface ProbeValue {
  deviceId: string;
  value: number;
  at: Date;
  /** See `freshForMs`. */
  freshForMs: number;
}

/** A plant's value of one metric. */
export interface PlantValue {
  value: number;
  /** When the newest of the values that it is made from was measured. */
  at: Date;
  /** The device whose value it is; for a mean, the one that measured last. */
  deviceId: string;
}

/**
 * A plant's value of one metric. Probes count by the newest among them and not by the time of day: so the value changes
 * only when a reading comes, and is the same whoever works it out, whenever. If all of them are silent, it stays what
 * it was, and is as old as it says.
 * @returns undefined if no probe has measured the metric
 */
export function combined(probes: readonly ProbeValue[], how: Combination = 'mean'): PlantValue | undefined {
  const [first] = probes;
  if (!first) return undefined;
  let newest = first;
  for (const probe of probes) if (probe.at > newest.at) newest = probe;
  const at = newest.at;
  let count = 0;
  let sum = 0;
  let least = newest;
  let greatest = newest;
  for (const probe of probes) {
    if (at.getTime() - probe.at.getTime() > probe.freshForMs) continue;
    count += 1;
    sum += probe.value;
    if (probe.value < least.value) least = probe;
    if (probe.value > greatest.value) greatest = probe;
  }
  switch (how) {
    case 'min':
      return { value: least.value, at, deviceId: least.deviceId };
    case 'max':
      return { value: greatest.value, at, deviceId: greatest.deviceId };
    case 'mean':
      // The mean of equal values may differ from them by a rounding error.
      return {
        value: Math.min(Math.max(sum / count, least.value), greatest.value),
        at,
        deviceId: newest.deviceId,
      };
  }
}
