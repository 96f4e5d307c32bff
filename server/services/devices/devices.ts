import type { Device, ProvisionDevice, RejectedMessage, UpdateDevice } from '@plantops/shared/api/devices.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { type Database, inTransaction } from '../../db/pool.ts';
import * as repository from '../../db/repositories/devices.ts';
import { insertPlant, plantExists } from '../../db/repositories/plants.ts';
import type { DeviceDirectory } from '../ingest/device-directory.ts';
import type { LiveEvents } from '../live/live-events.ts';
import { newPlantFields, newPlantId, type Plants } from '../plants/plants.ts';
import type { PresenceTracker } from '../presence/presence-tracker.ts';

export interface DevicesOptions {
  database: Database;
  directory: DeviceDirectory;
  presence: PresenceTracker;
  plants: Plants;
  live: LiveEvents;
  syncCredentials: () => Promise<void>;
  /** Told of alerts that ended. */
  onAlerts: (alertIds: number[]) => void;
}

const notFound = (id: string): ProblemError => new ProblemError('device_not_found', `There is no device ${id}`);

/** What can be done with devices. */
export class Devices {
  readonly #options: DevicesOptions;

  constructor(options: DevicesOptions) {
    this.#options = options;
  }

  list(filter: repository.DeviceFilter): Promise<Device[]> {
    return repository.listDevices(this.#options.database, filter);
  }

  /** @throws ProblemError `device_not_found` */
  async get(id: string): Promise<Device> {
    const [device] = await repository.findDevices(this.#options.database, [id]);
    if (!device) throw notFound(id);
    return device;
  }

  /** @throws ProblemError `device_not_found`, `plant_not_found` */
  async provision(id: string, request: ProvisionDevice): Promise<Device> {
    const { database, directory, plants } = this.#options;
    const before = await this.get(id);
    const plantId = await inTransaction(database, async (connection) => {
      let target: string | null;
      if ('new_plant' in request) {
        target = newPlantId();
        await insertPlant(connection, target, newPlantFields(request.new_plant));
      } else {
        target = request.plant_id;
        if (target !== null && !(await plantExists(connection, target)))
          throw new ProblemError('plant_not_found', `There is no plant ${target}`);
      }
      if (!(await repository.assignDevice(connection, id, target))) throw notFound(id);
      return target;
    });
    await directory.refreshDevice(id);
    if (before.plant_id !== plantId) await plants.deviceLeft(before.plant_id);
    await plants.announce([before.plant_id, plantId]);
    return this.#announced(id);
  }

  /** @throws ProblemError `device_not_found` */
  async update(id: string, { name, locked }: UpdateDevice): Promise<Device> {
    if (!(await repository.updateDevice(this.#options.database, id, { name, locked }))) throw notFound(id);
    await this.#options.directory.refreshDevice(id);
    return this.#announced(id);
  }

  /** Resolves when the broker refuses the device. @throws ProblemError `device_not_found`, `broker_unavailable` */
  async remove(id: string): Promise<void> {
    const { database, directory, presence, plants, live, syncCredentials } = this.#options;
    const device = await this.get(id);
    const endedAlerts = await repository.deleteDevice(database, id);
    if (!endedAlerts) throw notFound(id);
    await directory.refreshDevice(id);
    presence.forget(id);
    live.publish({ name: 'device', data: { id, removed: true } });
    if (endedAlerts.length > 0) this.#options.onAlerts(endedAlerts);
    await plants.deviceLeft(device.plant_id);
    await plants.announce([device.plant_id]);
    await syncCredentials();
  }

  async rejected(id: string): Promise<RejectedMessage[]> {
    await this.get(id);
    return repository.listRejections(this.#options.database, id);
  }

  /** Tells live readers how devices are now. */
  async announce(ids: string[]): Promise<void> {
    const devices = await repository.findDevices(this.#options.database, ids);
    for (const data of devices) this.#options.live.publish({ name: 'device', data });
    await this.#options.plants.announce(devices.map(({ plant_id }) => plant_id));
  }

  async #announced(id: string): Promise<Device> {
    const data = await this.get(id);
    this.#options.live.publish({ name: 'device', data });
    return data;
  }
}
