import type { PresenceState } from '@plantops/nodes/presence/core.ts';
import { isStale } from '@plantops/nodes/presence/stale.ts';
import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import type { DeviceDirectory, Findings, Notice } from '@plantops/shared/ports.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { RhythmBook } from './rhythm-book.ts';
import { StaleWatch, type StaleWatchOptions, type WatchedAge, type WatchedPlant } from './stale-watch.ts';

export interface MetricWatchOptions extends StaleWatchOptions {
  devices: ReadonlyMap<string, PresenceState>;
  rhythms: Pick<RhythmBook, 'agesOf'>;
  directory: Pick<DeviceDirectory, 'find'> & { nameOf: (deviceId: string) => string };
  findings: Findings;
  bus: ChangeBus;
}

/**
 * Has the metrics of those plants judged of which something was heard, and of those with an open alert. A probe that is
 * silent while another of its plant measures the same is noted at its device: the plant still has a value.
 */
export class MetricWatch {
  readonly #options: MetricWatchOptions;
  readonly #stale: StaleWatch;
  /** Devices that were heard since the last judgement. */
  readonly #spoke = new Set<string>();

  constructor(options: MetricWatchOptions) {
    this.#options = options;
    this.#stale = new StaleWatch(options);
    options.bus.on(['plant_removed', 'plant_restored', 'device_moved', 'changes_missed'], () => this.#stale.forget());
    options.bus.on('data_replaced', () => {
      this.#spoke.clear();
      this.#stale.forget();
    });
  }

  heard(deviceId: string): void {
    this.#spoke.add(deviceId);
  }

  /**
   * @param hearingSince since when everything could be heard
   * @param missed how many intervals may be missed
   */
  async judge(now: Date, hearingSince: Date, missed: number): Promise<{ notices: Notice[]; alertIds: number[] }> {
    const { devices, rhythms, directory } = this.#options;
    const spoke = [...this.#spoke];
    this.#spoke.clear();
    try {
      const plantIds = new Set(await this.#stale.plants());
      for (const deviceId of spoke) {
        const plant = directory.find(deviceId)?.plant;
        if (plant) plantIds.add(plant.id);
      }
      if (plantIds.size === 0) return { notices: [], alertIds: [] };
      const plants = watchedPlants(plantIds, devices, rhythms, directory, missed);
      for (const { metrics } of plants)
        for (const [metric, ages] of metrics) this.#noteSilentProbes(metric, ages, hearingSince);
      return await this.#stale.judge(plants, now, hearingSince);
    } catch (failure) {
      for (const deviceId of spoke) this.#spoke.add(deviceId);
      throw failure;
    }
  }

  /** @param ages of all devices of one plant that have measured the metric */
  #noteSilentProbes(metric: Metric, ages: readonly WatchedAge[], hearingSince: Date): void {
    const { findings, directory } = this.#options;
    const heard = ages.filter(({ isHeard }) => isHeard);
    const other = heard.find((age) => !isStale(age, hearingSince.getTime()));
    for (const age of heard) {
      const isKnown = findings.has(age.deviceId, 'probe_silent', metric);
      if (!isStale(age, hearingSince.getTime())) {
        if (isKnown) findings.clear(age.deviceId, 'probe_silent', metric);
      } else if (other && !isKnown) {
        findings.note(age.deviceId, {
          code: 'probe_silent',
          metric,
          evidence: {
            since: `${new Date(age.valueAtMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
            value: Number(age.value.toFixed(METRICS[metric].decimals)),
            other: directory.nameOf(other.deviceId),
          },
        });
      }
    }
  }
}

/**
 * What is known of the metrics of these plants; a plant without a device that was ever heard has none.
 * @param missed how many intervals a device may miss
 */
function watchedPlants(
  plantIds: ReadonlySet<string>,
  devices: ReadonlyMap<string, PresenceState>,
  rhythms: Pick<RhythmBook, 'agesOf'>,
  directory: Pick<DeviceDirectory, 'find'>,
  missed: number,
): WatchedPlant[] {
  type Ages = Map<Metric, WatchedAge[]>;
  const plants = new Map<string, WatchedPlant & { metrics: Ages }>();
  for (const [deviceId, { status, lastSeenAt }] of devices) {
    const plant = directory.find(deviceId)?.plant;
    if (!plant || !plantIds.has(plant.id) || lastSeenAt === null) continue;
    const watched = plants.get(plant.id) ?? { id: plant.id, name: plant.name, metrics: new Map() as Ages };
    plants.set(plant.id, watched);
    for (const [metric, age] of rhythms.agesOf(deviceId, missed)) {
      const ages = watched.metrics.get(metric) ?? [];
      watched.metrics.set(metric, ages);
      ages.push({ ...age, deviceId, heardAtMs: lastSeenAt.getTime(), isHeard: status !== 'offline' });
    }
  }
  return [...plants.values()];
}
