import type {
  Device,
  IgnoredSensor,
  ProvisionDevice,
  RejectedMessage,
  UpdateDevice,
} from '@plantops/shared/api/devices.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { type Database, inTransaction } from '../../db/pool.ts';
import * as repository from '../../db/repositories/devices.ts';
import { allowSensor, listIgnoredSensors } from '../../db/repositories/gateway-sensors.ts';
import { insertPlant, plantExists } from '../../db/repositories/plants.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { SyncCredentials } from './sync-credentials.ts';
import { inItsRoom } from '../plants/in-its-room.ts';
import { newPlantFields, newPlantId } from '../plants/new-plant.ts';

export interface DevicesOptions {
  database: Database;
  bus: ChangeBus;
  syncCredentials: SyncCredentials;
}

const notFound = (id: string): ProblemError => new ProblemError('device_not_found', `There is no device ${id}`);

/** Everything that can be done with devices. */
export class Devices {
  readonly #options: DevicesOptions;

  constructor(options: DevicesOptions) {
    this.#options = options;
  }

  list(filter: repository.DeviceFilter): Promise<Device[]> {
    return repository.listDevices(this.#options.database, filter);
  }

  /** The devices of these plants. */
  ofPlants(plantIds: readonly string[], limit: number): Promise<Device[]> {
    return repository.listDevicesOf(this.#options.database, plantIds, limit);
  }

  /** @throws ProblemError `device_not_found` */
  async get(id: string): Promise<Device> {
    const [device] = await repository.findDevices(this.#options.database, [id]);
    if (!device) throw notFound(id);
    return device;
  }

  /** @throws ProblemError `device_not_found`, `plant_not_found` */
  async provision(id: string, request: ProvisionDevice): Promise<Device> {
    const { database, bus } = this.#options;
    const before = await this.get(id);
    const plantId = await inTransaction(database, async (connection) => {
      let target: string | null;
      if ('new_plant' in request) {
        const newId = newPlantId();
        target = newId;
        const made = request.new_plant;
        await inItsRoom(made.room_id, () => insertPlant(connection, newId, newPlantFields(made)));
      } else {
        target = request.plant_id;
        if (target !== null && !(await plantExists(connection, target)))
          throw new ProblemError('plant_not_found', `There is no plant ${target}`);
      }
      if (!(await repository.assignDevice(connection, id, target))) throw notFound(id);
      return target;
    });
    const plantIds = [before.plant_id, plantId].filter((plant) => plant !== null);
    await bus.publish('device_moved', { deviceIds: [id], plantIds });
    return this.get(id);
  }

  /** @throws ProblemError `device_not_found`; `broker_unavailable` where it is to be let in again */
  async update(
    id: string,
    { name, locked, paused, report_interval_s: reportIntervalS }: UpdateDevice,
  ): Promise<Device> {
    const { database, bus, syncCredentials } = this.#options;
    if (!(await repository.updateDevice(database, id, { name, locked, paused, reportIntervalS }))) throw notFound(id);
    await bus.publish('devices_changed', { deviceIds: [id] });
    if (paused === false) await syncCredentials([id]);
    return this.get(id);
  }

  /** Resolves once the broker refuses the device. @throws ProblemError `device_not_found`, `broker_unavailable` */
  async remove(id: string): Promise<void> {
    const { database, bus, syncCredentials } = this.#options;
    const device = await this.get(id);
    const endedAlerts = await repository.deleteDevice(database, id);
    if (!endedAlerts) throw notFound(id);
    await bus.publish('device_removed', { deviceId: id, plantIds: device.plant_id === null ? [] : [device.plant_id] });
    await bus.publish('alerts_changed', { alertIds: endedAlerts });
    await syncCredentials([id]);
  }

  /** @throws ProblemError `device_not_found` */
  async ignoredSensors(gatewayId: string): Promise<IgnoredSensor[]> {
    await this.get(gatewayId);
    const ignored = await listIgnoredSensors(this.#options.database, gatewayId);
    return ignored.map(({ key, name, ignoredAt }) => ({ key, name, ignored_at: ignoredAt.toISOString() }));
  }

  /** Lets a removed sensor come back at its next value. @throws ProblemError `device_not_found` */
  async allowSensor(gatewayId: string, key: string): Promise<void> {
    if (!(await allowSensor(this.#options.database, gatewayId, key)))
      throw new ProblemError('device_not_found', `No sensor ${key} of ${gatewayId} was removed`);
    await this.#options.bus.publish('devices_changed', { deviceIds: [gatewayId] });
  }

  async rejected(id: string): Promise<RejectedMessage[]> {
    await this.get(id);
    return repository.listRejections(this.#options.database, id);
  }
}
