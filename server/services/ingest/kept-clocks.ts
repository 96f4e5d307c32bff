import { ClockMemory } from '@plantops/nodes/validation/clock-memory.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { ClockVerdict, DeviceClocks } from '@plantops/shared/ports.ts';
import type { Logger } from 'pino';
import type { Database } from '../../db/pool.ts';
import { listClockOffsets, saveClockOffsets } from '../../db/repositories/device-clocks.ts';
import type { ChangeBus } from '../bus/change-bus.ts';

export interface KeptClocksOptions {
  database: Database;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** What is found out within this time is written together (ms). */
const GATHER_MS = 250;
/** Pause before offsets that could not be written are tried again (ms). */
const ANEW_MS = 5000;

/** The clocks of devices, known by heart. Offsets are kept in the database, so that a restart need not find them again. */
export class KeptClocks implements DeviceClocks {
  readonly #options: KeptClocksOptions;
  #onRight: (deviceId: string) => void = () => undefined;
  readonly #memory = new ClockMemory(
    (deviceId, offsetMs) => this.#found(deviceId, offsetMs),
    (deviceId) => this.#onRight(deviceId),
  );
  #unwritten = new Map<string, number | undefined>();
  #timer: Timer | undefined;
  #writing: Promise<void> | undefined;

  constructor(options: KeptClocksOptions) {
    this.#options = options;
    options.bus.on('device_removed', ({ deviceId }) => {
      this.#memory.forget(deviceId);
      this.#unwritten.delete(deviceId);
    });
    options.bus.on('data_replaced', () => this.load());
  }

  /** Calls the listener with each device that sends the right time, after others or as the first. */
  onRight(listener: (deviceId: string) => void): void {
    this.#onRight = listener;
  }

  /** Loads what was known before. */
  async load(): Promise<void> {
    this.#unwritten.clear();
    const offsets = await listClockOffsets(this.#options.database);
    this.#memory.load(offsets.map(({ deviceId, offsetMs }) => [deviceId, offsetMs]));
  }

  place(deviceId: string, sentMs: number, receivedAt: Date, aheadMs: number): ClockVerdict {
    return this.#memory.place(deviceId, sentMs, receivedAt, aheadMs);
  }

  /** Writes what was found and not written yet. */
  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.#writing;
    await this.#write();
    this.#timer?.cancel();
  }

  #found(deviceId: string, offsetMs: number | undefined): void {
    this.#unwritten.set(deviceId, offsetMs);
    if (offsetMs === undefined) this.#onRight(deviceId);
    this.#writeIn(GATHER_MS);
  }

  #writeIn(ms: number): void {
    this.#timer ??= this.#options.clock.after(ms, () => {
      this.#timer = undefined;
      this.#writing = this.#write();
    });
  }

  async #write(): Promise<void> {
    const found = this.#unwritten;
    if (found.size === 0) return;
    this.#unwritten = new Map();
    try {
      await saveClockOffsets(
        this.#options.database,
        [...found].map(([deviceId, offsetMs]) => ({ deviceId, offsetMs })),
      );
    } catch (failure) {
      this.#options.log.warn({ err: failure }, 'offsets of clocks could not be written; trying again');
      // What was found meanwhile is newer.
      this.#unwritten = new Map([...found, ...this.#unwritten]);
      this.#writeIn(ANEW_MS);
    }
  }
}
