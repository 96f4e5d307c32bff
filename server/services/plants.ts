import { randomBytes } from 'node:crypto';
import { type CreatePlant, HISTORY_RANGES, type History, type HistoryRange, type Plant, type UpdatePlant } from '@plantops/nodes/shared/api.ts';
import type { Clock } from '@plantops/nodes/shared/ports.ts';
import { ProblemError } from '@plantops/nodes/shared/problem.ts';
import { speciesThresholds } from '@plantops/nodes/shared/species.ts';
import { type Database, inTransaction } from '../db/pool.ts';
import { closeUnwatched } from '../db/repositories/alerts.ts';
import * as repository from '../db/repositories/plants.ts';
import { readHistory } from '../db/repositories/telemetry.ts';
import type { AlertBook } from './alert-book.ts';
import type { DeviceDirectory } from './device-directory.ts';
import { bucketSeconds } from './history-buckets.ts';
import type { LiveEvents } from './live-events.ts';

export interface PlantsOptions {
  database: Database;
  directory: DeviceDirectory;
  alerts: AlertBook;
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

  /** @param deviceIds its devices, which are unassigned afterwards. @throws ProblemError `plant_not_found` */
  async remove(id: string, deviceIds: string[]): Promise<void> {
    const { database, directory, alerts, live } = this.#options;
    const endedAlerts = await inTransaction(database, (connection) => repository.deletePlant(connection, id));
    if (!endedAlerts) throw notFound(id);
    alerts.forgetPlant(id, endedAlerts);
    await Promise.all(deviceIds.map((deviceId) => directory.refreshDevice(deviceId)));
    live.publish({ name: 'plant', data: { id, removed: true } });
  }

  /** @throws ProblemError `plant_not_found`, `invalid_request` */
  async history(id: string, { range, from, to, points }: HistoryQuery): Promise<History> {
    await this.get(id);
    const end = to ?? this.#options.clock.now();
    const start = from ?? new Date(end.getTime() - HISTORY_RANGES[range ?? '24h'] * 1000);
    if (start >= end) throw new ProblemError('invalid_request', 'from must be before to', [{ pointer: '/from', detail: 'must be before to' }]);
    const bucketS = bucketSeconds((end.getTime() - start.getTime()) / 1000, points);
    const buckets = await readHistory(this.#options.database, id, start, end, bucketS);
    return { plant_id: id, from: start.toISOString(), to: end.toISOString(), bucket_s: bucketS, points: buckets };
  }

  /** A device left the plant, if it had one: with the last one the plant's breaches end, which no reading could end now. */
  async deviceLeft(plantId: string | null): Promise<void> {
    if (plantId !== null) this.#options.alerts.ended(await closeUnwatched(this.#options.database, plantId));
  }

  /** Tells live readers how plants are now; nulls and repeats are skipped. */
  async announce(ids: (string | null)[]): Promise<void> {
    const wanted = [...new Set(ids)].filter((id) => id !== null);
    if (wanted.length === 0) return;
    for (const data of await repository.findPlants(this.#options.database, wanted)) this.#options.live.publish({ name: 'plant', data });
  }

  async #announced(id: string): Promise<Plant> {
    const data = await this.get(id);
    this.#options.live.publish({ name: 'plant', data });
    return data;
  }
}
