import type { Plant } from '@plantops/shared/api/plants.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { diagnose } from '@plantops/shared/diagnosis/diagnose.ts';
import type { Diagnosis } from '@plantops/shared/diagnosis/diagnosis.ts';
import type { DeviceFacts, PlantFacts } from '@plantops/shared/diagnosis/facts.ts';
import { type Verdict, verdictOf } from '@plantops/shared/diagnosis/verdict.ts';
import { METRIC_NAMES, type Metric, type MetricValues } from '@plantops/shared/metrics.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import type { Queryable } from '../../db/pool.ts';
import { listPlantIds, plantsOfAlerts, readPresence } from '../../db/repositories/plant-facts.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { gatherFacts } from './gather-facts.ts';
import { areFirst, areNews, type JudgedValues, judgedValues } from './judged-values.ts';
import { RenewalQueue } from './renewal-queue.ts';

const MINUTE_MS = 60_000;
/** Time changes a plant, too: what is due, what is too old, how long something lasts. */
const ROUND_MS = 15 * MINUTE_MS;
/** The first round after a start is quicker, so that soon everything is known. */
const FIRST_ROUND_MS = MINUTE_MS;
const TICK_MS = 5000;
/** Readings come close together, from several boards and of several metrics. */
const GATHER_MS = 2000;
/** Readings make a plant's diagnosis anew at most so often; what a device tells of itself, more rarely. */
const BY_READINGS_MS = MINUTE_MS;
const BY_PRESENCE_MS = 5 * MINUTE_MS;
/** What changes within this time is told of together. */
const TELL_MS = 200;
const PLACES = 2;
/** A request waits for so many diagnoses, and for so long; the others follow. */
const WAITED_FOR = 5;
const PATIENCE_MS = 1000;

/** What a plant is, and what that was concluded from. */
export interface Judgement {
  facts: PlantFacts;
  diagnosis: Diagnosis;
}

/** What is remembered of a judgement. */
interface Judged {
  diagnosis: Diagnosis;
  /** As it was when it last said something else: its time tells who compares that there is something new. */
  verdict: Verdict;
  values: JudgedValues;
  devices: readonly DeviceFacts[];
  /** By `Clock.elapsedMs`. */
  atMs: number;
  /** What others must know of if it changes. */
  substance: string;
}

export interface DiagnosisKeeperOptions {
  database: Queryable;
  /** The zone whose days are shown (IANA name). */
  timeZone: () => string;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

/** A diagnosis without the figures that change with each reading. */
const substanceOf = ({ level, findings, asks, watering }: Diagnosis, { doubted, air }: Verdict): string =>
  JSON.stringify([
    level,
    findings.map(({ code, metric, severity }) => [code, metric, severity]),
    asks,
    watering.next,
    watering.not_before,
    doubted,
    air,
  ]);

/** A verdict without what only tells how late it is: when it was made, and hours that have passed since something. */
const saidBy = ({ at: _, findings, ...rest }: Verdict): string =>
  JSON.stringify([
    rest,
    findings.map(({ to: __, evidence, ...finding }) => [
      finding,
      Object.entries(evidence).map(([name, figure]) => [
        name,
        name === 'hours' && typeof figure === 'number' ? Math.floor(figure) : figure,
      ]),
    ]),
  ]);

/** The values of a plant that were measured since it was judged, or came in since. */
const newValues = ({ latest }: Plant, judged: JudgedValues): MetricValues =>
  Object.fromEntries(
    METRIC_NAMES.flatMap((metric) => {
      const value = latest?.[metric];
      return value == null || latest?.measured_at[metric] === judged[metric].measuredAt ? [] : [[metric, value]];
    }),
  );

/** What a reading has of each metric. */
const measuredValues = (reading: Readonly<Partial<Record<Metric, number | undefined>>>): MetricValues =>
  Object.fromEntries(
    METRIC_NAMES.flatMap((metric) => (reading[metric] === undefined ? [] : [[metric, reading[metric]]])),
  );

/**
 * Keeps the diagnosis of each plant in memory, and makes it anew when anything that it rests on changes, and every
 * quarter of an hour. Whoever says something of a plant's state asks here.
 */
export class DiagnosisKeeper {
  readonly #options: DiagnosisKeeperOptions;
  readonly #queue: RenewalQueue<Judgement | undefined>;
  readonly #judged = new Map<string, Judged>();
  /** Plants with new readings, which are judged together. */
  readonly #news = new Set<string>();
  #gathering: Timer | undefined;
  /** Plants that are judged otherwise, of which nobody was told yet. */
  readonly #changed = new Set<string>();
  #telling: Timer | undefined;
  #tick: Timer | undefined;
  /** Plants whose turn in this round is still to come, and how many have one in each tick. */
  #round: string[] = [];
  #perTick = 1;
  #roundBegan: number | undefined;

  constructor(options: DiagnosisKeeperOptions) {
    this.#options = options;
    this.#queue = new RenewalQueue(PLACES, (plantId) => this.#judge(plantId));
    const { bus, database } = options;
    bus.on(['plants_changed', 'thresholds_changed', 'species_changed', 'calibration_changed'], ({ plantIds }) =>
      this.#renewNow(plantIds),
    );
    bus.on(['device_moved', 'device_removed', 'plant_restored'], ({ plantIds }) => this.#renewNow(plantIds));
    bus.on('plant_removed', ({ plantId }) => void this.#judged.delete(plantId));
    bus.on('alerts_changed', async ({ alertIds }) => this.#renewNow(await plantsOfAlerts(database, alertIds)));
    bus.on(['findings_changed', 'devices_changed'], async ({ deviceIds }) =>
      this.#renewNow((await readPresence(database, deviceIds)).map(({ plantId }) => plantId)),
    );
    bus.on('presence_changed', ({ deviceIds }) => this.#presence(deviceIds));
    bus.on('readings_stored', ({ readings }) => {
      for (const { plant_id: plantId, plant_values: combined, ...values } of readings)
        if (plantId !== null) this.#readings(plantId, measuredValues(combined ?? values));
    });
    bus.on('settings_changed', (change) => {
      if (change.group === 'display' && change.fields.includes('time_zone')) this.#beginAnew();
    });
    bus.on(['data_replaced', 'changes_missed'], () => this.#beginAnew());
  }

  start(): void {
    this.#tick = this.#options.clock.every(TICK_MS, () => void this.#goRound());
  }

  async stop(): Promise<void> {
    this.#tick?.cancel();
    this.#gathering?.cancel();
    this.#telling?.cancel();
    await this.#queue.stop();
  }

  /** The diagnosis as it was made last; undefined if the plant was not judged since the start. */
  of(plantId: string): Diagnosis | undefined {
    return this.#judged.get(plantId)?.diagnosis;
  }

  /** A plant's diagnosis of now, with the facts that it was made from. @throws ProblemError `plant_not_found` */
  async current(plantId: string): Promise<Judgement> {
    const judgement = await this.#queue.renew(plantId, true);
    if (!judgement) throw new ProblemError('plant_not_found', `There is no plant ${plantId}`);
    return judgement;
  }

  /**
   * Plants with their verdicts. A plant that was not judged yet, or has values that make its diagnosis old, is judged
   * first where they are few; of the others a verdict follows within seconds, by live events, too.
   */
  async withVerdicts(plants: readonly Plant[]): Promise<Plant[]> {
    await this.#renewNow(plants.filter((plant) => this.#isDue(plant)).map(({ id }) => id));
    return plants.map((plant) => this.#withVerdict(plant));
  }

  /** Plants with the verdicts that are known; who hears of them hears of a change, too (`diagnosis_changed`). */
  withKnownVerdicts(plants: readonly Plant[]): Plant[] {
    for (const plant of plants) if (this.#isDue(plant)) void this.#queue.renew(plant.id);
    return plants.map((plant) => this.#withVerdict(plant));
  }

  #isDue(plant: Plant): boolean {
    const judged = this.#judged.get(plant.id);
    return !judged || areNews(judged.values, newValues(plant, judged.values));
  }

  #withVerdict(plant: Plant): Plant {
    return { ...plant, verdict: this.#judged.get(plant.id)?.verdict ?? null };
  }

  /** A slow database must not hold up what shows a plant: its former verdict does. */
  async #patiently(renewed: readonly Promise<unknown>[]): Promise<void> {
    if (renewed.length === 0) return;
    const enough = Promise.withResolvers<'enough'>();
    const timer = this.#options.clock.after(PATIENCE_MS, () => enough.resolve('enough'));
    await Promise.race([Promise.allSettled(renewed), enough.promise]);
    timer.cancel();
  }

  async #judge(plantId: string): Promise<Judgement | undefined> {
    const { database, timeZone, clock, log } = this.#options;
    const facts = await gatherFacts(database, { plantId, now: clock.now(), timeZone: timeZone() }).catch(
      (failure: unknown) => {
        log.debug({ err: failure, plantId }, 'a plant could not be judged; the next try is within 15 minutes');
        throw failure;
      },
    );
    if (!facts) {
      this.#judged.delete(plantId);
      return undefined;
    }
    const diagnosis = diagnose(facts);
    const made = verdictOf(diagnosis, facts);
    const substance = substanceOf(diagnosis, made);
    const before = this.#judged.get(plantId);
    const isOther = substance !== before?.substance;
    const verdict = before && !isOther && saidBy(made) === saidBy(before.verdict) ? before.verdict : made;
    this.#judged.set(plantId, {
      diagnosis,
      verdict,
      values: judgedValues(facts),
      devices: facts.devices,
      atMs: clock.elapsedMs(),
      substance,
    });
    if (isOther) this.#tellOf(plantId);
    return { facts, diagnosis };
  }

  /** Many change at once after a start. */
  #tellOf(plantId: string): void {
    this.#changed.add(plantId);
    this.#telling ??= this.#options.clock.after(TELL_MS, () => {
      this.#telling = undefined;
      const plantIds = [...this.#changed];
      this.#changed.clear();
      void this.#options.bus.publish('diagnosis_changed', { plantIds });
    });
  }

  /** Makes few of them anew before others are told of what has changed; many follow. */
  #renewNow(plantIds: readonly (string | null)[]): Promise<void> {
    const ids = [...new Set(plantIds)].filter((id) => id !== null);
    const renewed = ids.map((id) => this.#queue.renew(id, ids.length <= WAITED_FOR));
    return ids.length <= WAITED_FOR ? this.#patiently(renewed) : Promise.resolve();
  }

  /** What a device tells of itself comes often; whether it is heard at all, and a fault, change its plant at once. */
  async #presence(deviceIds: readonly string[]): Promise<void> {
    const changed: string[] = [];
    for (const { deviceId, plantId, ...presence } of await readPresence(this.#options.database, deviceIds)) {
      const before = this.#judged.get(plantId)?.devices.find(({ id }) => id === deviceId);
      if (before?.isOnline !== presence.isOnline || before.error !== presence.error) changed.push(plantId);
      else this.#renewIfOlder(plantId, BY_PRESENCE_MS);
    }
    await this.#renewNow(changed);
  }

  #isOlder(plantId: string, ms: number): boolean {
    const judged = this.#judged.get(plantId);
    return !judged || this.#options.clock.elapsedMs() - judged.atMs >= ms;
  }

  #renewIfOlder(plantId: string, ms: number): void {
    if (this.#isOlder(plantId, ms)) void this.#queue.renew(plantId);
  }

  #readings(plantId: string, values: MetricValues): void {
    const judged = this.#judged.get(plantId);
    if (judged && !this.#areDue(plantId, judged.values, values)) return;
    this.#news.add(plantId);
    this.#gathering ??= this.#options.clock.after(GATHER_MS, () => {
      this.#gathering = undefined;
      for (const id of this.#news) void this.#queue.renew(id);
      this.#news.clear();
    });
  }

  /** What is measured for the first time is news at once, the rest at most so often. */
  #areDue(plantId: string, judged: JudgedValues, values: MetricValues): boolean {
    return areFirst(judged, values) || (this.#isOlder(plantId, BY_READINGS_MS) && areNews(judged, values));
  }

  /** Everything may have changed. */
  #beginAnew(): void {
    this.#judged.clear();
    this.#round = [];
    this.#roundBegan = undefined;
  }

  /** Judges those whose turn it is, unless those before them are not done yet. */
  async #goRound(): Promise<void> {
    const { clock, database, log } = this.#options;
    if (this.#queue.length > 0) return;
    const now = clock.elapsedMs();
    if (this.#round.length === 0 && (this.#roundBegan === undefined || now - this.#roundBegan >= ROUND_MS)) {
      try {
        const isFirst = this.#roundBegan === undefined;
        this.#round = await listPlantIds(database);
        this.#roundBegan = now;
        this.#perTick = Math.ceil((this.#round.length * TICK_MS) / (isFirst ? FIRST_ROUND_MS : ROUND_MS));
        const known = new Set(this.#round);
        for (const id of this.#judged.keys()) if (!known.has(id)) this.#judged.delete(id);
      } catch (failure) {
        log.debug({ err: failure }, 'plants could not be listed to be judged; the next try is in a moment');
        return;
      }
    }
    for (const id of this.#round.splice(0, this.#perTick)) this.#renewIfOlder(id, ROUND_MS - FIRST_ROUND_MS);
  }
}
