import { randomBytes } from 'node:crypto';
import type { CreatePlant, Plant, RemovedPlant, UpdatePlant } from '@plantops/shared/api/plants.ts';
import { HISTORY_RANGES, type History, type HistoryRange, type Sparkline } from '@plantops/shared/api/readings.ts';
import type { Clock } from '@plantops/shared/ports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { speciesThresholds } from '@plantops/shared/species/species.ts';
import { type Database, inTransaction } from '../../db/pool.ts';
import { closeUnwatched } from '../../db/repositories/alerts.ts';
import * as repository from '../../db/repositories/plants.ts';
import { bringPlantBack, listRemovedPlants, removePlant } from '../../db/repositories/removed-plants.ts';
import { readSparklines } from '../../db/repositories/sparklines.ts';
import { readHistory } from '../../db/repositories/telemetry.ts';
import type { AlertStates } from '../judging/alert-states.ts';
import type { DeviceDirectory } from '../ingest/device-directory.ts';
import { bucketSeconds } from './history-buckets.ts';
import type { LiveEvents } from '../live/live-events.ts';

export interface PlantsOptions {
  database: Database;
  directory: DeviceDirectory;
  alerts: AlertStates;
  live: LiveEvents;
  clock: Clock;
}

export interface HistoryQuery {
  range?: HistoryRange | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  /** Buckets at most. */
  points: number;
}

const notFound = (id: string): ProblemError => new ProblemError('plant_not_found', `There is no plant ${id}`);

export const newPlantId = (): string => `plant_${randomBytes(8).toString('hex')}`;

/** A new plant's fields; a known species fills the thresholds that are left out. */
export const newPlantFields = ({ name, species, thresholds }: CreatePlant): repository.PlantFields => ({
  name,
  species: species ?? null,
  thresholds: { ...(species ? speciesThresholds(species) : undefined), ...thresholds },
});

/** What can be done with plants. */
export class Plants {
  readonly #options: PlantsOptions;

  constructor(options: PlantsOptions) {
    this.#options = options;
  }

  list(page: { after?: string | undefined; limit: number }): Promise<Plant[]> {
    return repository.listPlants(this.#options.database, page);
  }

  /** @throws ProblemError `plant_not_found` */
  async get(id: string): Promise<Plant> {
    const [plant] = await repository.findPlants(this.#options.database, [id]);
    if (!plant) throw notFound(id);
    return plant;
  }

  async create(request: CreatePlant): Promise<Plant> {
    const id = newPlantId();
    await repository.insertPlant(this.#options.database, id, newPlantFields(request));
    return this.#announced(id);
  }

  /** @throws ProblemError `plant_not_found` */
  async update(id: string, { name, species, thresholds }: UpdatePlant): Promise<Plant> {
    const { database, directory } = this.#options;
    if (!(await repository.updatePlant(database, id, { name, species, thresholds }))) throw notFound(id);
    await directory.refreshPlant(id);
    return this.#announced(id);
  }

  /** It can be brought back for a while. @returns its devices, which are unassigned now. @throws ProblemError `plant_not_found` */
  async remove(id: string): Promise<string[]> {
    const { database, directory, alerts, live } = this.#options;
    const removal = await inTransaction(database, (connection) => removePlant(connection, id));
    if (!removal) throw notFound(id);
    alerts.forgetPlant(id, removal.endedAlerts);
    await Promise.all(removal.deviceIds.map((deviceId) => directory.refreshDevice(deviceId)));
    live.publish({ name: 'plant', data: { id, removed: true } });
    return removal.deviceIds;
  }

  listRemoved(): Promise<RemovedPlant[]> {
    return listRemovedPlants(this.#options.database);
  }

  /** @returns the devices that are assigned to it again. @throws ProblemError `plant_not_found` when it was not removed, or too long ago */
  async restore(id: string): Promise<string[]> {
    const { database, directory, alerts } = this.#options;
    const restored = await inTransaction(database, (connection) => bringPlantBack(connection, id));
    if (!restored)
      throw new ProblemError(
        'plant_not_found',
        `There is no removed plant ${id}: it was brought back already, or removed more than 30 days ago`,
      );
    await alerts.reopened(restored.openAlerts);
    await Promise.all(restored.deviceIds.map((deviceId) => directory.refreshDevice(deviceId)));
    await this.announce([id]);
    return restored.deviceIds;
  }

  /** @throws ProblemError `plant_not_found`, `invalid_request` */
  async history(id: string, { range, from, to, points }: HistoryQuery): Promise<History> {
    await this.get(id);
    const end = to ?? this.#options.clock.now();
    const start = from ?? new Date(end.getTime() - HISTORY_RANGES[range ?? '24h'] * 1000);
    if (start >= end)
      throw new ProblemError('invalid_request', 'from must be before to', [
        { pointer: '/from', detail: 'must be before to' },
      ]);
    const bucketS = bucketSeconds((end.getTime() - start.getTime()) / 1000, points);
    const buckets = await readHistory(this.#options.database, id, start, end, bucketS);
    return { plant_id: id, from: start.toISOString(), to: end.toISOString(), bucket_s: bucketS, points: buckets };
  }

  /** The last 24 hours of several plants, in the order of `ids`; those that are not there are left out. */
  async sparklines(ids: string[], points: number): Promise<Sparkline[]> {
    const { database, clock } = this.#options;
    const spanS = HISTORY_RANGES['24h'];
    const to = clock.now();
    const from = new Date(to.getTime() - spanS * 1000);
    const bucketS = bucketSeconds(spanS, points);
    const lines = await readSparklines(database, ids, from, to, bucketS);
    return [...new Set(ids)].flatMap((plant_id) => {
      const line = lines.get(plant_id);
      return line ? { plant_id, from: from.toISOString(), to: to.toISOString(), bucket_s: bucketS, points: line } : [];
    });
  }

  /** A device left the plant, if it had one: with the last one the plant's breaches end, which no reading could end now. */
  async deviceLeft(plantId: string | null): Promise<void> {
    if (plantId !== null) this.#options.alerts.ended(await closeUnwatched(this.#options.database, plantId));
  }

  /** Tells live readers how plants are now; nulls and repeats are skipped. */
  async announce(ids: (string | null)[]): Promise<void> {
    const wanted = [...new Set(ids)].filter((id) => id !== null);
    if (wanted.length === 0) return;
    for (const data of await repository.findPlants(this.#options.database, wanted))
      this.#options.live.publish({ name: 'plant', data });
  }

  async #announced(id: string): Promise<Plant> {
    const data = await this.get(id);
    this.#options.live.publish({ name: 'plant', data });
    return data;
  }
}
