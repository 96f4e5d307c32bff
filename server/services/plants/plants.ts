import type { CreatePlant, Plant, RemovedPlant, UpdatePlant } from '@plantops/shared/api/plants.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { type Database, inTransaction } from '../../db/pool.ts';
import * as repository from '../../db/repositories/plants.ts';
import { bringPlantBack, listRemovedPlants, removePlant } from '../../db/repositories/removed-plants.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { DiagnosisKeeper } from '../diagnosis/diagnosis-keeper.ts';
import { inItsRoom } from './in-its-room.ts';
import { newPlantFields, newPlantId } from './new-plant.ts';

export interface PlantsOptions {
  database: Database;
  /** Says how plants are. */
  diagnoses: Pick<DiagnosisKeeper, 'withVerdicts'>;
  bus: ChangeBus;
  clock: Clock;
}

const notFound = (id: string): ProblemError => new ProblemError('plant_not_found', `There is no plant ${id}`);

/** Everything that can be done with plants. */
export class Plants {
  readonly #options: PlantsOptions;

  constructor(options: PlantsOptions) {
    this.#options = options;
  }

  async list(page: repository.PlantPage): Promise<Plant[]> {
    const { database, diagnoses } = this.#options;
    return diagnoses.withVerdicts(await repository.listPlants(database, page));
  }

  /** The plants that need the owner most, the most urgent first. */
  async urgent(limit: number): Promise<Plant[]> {
    const { database, diagnoses } = this.#options;
    return diagnoses.withVerdicts(await repository.listUrgentPlants(database, limit));
  }

  /** @throws ProblemError `plant_not_found` */
  async get(id: string): Promise<Plant> {
    const { database, diagnoses } = this.#options;
    const [plant] = await diagnoses.withVerdicts(await repository.findPlants(database, [id]));
    if (!plant) throw notFound(id);
    return plant;
  }

  /** How many devices measure a plant, and how their values become one. @throws ProblemError `plant_not_found` */
  async measuring(id: string): Promise<repository.Measuring> {
    const found = await repository.findMeasuring(this.#options.database, id);
    if (!found) throw notFound(id);
    return found;
  }

  async create(request: CreatePlant): Promise<Plant> {
    const { database, bus } = this.#options;
    const id = newPlantId();
    await inItsRoom(request.room_id, () => repository.insertPlant(database, id, newPlantFields(request)));
    await bus.publish('plants_changed', { plantIds: [id] });
    return this.get(id);
  }

  /**
   * Changed limits, and values that are made otherwise, are judged at once, so the returned plant already has the resulting status. @throws ProblemError
   * `plant_not_found`
   */
  async update(id: string, { name, species, thresholds, combine, place, room_id, tags }: UpdatePlant): Promise<Plant> {
    const { database, bus } = this.#options;
    const change = { name, species, thresholds, combine, place, roomId: room_id, tags };
    if (!(await inItsRoom(room_id, () => repository.updatePlant(database, id, change)))) throw notFound(id);
    const plantIds = [id];
    const isJudgedOtherwise = thresholds !== undefined || combine !== undefined;
    if (isJudgedOtherwise) await bus.publish('thresholds_changed', { plantIds });
    if (species !== undefined) await bus.publish('species_changed', { plantIds });
    if (!isJudgedOtherwise && species === undefined) await bus.publish('plants_changed', { plantIds });
    return this.get(id);
  }

  /**
   * Removes a plant, which can be brought back for a while. Its devices lose their plant. @throws ProblemError
   * `plant_not_found`
   */
  async remove(id: string): Promise<void> {
    const { database, bus } = this.#options;
    const removal = await inTransaction(database, (connection) => removePlant(connection, id));
    if (!removal) throw notFound(id);
    await bus.publish('plant_removed', { plantId: id, deviceIds: removal.deviceIds });
    await bus.publish('alerts_changed', { alertIds: removal.endedAlerts });
  }

  listRemoved(): Promise<RemovedPlant[]> {
    return listRemovedPlants(this.#options.database);
  }

  /**
   * Brings a plant back, with those of its devices that have no other plant by now.
   * @throws ProblemError `plant_not_found` if it was not removed, or was removed too long ago
   */
  async restore(id: string): Promise<Plant> {
    const { database, bus } = this.#options;
    const restored = await inTransaction(database, (connection) => bringPlantBack(connection, id));
    if (!restored)
      throw new ProblemError(
        'plant_not_found',
        `There is no removed plant ${id}: it was brought back already, or removed more than 30 days ago`,
      );
    await bus.publish('plant_restored', { plantIds: [id], deviceIds: restored.deviceIds });
    await bus.publish('alerts_changed', { alertIds: restored.openAlerts });
    return this.get(id);
  }
}
