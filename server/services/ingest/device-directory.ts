import type { Clock } from '@plantops/shared/clock.ts';
import type { DeviceContext, DeviceDirectory as DirectoryPort } from '@plantops/shared/ports.ts';
import { patiently } from '../../db/patience.ts';
import type { Queryable } from '../../db/pool.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import {
  type DirectoryRow,
  readDirectory,
  readDirectoryDevices,
  readDirectoryPlants,
} from '../../db/repositories/directory.ts';

/** How long to wait before looking up an unknown id again. */
const UNKNOWN_FOR_MS = 5000;
const MAX_UNKNOWN = 1000;

type PlantContext = NonNullable<DeviceContext['plant']>;

/**
 * Keeps devices, their plants and thresholds in memory, so that the pipeline needs no query per message. Every change
 * is read again before it counts as done, including changes by another process.
 */
export class DeviceDirectory implements DirectoryPort {
  readonly #database: Queryable;
  readonly #clock: Clock;
  readonly #devices = new Map<string, DeviceContext & { macAddress: string | null }>();
  /** Ids that no device has, and until when they are not looked up (ms on the clock's scale of spans). */
  readonly #unknownUntilMs = new Map<string, number>();
  /** A queue of messages from one unknown device causes a single look-up. */
  readonly #lookingUp = new Map<string, Promise<DeviceContext | undefined>>();

  constructor({ database, bus, clock }: { database: Queryable; bus: ChangeBus; clock: Clock }) {
    this.#database = database;
    this.#clock = clock;
    const refresh = (devices: readonly string[], plants: readonly string[] = []): Promise<unknown> =>
      Promise.all([...devices.map((id) => this.#refreshDevice(id)), this.#refreshPlants(plants)]);
    bus.on(
      ['devices_changed', 'device_moved', 'calibration_changed', 'plant_removed', 'plant_restored'],
      ({ deviceIds }) => refresh(deviceIds),
    );
    bus.on('device_removed', ({ deviceId }) => refresh([deviceId]));
    bus.on(['plants_changed', 'thresholds_changed'], ({ plantIds }) => refresh([], plantIds));
    bus.on('database_changed', ({ deviceIds, plantIds }) => refresh(deviceIds, plantIds));
    bus.on(['changes_missed', 'data_replaced'], () => this.load());
  }

  /** Reads everything. @returns the rows, for others that start from them */
  async load(): Promise<DirectoryRow[]> {
    const rows = await readDirectory(this.#database);
    this.#devices.clear();
    this.#unknownUntilMs.clear();
    this.#remember(rows);
    return rows;
  }

  find(deviceId: string): DeviceContext | undefined {
    return this.#devices.get(deviceId);
  }

  /** How to name a device in a message to the owner. */
  nameOf(deviceId: string): string {
    const device = this.#devices.get(deviceId);
    return device?.name ?? device?.macAddress ?? deviceId;
  }

  get size(): number {
    return this.#devices.size;
  }

  lookUp(deviceId: string): Promise<DeviceContext | undefined> {
    if ((this.#unknownUntilMs.get(deviceId) ?? 0) > this.#clock.elapsedMs()) return Promise.resolve(undefined);
    const pending =
      this.#lookingUp.get(deviceId) ?? this.#ask(deviceId).finally(() => this.#lookingUp.delete(deviceId));
    this.#lookingUp.set(deviceId, pending);
    return pending;
  }

  async #refreshDevice(deviceId: string): Promise<void> {
    const rows = await readDirectoryDevices(this.#database, [deviceId]);
    this.#unknownUntilMs.delete(deviceId);
    if (rows.length === 0) this.#devices.delete(deviceId);
    this.#remember(rows);
  }

  /** A thousand plants may change at once. */
  async #refreshPlants(plantIds: readonly string[]): Promise<void> {
    if (plantIds.length > 0) this.#remember(await readDirectoryPlants(this.#database, plantIds));
  }

  async #ask(deviceId: string): Promise<DeviceContext | undefined> {
    await patiently(() => this.#refreshDevice(deviceId), { clock: this.#clock });
    const device = this.#devices.get(deviceId);
    if (!device) {
      if (this.#unknownUntilMs.size >= MAX_UNKNOWN) this.#unknownUntilMs.clear();
      this.#unknownUntilMs.set(deviceId, this.#clock.elapsedMs() + UNKNOWN_FOR_MS);
    }
    return device;
  }

  #remember(rows: DirectoryRow[]): void {
    const plants = new Map<string, PlantContext>();
    for (const {
      deviceId,
      name,
      macAddress,
      kind,
      via,
      plantId,
      plantName,
      thresholds,
      combine,
      calibrations,
    } of rows) {
      let plant = plantId === null ? null : (plants.get(plantId) ?? null);
      if (plantId !== null && plant === null) {
        plant = { id: plantId, name: plantName ?? '', thresholds: thresholds ?? {}, combine };
        plants.set(plantId, plant);
      }
      this.#devices.set(deviceId, { deviceId, name, macAddress, kind, via, calibrations, plant });
    }
  }
}
