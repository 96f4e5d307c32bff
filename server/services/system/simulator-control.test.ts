import { SIMULATED_MAC_PREFIX, SIMULATED_PLANTS } from '@plantops/shared/simulated-devices.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { listDevices } from '../../db/repositories/devices.ts';
import { insertPlant, listPlants } from '../../db/repositories/plants.ts';
import { listRooms } from '../../db/repositories/plant-rooms.ts';
import { listRemovedPlants } from '../../db/repositories/removed-plants.ts';
import { noVerdicts } from '../../testing/no-verdicts.ts';
import { addDevice } from '../../testing/add-device.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { Devices } from '../devices/devices.ts';
import { PlantRooms } from '../plants/plant-rooms.ts';
import { Plants } from '../plants/plants.ts';
import { SimulatorControl } from './simulator-control.ts';

const databases = useTestDatabases();
let database: Database;
let lines: string[];
/** What is done to simulators, which are numbered as they are started, and to the intake of messages. */
let steps: string[];
let exits: (() => void)[];
/** A simulator ends only when this has resolved. */
let mayEnd: Promise<void>;
let control: SimulatorControl;

function newControl(allowed = true): SimulatorControl {
  const bus = new ChangeBus(silentLog);
  return new SimulatorControl({
    allowed,
    database,
    devices: new Devices({ database, bus, syncCredentials: () => Promise.resolve() }),
    plants: new Plants({ database, diagnoses: noVerdicts, bus, clock: new FakeClock() }),
    rooms: new PlantRooms({ database, bus }),
    holdBack() {
      steps.push('hold back');
      return Promise.resolve(() => steps.push('go on'));
    },
    launch({ createPlants, onExit }) {
      const number = exits.push(onExit);
      steps.push(`start ${number}${createPlants ? ' with plants' : ''}`);
      return {
        pid: number,
        obey: (command) => void steps.push(`${number} obeys ${command}`),
        async stop() {
          steps.push(`stop ${number}`);
          await mayEnd;
          onExit();
        },
      };
    },
    log: pino({}, { write: (line) => lines.push((JSON.parse(line) as { msg: string }).msg) }),
  });
}

beforeEach(async () => {
  database = await databases.pool();
  lines = [];
  steps = [];
  exits = [];
  mayEnd = Promise.resolve();
  control = newControl();
});

const simulated = (number: number, plantId: string | null = null): Promise<string> =>
  addDevice(database, number, plantId, SIMULATED_MAC_PREFIX);

describe('the simulator', () => {
  it('runs once, however often it is started, and its devices are counted', async () => {
    await simulated(1);
    await addDevice(database, 2);
    expect(await control.state()).toEqual({ allowed: true, running: false, devices: 1 });
    expect(await control.start({ createPlants: false })).toEqual({ allowed: true, running: true, devices: 1 });
    await control.start({ createPlants: false });
    expect([steps, lines]).toEqual([['start 1'], ['simulated devices run (process 1)']]);
  });

  it('is started anew to create plants if it does not yet, and not a second time for that', async () => {
    await control.start({ createPlants: false });
    for (const createPlants of [true, true, false]) await control.start({ createPlants });
    expect(steps).toEqual(['start 1', 'stop 1', 'start 2 with plants']);
  });

  it('is stopped, and can be started again', async () => {
    await control.start({ createPlants: false });
    expect(await control.stop({ remove: false })).toMatchObject({ running: false });
    expect(await control.stop({ remove: false })).toMatchObject({ running: false });
    expect(await control.start({ createPlants: false })).toMatchObject({ running: true });
    expect(steps).toEqual(['start 1', 'stop 1', 'start 2']);
  });

  it('that ended by itself is known to, and the end of an earlier one is not taken for that of the present one', async () => {
    await control.start({ createPlants: false });
    exits[0]?.();
    expect(await control.state()).toMatchObject({ running: false });
    await control.start({ createPlants: false });
    exits[0]?.();
    expect(await control.state()).toMatchObject({ running: true });
  });

  it('is started and stopped in the order in which that was asked for', async () => {
    const states = await Promise.all([
      control.start({ createPlants: false }),
      control.stop({ remove: false }),
      control.start({ createPlants: true }),
    ]);
    expect(states.at(-1)).toMatchObject({ running: true });
    expect(steps).toEqual(['start 1', 'stop 1', 'start 2 with plants']);
  });

  it('goes on to be started after something has failed', async () => {
    await database.query('ALTER TABLE telemetry RENAME TO gone');
    await simulated(1);
    await expect(control.stop({ remove: true })).rejects.toThrow('telemetry');
    expect(await control.start({ createPlants: false })).toMatchObject({ running: true });
  });

  it('is refused where it is not allowed', async () => {
    const refused = newControl(false);
    for (const attempt of [() => refused.start({ createPlants: false }), () => refused.stop({ remove: true })])
      expect(attempt).toThrow(expect.objectContaining({ code: 'simulator_not_allowed' }));
    expect([await refused.state(), steps]).toEqual([{ allowed: false, running: false, devices: 0 }, []]);
  });

  it('ends with the server, and does not start again after that', async () => {
    await control.start({ createPlants: false });
    await control.close();
    await control.start({ createPlants: false });
    expect([steps, await control.state()]).toMatchObject([['start 1', 'stop 1'], { running: false }]);
  });

  it('ends with the server also if it was being started anew', async () => {
    let end = (): void => undefined;
    mayEnd = new Promise((resolve) => {
      end = resolve;
    });
    await control.start({ createPlants: false });
    const anew = control.start({ createPlants: true });
    await expect.poll(() => steps).toContain('stop 1');
    const closed = control.close();
    end();
    await Promise.all([anew, closed]);
    expect(steps.filter((step) => step.startsWith('start'))).toEqual(['start 1']);
  });
});

describe('when simulated devices are removed', () => {
  const names = async (): Promise<string[]> => (await listPlants(database, { limit: 100 })).map(({ name }) => name);
  const deviceIds = async (): Promise<string[]> => (await listDevices(database, { limit: 100 })).map(({ id }) => id);

  it('they and the plants made for them are gone for good, and what is real stays', async () => {
    await insertPlant(database, 'plant_1', { ...SIMULATED_PLANTS.windowFig, thresholds: {} });
    await insertPlant(database, 'plant_2', { name: 'Mine', species: null, thresholds: {} });
    for (let number = 1; number <= 25; number += 1) await simulated(number, number === 1 ? 'plant_1' : null);
    await addDevice(database, 100, 'plant_2');
    await database.query(
      `INSERT INTO telemetry (device_id, plant_id, time, soil_moisture) VALUES ('dev_1', 'plant_1', now(), 1), ('dev_100', 'plant_2', now(), 2)`,
    );
    expect(await control.stop({ remove: true })).toMatchObject({ running: false, devices: 0 });
    expect([await names(), await deviceIds(), await listRemovedPlants(database)]).toEqual([['Mine'], ['dev_100'], []]);
    const { rows } = await database.query<{ device_id: string }>('SELECT device_id FROM telemetry');
    expect(rows).toEqual([{ device_id: 'dev_100' }]);
    expect(steps).toEqual(['hold back', 'go on']);
  });

  it('the rooms made for their plants are gone too, except where something else stands', async () => {
    await database.query(
      `INSERT INTO rooms (id, name, position) VALUES ('room_a', 'Living room', 0), ('room_b', 'Kitchen', 1), ('room_c', 'Bathroom', 2), ('room_d', 'Hall', 3)`,
    );
    const { windowFig, bookshelfPothos, kitchenPhilodendron } = SIMULATED_PLANTS;
    const standing = [
      [windowFig, 'room_a'],
      [bookshelfPothos, 'room_d'],
      [kitchenPhilodendron, 'room_b'],
      [{ name: 'Mine', species: null }, 'room_b'],
    ] as const;
    for (const [index, [plant, roomId]] of standing.entries()) {
      await insertPlant(database, `plant_${index}`, { ...plant, thresholds: {}, roomId });
      if (plant.species !== null) await simulated(index + 1, `plant_${index}`);
    }
    await control.stop({ remove: true });
    expect(await listRooms(database)).toEqual([
      { id: 'room_b', name: 'Kitchen', position: 0 },
      { id: 'room_c', name: 'Bathroom', position: 1 },
      { id: 'room_d', name: 'Hall', position: 2 },
    ]);
    expect(await names()).toEqual(['Mine']);
  });

  it('a plant of theirs that the owner has removed is gone too', async () => {
    await insertPlant(database, 'plant_1', { ...SIMULATED_PLANTS.windowFig, thresholds: {} });
    await simulated(1, 'plant_1');
    await new Plants({ database, diagnoses: noVerdicts, bus: new ChangeBus(silentLog), clock: new FakeClock() }).remove(
      'plant_1',
    );
    await control.stop({ remove: true });
    expect(await listRemovedPlants(database)).toEqual([]);
  });

  it('what is gone meanwhile, as by the registration of a board that has left, is no fault', async () => {
    await insertPlant(database, 'plant_1', { ...SIMULATED_PLANTS.windowFig, thresholds: {} });
    for (const number of [1, 2]) await simulated(number, 'plant_1');
    // When the first is removed, the other goes with it, as if another request had been faster.
    await database.query(
      `CREATE FUNCTION take_all() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM devices; RETURN NULL; END $$`,
    );
    await database.query(`CREATE TRIGGER take_all AFTER UPDATE OF plant_id ON devices EXECUTE FUNCTION take_all()`);
    expect(await control.stop({ remove: true })).toMatchObject({ running: false, devices: 0 });
    expect(await deviceIds()).toEqual([]);
  });

  it('messages are taken again even if that fails', async () => {
    await simulated(1);
    await database.query('ALTER TABLE care_failures RENAME TO gone');
    await expect(control.stop({ remove: true })).rejects.toThrow();
    expect(steps).toEqual(['hold back', 'go on']);
  });

  it('a second time, there is nothing to remove', async () => {
    await simulated(1);
    await control.stop({ remove: true });
    expect(await control.stop({ remove: true })).toMatchObject({ devices: 0 });
  });
});

describe('a command that is typed at the terminal', () => {
  it('goes to the simulator that runs; for one that does not, the terminal is told that', async () => {
    control.obey('drought 1');
    await control.start({ createPlants: false });
    control.obey('clear 1');
    expect(steps).toEqual(['start 1', '1 obeys clear 1']);
    expect(lines[0]).toBe('there are no simulated devices that "drought 1" could be for: the simulator does not run');
  });

  it('switches the simulator off with "stop", once and again', async () => {
    for (const round of [1, 2]) {
      await control.start({ createPlants: false });
      control.obey('stop');
      await expect
        .poll(() => lines.filter((line) => line === 'the simulator has stopped: its devices fall silent'))
        .toHaveLength(round);
    }
    expect(steps).toEqual(['start 1', 'stop 1', 'start 2', 'stop 2']);
  });

  it('says so if the simulator could not be stopped', async () => {
    mayEnd = Promise.reject(new Error('no'));
    mayEnd.catch(() => undefined);
    await control.start({ createPlants: false });
    control.obey('stop');
    await expect.poll(() => lines).toContain('the simulator could not be stopped');
  });
});
