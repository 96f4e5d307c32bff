import type { PlantValues } from '@plantops/shared/judging/plant-values.ts';
import type { Queryable } from '../../db/pool.ts';
import { listLastReadings, listProbes } from '../../db/repositories/probes.ts';
import type { ChangeBus } from '../bus/change-bus.ts';

export interface PlantProbesOptions {
  database: Queryable;
  values: PlantValues;
  bus: ChangeBus;
}

/** Keeps the values of plants right where something else than a reading changes them. */
export class PlantProbes {
  readonly #database: Queryable;
  readonly #values: PlantValues;

  constructor({ database, values, bus }: PlantProbesOptions) {
    this.#database = database;
    this.#values = values;
    bus.on('device_moved', (change) => this.#readAgain(change));
    bus.on('calibration_changed', async (change) => {
      // What they measured before is on another scale.
      this.#values.replace(change, []);
      await this.#readAgain(change);
    });
    bus.on('plant_restored', (change) => this.#readAgain(change));
    bus.on('database_changed', (change) => this.#readAgain(change));
    bus.on('device_removed', ({ deviceId, plantIds }) => this.#readAgain({ deviceIds: [deviceId], plantIds }));
    bus.on('plant_removed', ({ deviceIds, plantId }) => this.#readAgain({ deviceIds, plantIds: [plantId] }));
    bus.on('data_replaced', () => this.load());
    bus.on('changes_missed', async () => values.replace('all', await listProbes(database, 'all')));
  }

  /**
   * Reads everything anew. The last readings of each device are followed one by one: so a value that jumped just before
   * a restart still waits for its second reading.
   */
  async load(): Promise<void> {
    const [stored, readings] = await Promise.all([listProbes(this.#database, 'all'), listLastReadings(this.#database)]);
    this.#values.replace('all', []);
    for (const reading of readings) this.#values.fold(reading, { id: reading.plantId });
    this.#values.replace('all', stored);
  }

  async #readAgain(of: { plantIds: readonly string[]; deviceIds: readonly string[] }): Promise<void> {
    this.#values.replace(of, await listProbes(this.#database, of));
  }
}
