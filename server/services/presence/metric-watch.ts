import type { PresenceState } from '@plantops/nodes/presence/core.ts';
import type { MetricAge } from '@plantops/nodes/presence/stale.ts';
import type { Metric } from '@plantops/shared/metrics.ts';
import type { DeviceDirectory, Notice } from '@plantops/shared/ports.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { RhythmBook } from './rhythm-book.ts';
import { StaleWatch, type StaleWatchOptions, type WatchedPlant } from './stale-watch.ts';

export interface MetricWatchOptions extends StaleWatchOptions {
  devices: ReadonlyMap<string, PresenceState>;
  rhythms: Pick<RhythmBook, 'agesOf'>;
  directory: Pick<DeviceDirectory, 'find'>;
  bus: ChangeBus;
}

/** Has the metrics of those plants judged of which something was heard, and of those with an open alert. */
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
      return await this.#stale.judge(watchedPlants(plantIds, devices, rhythms, directory, missed), now, hearingSince);
    } catch (failure) {
      for (const deviceId of spoke) this.#spoke.add(deviceId);
      throw failure;
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
  type Ages = Map<Metric, (MetricAge & { isHeard: boolean })[]>;
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
