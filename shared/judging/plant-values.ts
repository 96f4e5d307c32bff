import { METRIC_NAMES, type Metric, type MetricValues } from '../metrics.ts';
import { type Combine, combined, freshForMs, type PlantValue, type ProbeValue } from './combine.ts';
import { isJump } from './jumps.ts';

/** A device of a plant, with the newest value of each metric that it has measured. */
export interface StoredProbe {
  deviceId: string;
  plantId: string;
  /** How often it sends (s); null if that is not known yet. */
  intervalS: number | null;
  latest: Partial<Record<Metric, { value: number; at: Date }>>;
}

/** What must be known of a reading to fold it in. */
export interface FoldedReading {
  deviceId: string;
  time: Date;
  values: MetricValues;
}

/** What one probe says of one metric. */
interface Observed {
  /** What the plant is judged by. */
  judged: ProbeValue;
  /** A value that is too far from it to be believed: the next reading confirms it or not. */
  waiting: ProbeValue | undefined;
}

class Probe {
  readonly deviceId: string;
  plantId: string;
  freshForMs = freshForMs(null);
  readonly observed: Partial<Record<Metric, Observed>> = {};

  constructor(deviceId: string, plantId: string) {
    this.deviceId = deviceId;
    this.plantId = plantId;
  }

  hasRhythm(intervalS: number | null): void {
    this.freshForMs = freshForMs(intervalS);
    for (const observed of Object.values(this.observed)) observed.judged.freshForMs = this.freshForMs;
  }

  /**
   * Takes a value that was measured at `at`.
   * @returns whether the plant is to be judged by it; not if it is older than what is known, or waits
   */
  take(metric: Metric, value: number, at: Date): boolean {
    const taken = { deviceId: this.deviceId, value, at, freshForMs: this.freshForMs };
    const before = this.observed[metric];
    if (!before) {
      this.observed[metric] = { judged: taken, waiting: undefined };
      return true;
    }
    const { judged, waiting } = before;
    if (at < judged.at || (waiting && at < waiting.at)) return false;
    // The same reading once more.
    if (waiting && at.getTime() === waiting.at.getTime()) {
      waiting.value = value;
      return false;
    }
    const isBelieved =
      at.getTime() === judged.at.getTime() ||
      !isJump(metric, judged, taken) ||
      (waiting !== undefined && !isJump(metric, waiting, taken));
    if (isBelieved) {
      before.judged = taken;
      before.waiting = undefined;
    } else before.waiting = taken;
    return isBelieved;
  }
}

/**
 * The values of plants, made from those of their probes and kept in memory. Cheap: a reading of a plant's only probe
 * passes straight through.
 */
export class PlantValues {
  readonly #probes = new Map<string, Probe>();
  readonly #ofPlant = new Map<string, Set<Probe>>();

  /**
   * Folds a reading in. Folding it again changes nothing.
   * @returns the plant's value of each metric of the reading. A metric is absent if the plant is not to be judged by
   *   it: its value is older than what the device sent before, or waits for a second reading
   */
  fold({ deviceId, time, values }: FoldedReading, plant: { id: string; combine?: Combine | undefined }): PlantLatest {
    const probe = this.#probeOf(deviceId, plant.id);
    const siblings = this.#ofPlant.get(plant.id);
    const folded: PlantLatest = {};
    for (const metric of METRIC_NAMES) {
      const value = values[metric];
      if (value === undefined || !probe.take(metric, value, time)) continue;
      const combined = siblings && siblings.size > 1 ? this.#combined(siblings, metric, plant.combine) : undefined;
      folded[metric] = combined ?? { value, at: time, deviceId };
    }
    return folded;
  }

  /** The newest value of each metric that the plant is judged by. */
  judged(plantId: string, combine: Combine): PlantLatest {
    const latest: PlantLatest = {};
    const probes = this.#ofPlant.get(plantId);
    if (!probes) return latest;
    for (const metric of METRIC_NAMES) {
      const value = this.#combined(probes, metric, combine);
      if (value) latest[metric] = value;
    }
    return latest;
  }

  /**
   * Brings the probes of some plants and devices up to date with what is stored. What is known here and newer stays, and
   * so does a value that waits.
   * @param of all plants and devices that may have changed
   * @param stored those of these devices, and of these plants' devices, that have a plant
   */
  replace(
    of: { plantIds: readonly string[]; deviceIds: readonly string[] } | 'all',
    stored: readonly StoredProbe[],
  ): void {
    const here = new Set(stored.map(({ deviceId }) => deviceId));
    const known =
      of === 'all'
        ? [...this.#probes.values()]
        : [
            ...of.deviceIds.flatMap((id) => this.#probes.get(id) ?? []),
            ...of.plantIds.flatMap((id) => [...(this.#ofPlant.get(id) ?? [])]),
          ];
    for (const probe of known) if (!here.has(probe.deviceId)) this.#remove(probe);
    for (const one of stored) {
      const probe = this.#probeOf(one.deviceId, one.plantId);
      probe.hasRhythm(one.intervalS);
      for (const metric of METRIC_NAMES) {
        const value = one.latest[metric];
        if (value && !probe.observed[metric]) probe.take(metric, value.value, value.at);
      }
    }
  }

  /**
   * What live readers are shown of the plant after a reading: its value of each metric of the reading, also of one that
   * waits. undefined if the device is the only one of the plant: then the reading itself says it.
   */
  shown({ values }: Pick<FoldedReading, 'values'>, plant: { id: string; combine: Combine }): MetricValues | undefined {
    const probes = this.#ofPlant.get(plant.id);
    if (!probes || probes.size < 2) return undefined;
    const shown: MetricValues = {};
    for (const metric of METRIC_NAMES) {
      const value = values[metric] === undefined ? undefined : this.#combined(probes, metric, plant.combine, true);
      if (value) shown[metric] = value.value;
    }
    return shown;
  }

  #combined(
    probes: Iterable<Probe>,
    metric: Metric,
    combine: Combine | undefined,
    isShown = false,
  ): PlantValue | undefined {
    const values: ProbeValue[] = [];
    for (const { observed } of probes) {
      const of = observed[metric];
      if (of) values.push((isShown && of.waiting) || of.judged);
    }
    return combined(values, combine?.[metric]);
  }

  #probeOf(deviceId: string, plantId: string): Probe {
    let probe = this.#probes.get(deviceId);
    if (probe?.plantId === plantId) return probe;
    if (probe) this.#leavePlant(probe);
    else this.#probes.set(deviceId, (probe = new Probe(deviceId, plantId)));
    probe.plantId = plantId;
    const siblings = this.#ofPlant.get(plantId) ?? new Set();
    this.#ofPlant.set(plantId, siblings.add(probe));
    return probe;
  }

  #remove(probe: Probe): void {
    this.#probes.delete(probe.deviceId);
    this.#leavePlant(probe);
  }

  #leavePlant(probe: Probe): void {
    const siblings = this.#ofPlant.get(probe.plantId);
    siblings?.delete(probe);
    if (siblings?.size === 0) this.#ofPlant.delete(probe.plantId);
  }
}

/** A metric that nothing has measured, or that is not to be judged now, is absent. */
export type PlantLatest = Partial<Record<Metric, PlantValue>>;
