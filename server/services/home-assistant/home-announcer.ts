import type { Device } from '@plantops/shared/api/devices.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';
import type { Queryable } from '../../db/pool.ts';
import { findAlerts } from '../../db/repositories/alerts.ts';
import { findDevices, listDevices } from '../../db/repositories/devices.ts';
import { findPlants, listPlants } from '../../db/repositories/plants.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { DiagnosisKeeper } from '../diagnosis/diagnosis-keeper.ts';
import { deviceDiscovery, deviceState } from './device-entities.ts';
import type { DiscoveryMessage } from './discovery.ts';
import { SUBJECTS, type Subject } from './home-topics.ts';
import type { HomeVoice } from './home-voice.ts';
import { plantDiscovery, plantState, type Told } from './plant-entities.ts';

export interface HomeAnnouncerOptions {
  database: Queryable;
  bus: ChangeBus;
  diagnoses: Pick<DiagnosisKeeper, 'withVerdicts' | 'withKnownVerdicts'>;
  /** How the house is told; read each time, because the owner may have changed it. */
  told: (voice: HomeVoice) => Promise<Told>;
  clock: Clock;
  log: Logger;
}

/** What changes together is read together (ms): at once what the owner does, less often what devices send. */
const GATHER_MS = { owner: 200, readings: 2000 } as const;
/** Everything is read again so often: what is due today changes with the day. */
const ALL_MS = 15 * 60_000;
const RETRY_MS = 5000;
const PAGE = 1000;

/** Tells one voice of plants and devices: of all at its beginning, then of each that changes. */
export class HomeAnnouncer {
  readonly #options: HomeAnnouncerOptions;
  readonly #changed = { plant: new Set<string>(), device: new Set<string>() };
  readonly #known = { plant: new Set<string>(), device: new Set<string>() };
  #isAll = false;
  #voice: HomeVoice | undefined;
  #timer: Timer | undefined;
  #dueAtMs = Infinity;
  #rounds: Timer | undefined;
  #reading: Promise<void> = Promise.resolve();

  constructor(options: HomeAnnouncerOptions) {
    this.#options = options;
    const { bus } = options;
    bus.on('readings_stored', ({ readings }) => {
      const ids = readings.flatMap(({ plant_id }) => plant_id ?? []);
      this.#mark('plant', ids, GATHER_MS.readings);
    });
    bus.on(
      ['plants_changed', 'thresholds_changed', 'species_changed', 'mutes_changed', 'mutes_ended', 'diagnosis_changed'],
      ({ plantIds }) => this.#mark('plant', plantIds),
    );
    bus.on(['devices_changed', 'presence_changed', 'findings_changed'], ({ deviceIds }) =>
      this.#mark('device', deviceIds),
    );
    bus.on(['device_moved', 'calibration_changed', 'plant_restored', 'database_changed'], ({ deviceIds, plantIds }) => {
      this.#mark('device', deviceIds);
      this.#mark('plant', plantIds);
    });
    bus.on('plant_removed', ({ plantId, deviceIds }) => {
      this.#mark('plant', [plantId]);
      this.#mark('device', deviceIds);
    });
    bus.on('device_removed', ({ deviceId, plantIds }) => {
      this.#mark('device', [deviceId]);
      this.#mark('plant', plantIds);
    });
    bus.on('alerts_changed', async ({ alertIds }) => {
      if (!this.#voice) return;
      const alerts = await findAlerts(options.database, [...alertIds]);
      this.#mark(
        'plant',
        alerts.flatMap(({ plant_id }) => plant_id ?? []),
      );
    });
    bus.on(['rooms_changed', 'changes_missed', 'data_replaced'], () => this.all());
  }

  /** How many are announced. */
  get counts(): { plants: number; devices: number } {
    return { plants: this.#known.plant.size, devices: this.#known.device.size };
  }

  /** From now on this voice is told. */
  begin(voice: HomeVoice): void {
    this.#voice = voice;
    this.#rounds = this.#options.clock.every(ALL_MS, () => this.all());
    this.all();
  }

  /** Tells nobody any more. Resolves once nothing is read. */
  async end(): Promise<void> {
    this.#voice = undefined;
    this.#timer?.cancel();
    this.#rounds?.cancel();
    this.#dueAtMs = Infinity;
    this.#isAll = false;
    for (const subject of SUBJECTS) {
      this.#changed[subject].clear();
      this.#known[subject].clear();
    }
    await this.#reading;
  }

  /** Everything is read again. */
  all(): void {
    if (!this.#voice) return;
    this.#isAll = true;
    this.#lookWithin(GATHER_MS.owner);
  }

  #mark(subject: Subject, ids: readonly string[], withinMs: number = GATHER_MS.owner): void {
    if (!this.#voice || ids.length === 0) return;
    for (const id of ids) this.#changed[subject].add(id);
    this.#lookWithin(withinMs);
  }

  #lookWithin(ms: number): void {
    const { clock } = this.#options;
    const dueAtMs = clock.elapsedMs() + ms;
    if (dueAtMs >= this.#dueAtMs) return;
    this.#dueAtMs = dueAtMs;
    this.#timer?.cancel();
    this.#timer = clock.after(ms, () => {
      this.#dueAtMs = Infinity;
      this.#reading = this.#reading.then(() => this.#look());
    });
  }

  async #look(): Promise<void> {
    const voice = this.#voice;
    if (!voice) return;
    const isAll = this.#isAll;
    const plantIds = [...this.#changed.plant];
    const deviceIds = [...this.#changed.device];
    this.#isAll = false;
    this.#changed.plant.clear();
    this.#changed.device.clear();
    try {
      const { database, diagnoses, told } = this.#options;
      const found = isAll
        ? { plants: await allPlants(database), devices: await allDevices(database) }
        : {
            plants: plantIds.length === 0 ? [] : await findPlants(database, plantIds),
            devices: deviceIds.length === 0 ? [] : await findDevices(database, deviceIds),
          };
      // At the start nobody is judged yet: the house would see every plant as unknown for a moment.
      const plants = isAll ? await diagnoses.withVerdicts(found.plants) : diagnoses.withKnownVerdicts(found.plants);
      const how = await told(voice);
      // It may have changed meanwhile.
      if (voice !== this.#voice) return;
      for (const plant of plants) this.#say('plant', plant.id, plantDiscovery(plant, how), plantState(plant, how));
      for (const device of found.devices)
        this.#say('device', device.id, deviceDiscovery(device, how), deviceState(device));
      this.#forget('plant', isAll ? [...this.#known.plant] : plantIds, plants);
      this.#forget('device', isAll ? [...this.#known.device] : deviceIds, found.devices);
      if (isAll) voice.complete();
    } catch (failure) {
      this.#options.log.debug({ err: failure }, 'what is told to Home Assistant cannot be read; trying again');
      this.#isAll = true;
      this.#lookWithin(RETRY_MS);
    }
  }

  #say(subject: Subject, id: string, discovery: DiscoveryMessage, state: Record<string, unknown>): void {
    const voice = this.#voice;
    if (!voice) return;
    this.#known[subject].add(id);
    voice.say(voice.topics.config(subject, id), JSON.stringify(discovery));
    voice.say(voice.topics.state(subject, id), JSON.stringify(state));
  }

  /** Removes those of the ids that are not there any more. */
  #forget(subject: Subject, ids: readonly string[], found: readonly { id: string }[]): void {
    const there = new Set(found.map(({ id }) => id));
    for (const id of ids.filter((known) => !there.has(known))) {
      this.#known[subject].delete(id);
      this.#voice?.unsay(this.#voice.topics.config(subject, id));
      this.#voice?.unsay(this.#voice.topics.state(subject, id));
    }
  }
}

async function allPages<T extends { id: string }>(page: (after: string | undefined) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const found = await page(all.at(-1)?.id);
    all.push(...found);
    if (found.length < PAGE) return all;
  }
}

const allPlants = (database: Queryable): Promise<Plant[]> =>
  allPages((after) => listPlants(database, { after, limit: PAGE }));

const allDevices = (database: Queryable): Promise<Device[]> =>
  allPages((after) => listDevices(database, { after, limit: PAGE }));
