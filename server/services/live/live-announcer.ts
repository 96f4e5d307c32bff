import type { Alert } from '@plantops/shared/api/alerts.ts';
import type { Device } from '@plantops/shared/api/devices.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { Queryable } from '../../db/pool.ts';
import { findAlerts } from '../../db/repositories/alerts.ts';
import { findDevices } from '../../db/repositories/devices.ts';
import { groupSetAside } from '../../db/repositories/set-aside.ts';
import { listRooms } from '../../db/repositories/plant-rooms.ts';
import { findPlants } from '../../db/repositories/plants.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { DiagnosisKeeper } from '../diagnosis/diagnosis-keeper.ts';
import type { LiveEvents } from './live-events.ts';
import { ReadsInTurn } from './reads-in-turn.ts';

export interface LiveAnnouncerOptions {
  database: Queryable;
  bus: ChangeBus;
  live: LiveEvents;
  /** Says how plants are. */
  diagnoses: Pick<DiagnosisKeeper, 'withKnownVerdicts'>;
  clock: Pick<Clock, 'now'>;
}

/**
 * Sends changes to live readers: each plant, device and alert in its state after the change. It subscribes last, so
 * that consequences of a change are included.
 */
export class LiveAnnouncer {
  readonly #database: Queryable;
  readonly #live: LiveEvents;
  readonly #diagnoses: LiveAnnouncerOptions['diagnoses'];
  readonly #plantReads: ReadsInTurn<string, Plant>;
  readonly #deviceReads: ReadsInTurn<string, Device>;
  readonly #alertReads: ReadsInTurn<number, Alert>;
  /** Of when the verdict is that a plant was told of with last. */
  readonly #told = new Map<string, string | undefined>();

  constructor({ database, bus, live, diagnoses, clock }: LiveAnnouncerOptions) {
    this.#database = database;
    this.#live = live;
    this.#diagnoses = diagnoses;
    this.#plantReads = new ReadsInTurn(async (ids) => {
      const plants = diagnoses.withKnownVerdicts(await findPlants(database, ids));
      for (const data of plants) this.#publish(data);
      return plants;
    });
    this.#deviceReads = new ReadsInTurn(async (ids) => {
      const devices = await findDevices(database, ids);
      for (const data of devices) live.publish({ name: 'device', data });
      return devices;
    });
    this.#alertReads = new ReadsInTurn(async (ids) => {
      const alerts = await findAlerts(database, ids);
      for (const data of alerts) live.publish({ name: 'alert', data });
      return alerts;
    });
    bus.on('readings_stored', async ({ readings }) => {
      for (const data of readings) live.publish({ name: 'reading', data });
      // Without this, a plant that was read before and is told of after would take the reading back.
      await Promise.all([
        this.#deviceReads.again(readings.map(({ device_id: id }) => id)),
        this.#plantReads.again(readings.flatMap(({ plant_id: id }) => id ?? [])),
      ]);
    });
    bus.on(['plants_changed', 'thresholds_changed', 'species_changed', 'mutes_changed', 'mutes_ended'], (change) =>
      this.#plants(change.plantIds),
    );
    bus.on('rooms_changed', async () => live.publish({ name: 'rooms', data: await listRooms(database) }));
    bus.on('diagnosis_changed', ({ plantIds }) => this.#verdicts(plantIds));
    bus.on(['devices_changed', 'presence_changed', 'findings_changed'], ({ deviceIds }) => this.#devices(deviceIds));
    bus.on(['device_moved', 'calibration_changed', 'plant_restored'], ({ deviceIds, plantIds }) =>
      this.#devices(deviceIds, plantIds),
    );
    bus.on('plant_removed', async ({ plantId, deviceIds }) => {
      await this.#plantReads.after(() => {
        this.#told.delete(plantId);
        live.publish({ name: 'plant', data: { id: plantId, removed: true } });
      });
      await this.#devices(deviceIds);
    });
    bus.on('device_removed', async ({ deviceId, plantIds }) => {
      await this.#deviceReads.after(() => live.publish({ name: 'device', data: { id: deviceId, removed: true } }));
      await this.#plants(plantIds);
    });
    bus.on(['alerts_changed', 'alerts_acknowledged'], ({ alertIds }) => this.#alerts(alertIds));
    bus.on('flows_changed', async ({ state }) =>
      live.publish({ name: 'flows', data: { ...state, set_aside: await groupSetAside(database) } }),
    );
    bus.on('checks_changed', ({ state }) => live.publish({ name: 'checks', data: state }));
    bus.on('care_plan_stored', ({ plan }) => live.publish({ name: 'care_plan', data: plan }));
    bus.on('care_progressed', ({ progress }) => live.publish({ name: 'care_progress', data: progress }));
    bus.on('question_changed', ({ question }) => live.publish({ name: 'question', data: question }));
    bus.on('today_changed', () => live.publish({ name: 'today', data: { at: clock.now().toISOString() } }));
    bus.on('data_replaced', () => live.reset());
  }

  /** Skips nulls and duplicates. */
  async #plants(ids: readonly (string | null)[]): Promise<void> {
    await this.#plantReads.of([...new Set(ids)].filter((id) => id !== null));
  }

  #publish(data: Plant): void {
    this.#told.set(data.id, data.verdict?.at);
    this.#live.publish({ name: 'plant', data });
  }

  /** Plants that are judged otherwise, without those that were already told of with what changed them. */
  #verdicts(ids: readonly string[]): Promise<void> {
    return this.#plantReads.after(async () => {
      const plants = this.#diagnoses.withKnownVerdicts(await findPlants(this.#database, [...ids]));
      for (const data of plants) if (this.#told.get(data.id) !== data.verdict?.at) this.#publish(data);
    }, new Set(ids));
  }

  /** Publishes devices and plants. A device's status affects its plant's, so that plant is published too. */
  async #devices(ids: readonly string[], plantIds: readonly string[] = []): Promise<void> {
    const devices = await this.#deviceReads.of(ids);
    const theirs = devices.filter(({ id }) => ids.includes(id)).map(({ plant_id }) => plant_id);
    await this.#plants([...plantIds, ...theirs]);
  }

  async #alerts(ids: readonly number[]): Promise<void> {
    const alerts = await this.#alertReads.of(ids);
    await this.#plants(alerts.filter(({ id }) => ids.includes(id)).map(({ plant_id }) => plant_id));
  }
}
