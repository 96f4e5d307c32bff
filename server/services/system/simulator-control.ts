import { ProblemError } from '@plantops/shared/problem.ts';
import type { SimulatorState } from '@plantops/shared/system.ts';
import type { Logger } from 'pino';
import { type Database, inTransaction } from '../../db/pool.ts';
import {
  countSimulatedDevices,
  eraseSimulated,
  listSimulatedDevices,
  listSimulatedPlants,
  listSimulatedRooms,
} from '../../db/repositories/simulated-devices.ts';
import type { SimulatorProcess } from '../../process/simulator-process.ts';
import type { Devices } from '../devices/devices.ts';
import type { PlantRooms } from '../plants/plant-rooms.ts';
import type { Plants } from '../plants/plants.ts';

export interface SimulatorControlOptions {
  /** False in production, unless the server was started with the simulator. */
  allowed: boolean;
  database: Database;
  devices: Devices;
  plants: Plants;
  rooms: Pick<PlantRooms, 'remove'>;
  /** Stops taking messages from the broker. Resolves, once those in progress are stored, with a function to resume. */
  holdBack: () => Promise<() => void>;
  launch: (options: { createPlants: boolean; onExit: () => void }) => SimulatorProcess;
  log: Logger;
}

/** How many devices are removed together, so that the broker reloads its password file once for all of them. */
const REMOVED_AT_ONCE = 20;

/**
 * What is gone already need not be removed: the owner may remove the same, and a device whose simulator ended before it
 * read the answer to its registration is removed by the registration itself.
 */
const unlessGone = (removal: Promise<unknown>): Promise<unknown> =>
  removal.catch((failure: unknown) => {
    const isGone =
      failure instanceof ProblemError &&
      ['plant_not_found', 'device_not_found', 'room_not_found'].includes(failure.code);
    if (!isGone) throw failure;
  });

/** The only simulator that runs with the server, whether the terminal or the dashboard started it. */
export class SimulatorControl {
  readonly #options: SimulatorControlOptions;
  #running: { process: SimulatorProcess; createsPlants: boolean } | undefined;
  #isClosed = false;
  /** Starts and stops run one after another. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SimulatorControlOptions) {
    this.#options = options;
  }

  async state(): Promise<SimulatorState> {
    const { allowed, database } = this.#options;
    return { allowed, running: this.#running !== undefined, devices: await countSimulatedDevices(database) };
  }

  /**
   * Starts the simulator. A running one continues, and from now on creates plants if requested.
   * @throws ProblemError `simulator_not_allowed`
   */
  start({ createPlants }: { createPlants: boolean }): Promise<SimulatorState> {
    this.#assertAllowed();
    return this.#inTurn(async () => {
      if (this.#running && createPlants && !this.#running.createsPlants) await this.#end();
      // The server may have begun to shut down in the meantime.
      if (this.#isClosed) return;
      this.#running ??= this.#launch(createPlants);
    });
  }

  /**
   * Stops the simulator. With `remove`, its devices, the plants it created and all their readings and alerts are
   * deleted for good, and the rooms in which nothing else stands. Plants of the owner stay, without their simulated
   * readings.
   * @throws ProblemError `simulator_not_allowed`
   */
  stop({ remove }: { remove: boolean }): Promise<SimulatorState> {
    this.#assertAllowed();
    return this.#inTurn(async () => {
      await this.#end();
      if (remove) await this.#removeAll();
    });
  }

  /** Obeys a line that the owner typed: `stop`, or a command for the simulator, such as `drought 1`. */
  obey(command: string): void {
    const { log } = this.#options;
    if (command === 'stop')
      void this.#inTurn(() => this.#end()).then(
        () => log.info('the simulator has stopped: its devices fall silent'),
        (failure: unknown) => log.warn({ err: failure }, 'the simulator could not be stopped'),
      );
    else if (this.#running) this.#running.process.obey(command);
    else log.warn(`there are no simulated devices that "${command}" could be for: the simulator does not run`);
  }

  /** The server is shutting down; the simulator stops and cannot be started again. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running?.process.stop();
    await this.#last;
  }

  #assertAllowed(): void {
    if (this.#options.allowed) return;
    throw new ProblemError(
      'simulator_not_allowed',
      'This server runs in production (NODE_ENV=production), where simulated plants do not belong: start it with SIM=1 if you want them all the same, or try another server',
    );
  }

  #inTurn(work: () => Promise<void>): Promise<SimulatorState> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done.then(() => this.state());
  }

  #launch(createsPlants: boolean): { process: SimulatorProcess; createsPlants: boolean } {
    const process = this.#options.launch({
      createPlants: createsPlants,
      onExit: () => {
        if (this.#running?.process === process) this.#running = undefined;
      },
    });
    this.#options.log.info(`simulated devices run (process ${process.pid})`);
    return { process, createsPlants };
  }

  async #end(): Promise<void> {
    await this.#running?.process.stop();
    this.#running = undefined;
  }

  async #removeAll(): Promise<void> {
    const { database, devices, plants, rooms, holdBack } = this.#options;
    const deviceIds = await listSimulatedDevices(database);
    const simulated = await listSimulatedPlants(database);
    const emptied = await listSimulatedRooms(
      database,
      simulated.map(({ id }) => id),
    );
    for (const { id, isRemoved } of simulated) if (!isRemoved) await unlessGone(plants.remove(id));
    for (const id of emptied) await unlessGone(rooms.remove(id));
    for (let first = 0; first < deviceIds.length; first += REMOVED_AT_ONCE) {
      const together = deviceIds.slice(first, first + REMOVED_AT_ONCE);
      await Promise.all(together.map((id) => unlessGone(devices.remove(id))));
    }
    // Their last readings may still be on the way to the database; later ones are of devices that nobody knows.
    const resume = await holdBack();
    try {
      const plantIds = simulated.map(({ id }) => id);
      await inTransaction(database, (connection) => eraseSimulated(connection, { deviceIds, plantIds }));
    } finally {
      resume();
    }
  }
}
