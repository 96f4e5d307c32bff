import { METRIC_NAMES, type Metric, type MetricValues } from '../metrics.ts';
import {
  type Combine,
  combined,
  freshForMs,
  freshOf,
  type PlantValue,
  type ProbeRhythm,
  type ProbeValue,
} from './combine.ts';
import { isJump } from './jumps.ts';

/** A device of a plant, with the newest value of each metric that it has measured. */
export interface StoredProbe {
  deviceId: string;
  plantId: string;
  latest: Partial<Record<Metric, { value: number; at: Date }>>;
}

/** What a probe for soil shows at most in air, in %. */
export const IN_AIR_PCT = 0.5;

/** What must be known of a reading to fold it in. */
export interface FoldedReading {
  deviceId: string;
  time: Date;
  values: MetricValues;
}

type Air = Pick<MetricValues, 'temperature' | 'humidity'>;

/** What one probe says of one metric. */
export interface Observed {
  /** What the plant is judged by. */
  judged: ProbeValue;
  /** A value that is too far from it to be believed: the next reading confirms it or not. */
  waiting: ProbeValue | undefined;
  /** Since which reading its figure is the same, how many of them were followed, and whether it ever was another one. */
  unchanged: { since: Date; readings: number; hasChanged: boolean };
  /** The last time that soil moisture came down to what a probe shows in air, with the air as it was before. */
  stepped: { from: ProbeValue; to: ProbeValue; air: Air } | undefined;
}

/** A device of a plant, with what it says. */
export interface KnownProbe {
  readonly deviceId: string;
  readonly plantId: string;
  readonly observed: Readonly<Partial<Record<Metric, Readonly<Observed>>>>;
}

const UNKNOWN_RHYTHM: ProbeRhythm = { toldS: null, learnedS: null };

class Probe implements KnownProbe {
  readonly deviceId: string;
  plantId: string;
  readonly observed: Partial<Record<Metric, Observed>> = {};
  /** What the air was before soil moisture came down to what a probe shows in air. */
  #airBefore: Air = {};

  constructor(deviceId: string, plantId: string) {
    this.deviceId = deviceId;
    this.plantId = plantId;
  }

  /**
   * Takes a value that was measured at `at`.
   * @returns whether the plant is to be judged by it; not if it is older than what is known, or waits
   */
  take(metric: Metric, value: number, at: Date): boolean {
    const taken = { deviceId: this.deviceId, value, at };
    const before = this.observed[metric];
    if (!before) {
      this.observed[metric] = {
        judged: taken,
        waiting: undefined,
        unchanged: { since: at, readings: 1, hasChanged: false },
        stepped: undefined,
      };
      return true;
    }
    const { judged, waiting } = before;
    if (at < judged.at || (waiting && at < waiting.at)) return false;
    // It may wait; then the air is followed on. Soil moisture is taken first of all metrics of a reading.
    if (metric === 'soil_moisture' && value <= IN_AIR_PCT && (waiting ?? judged).value > IN_AIR_PCT)
      this.#airBefore = this.#air();
    // The same reading once more.
    if (waiting && at.getTime() === waiting.at.getTime()) {
      waiting.value = value;
      return false;
    }
    const isBelieved =
      at.getTime() === judged.at.getTime() ||
      !isJump(metric, judged, taken) ||
      (waiting !== undefined && !isJump(metric, waiting, taken));
    if (isBelieved) this.#believe(metric, before, taken);
    else before.waiting = taken;
    return isBelieved;
  }

  #air(): Air {
    const { temperature, humidity } = this.observed;
    return {
      ...(temperature && { temperature: temperature.judged.value }),
      ...(humidity && { humidity: humidity.judged.value }),
    };
  }

  #believe(metric: Metric, observed: Observed, taken: ProbeValue): void {
    const { judged, unchanged } = observed;
    if (judged.value !== taken.value) {
      observed.unchanged = { since: taken.at, readings: 1, hasChanged: true };
      if (metric === 'soil_moisture' && taken.value <= IN_AIR_PCT && judged.value > IN_AIR_PCT) {
        observed.stepped = { from: judged, to: taken, air: this.#airBefore };
      }
    } else if (taken.at > judged.at) unchanged.readings += 1;
    observed.judged = taken;
    observed.waiting = undefined;
  }
}

/**
 * The values of plants, made from those of their probes and kept in memory. Cheap: a reading of a plant's only probe
 * passes straight through.
 */
export class PlantValues {
  readonly #rhythmOf: (deviceId: string, metric: Metric) => ProbeRhythm;
  readonly #probes = new Map<string, Probe>();
  readonly #ofPlant = new Map<string, Set<Probe>>();

  /** @param rhythmOf how often a device sends a metric, where that is known */
  constructor(rhythmOf: (deviceId: string, metric: Metric) => ProbeRhythm = () => UNKNOWN_RHYTHM) {
    this.#rhythmOf = rhythmOf;
  }

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

  /** All devices that are known to measure a plant. */
  probes(): IterableIterator<KnownProbe> {
    return this.#probes.values();
  }

  /** The values of one metric that a plant's devices have, and those of them that are fresh. */
  freshProbes(plantId: string, metric: Metric): { all: ProbeValue[]; fresh: ProbeValue[] } {
    const all = [...(this.#ofPlant.get(plantId) ?? [])].flatMap(({ observed }) => observed[metric]?.judged ?? []);
    return { all, fresh: freshOf(all, (deviceId) => freshForMs(this.#rhythmOf(deviceId, metric))) };
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
    return combined(values, combine?.[metric], (deviceId) => freshForMs(this.#rhythmOf(deviceId, metric)));
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
