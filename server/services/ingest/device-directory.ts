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
  /** How many questions were put to the database, and how many of them it has not answered. */
  #asked = 0;
  #open = 0;
  /** The newest question that was answered: about all devices, and about one while any question is open. */
  #answeredForAll = 0;
  readonly #answeredFor = new Map<string, number>();

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
    return this.#question(
      () => readDirectory(this.#database),
      (rows, question) => {
        if (question < this.#answeredForAll) return;
        for (const deviceId of this.#devices.keys())
          if (this.#isNews(question, deviceId)) this.#devices.delete(deviceId);
        this.#unknownUntilMs.clear();
        this.#remember(rows, question);
        this.#answeredForAll = question;
      },
    );
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
    await this.#question(
      () => readDirectoryDevices(this.#database, [deviceId]),
      (rows, question) => {
        this.#unknownUntilMs.delete(deviceId);
        if (rows.length > 0) this.#remember(rows, question);
        else if (this.#isNews(question, deviceId)) {
          this.#devices.delete(deviceId);
          this.#answeredFor.set(deviceId, question);
        }
      },
    );
  }

  /** A thousand plants may change at once. */
  async #refreshPlants(plantIds: readonly string[]): Promise<void> {
    if (plantIds.length === 0) return;
    await this.#question(
      () => readDirectoryPlants(this.#database, plantIds),
      (rows, question) => this.#remember(rows, question),
    );
  }

  /**
   * Asks the database. Answers may overtake each other, so each is taken with the number of its question: what was asked
   * later knows of more changes.
   */
  async #question(
    ask: () => Promise<DirectoryRow[]>,
    take: (rows: DirectoryRow[], question: number) => void,
  ): Promise<DirectoryRow[]> {
    this.#asked += 1;
    const question = this.#asked;
    this.#open += 1;
    try {
      const rows = await ask();
      take(rows, question);
      return rows;
    } finally {
      this.#open -= 1;
      // Whatever is asked from now on is newer than all answers.
      if (this.#open === 0) this.#answeredFor.clear();
    }
  }

  /** Whether nothing that was asked later has told of the device yet. */
  #isNews(question: number, deviceId: string): boolean {
    return question > this.#answeredForAll && question > (this.#answeredFor.get(deviceId) ?? 0);
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

  #remember(rows: DirectoryRow[], question: number): void {
    const plants = new Map<string, PlantContext>();
    for (const {
      deviceId,
      name,
      macAddress,
      kind,
      via,
      isPaused,
      plantId,
      plantName,
      thresholds,
      combine,
      calibrations,
    } of rows) {
      if (!this.#isNews(question, deviceId)) continue;
      this.#answeredFor.set(deviceId, question);
      let plant = plantId === null ? null : (plants.get(plantId) ?? null);
      if (plantId !== null && plant === null) {
        plant = { id: plantId, name: plantName ?? '', thresholds: thresholds ?? {}, combine };
        plants.set(plantId, plant);
      }
      this.#devices.set(deviceId, { deviceId, name, macAddress, kind, via, isPaused, calibrations, plant });
    }
  }
}
