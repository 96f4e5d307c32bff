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

/** How often a metric of a device comes counts as this while nothing is known of it (s). */
const UNKNOWN_S = 300;
/** A learned interval is not taken to be shorter: boards often send several readings right after their start (s). */
const LEAST_LEARNED_S = 60;
/** A probe that missed as many of its readings in a row no longer counts. */
const MISSED = 3;

/** How often a metric of a device comes, in seconds; null where that is not known. */
export interface ProbeRhythm {
  /** As the owner set it or the device says. */
  toldS: number | null;
  /** As it was learned from its readings. */
  learnedS: number | null;
}

/**
 * How much older than the plant's newest value the value of a probe may be and still count, in ms: three of its
 * intervals. What was learned counts for more than what was told if it is longer: a board may be heard every minute and
 * measure every ten.
 */
export const freshForMs = ({ toldS, learnedS }: ProbeRhythm): number =>
  MISSED * 1000 * (toldS === null ? Math.max(learnedS ?? UNKNOWN_S, LEAST_LEARNED_S) : Math.max(toldS, learnedS ?? 0));

/** The newest value of one metric that one device has measured. */
export interface ProbeValue {
  deviceId: string;
  value: number;
  at: Date;
}

/** A plant's value of one metric. */
export interface PlantValue {
  value: number;
  /** When the newest of the values that it is made from was measured. */
  at: Date;
  /** The device whose value it is; for a mean, the one that measured last. */
  deviceId: string;
}

/** Those values that are not too old compared with the newest of them. */
export function freshOf(probes: readonly ProbeValue[], freshMs: (deviceId: string) => number): ProbeValue[] {
  let newestMs = -Infinity;
  for (const { at } of probes) newestMs = Math.max(newestMs, at.getTime());
  return probes.filter(({ at, deviceId }) => {
    const ageMs = newestMs - at.getTime();
    return ageMs <= 0 || ageMs <= freshMs(deviceId);
  });
}

/**
 * A plant's value of one metric. Probes count by the newest among them and not by the time of day: so the value changes
 * only when a reading comes, and is the same whoever works it out, whenever. If all of them are silent, it stays what
 * it was, and is as old as it says.
 * @param freshMs for how long the value of a probe counts, see `freshForMs`
 * @returns undefined if no probe has measured the metric
 */
export function combined(
  probes: readonly ProbeValue[],
  how: Combination | undefined,
  freshMs: (deviceId: string) => number,
): PlantValue | undefined {
  const fresh = freshOf(probes, freshMs);
  const [first] = fresh;
  if (!first) return undefined;
  let [newest, least, greatest] = [first, first, first];
  let sum = 0;
  for (const probe of fresh) {
    sum += probe.value;
    if (probe.at > newest.at) newest = probe;
    if (probe.value < least.value) least = probe;
    if (probe.value > greatest.value) greatest = probe;
  }
  const { at } = newest;
  switch (how ?? 'mean') {
    case 'min':
      return { value: least.value, at, deviceId: least.deviceId };
    case 'max':
      return { value: greatest.value, at, deviceId: greatest.deviceId };
    case 'mean':
      // The mean of equal values may differ from them by a rounding error.
      return {
        value: Math.min(Math.max(sum / fresh.length, least.value), greatest.value),
        at,
        deviceId: newest.deviceId,
      };
  }
}
