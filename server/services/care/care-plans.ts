import { isDeepStrictEqual } from 'node:util';
import type {
  CareAdvice,
  CareContext,
  CareFailure,
  CarePlan,
  CareProgress,
  CurrentCarePlan,
} from '@plantops/shared/care/care-plan.ts';
import type { CareSource, CareStep } from '@plantops/shared/care/care-words.ts';
import type { Diagnosis } from '@plantops/shared/diagnosis/diagnosis.ts';
import type { PlantFacts } from '@plantops/shared/diagnosis/facts.ts';
import { planFrom } from '@plantops/shared/diagnosis/plan/plan.ts';
import type { JournalKind } from '@plantops/shared/journal.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { CarePlans as CarePlansPort, CareRequest } from '@plantops/shared/ports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import type { Queryable } from '../../db/pool.ts';
import * as repository from '../../db/repositories/care-plans.ts';
import { lastJournalTimes } from '../../db/repositories/journal.ts';
import { gatherCareContext } from './care-context.ts';
import type { DisplaySettings } from '../settings/display-settings.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { Plants } from '../plants/plants.ts';

/** How plants are, as the room of diagnoses knows it. */
export interface KnownDiagnoses {
  /** A plant's diagnosis of now, with the facts that it was made from. @throws ProblemError `plant_not_found` */
  current(plantId: string): Promise<{ facts: PlantFacts; diagnosis: Diagnosis }>;
}

/** A plant as it is now: what a plan is made from, what was found, and what the rules say of that. */
export interface PlantNow {
  context: CareContext;
  facts: PlantFacts;
  diagnosis: Diagnosis;
  advice: CareAdvice;
}

export interface CarePlansOptions {
  database: Queryable;
  plants: Plants;
  display: DisplaySettings;
  diagnoses: KnownDiagnoses;
  bus: ChangeBus;
  clock: Clock;
  /** The source that would make a plan now. */
  source: () => CareSource;
}

/** Care plans: gathers their data, stores them, and tracks the progress of those being made. */
export class CarePlans implements CarePlansPort {
  readonly #options: CarePlansOptions;
  /** The progress of each plant whose plan is being made. */
  readonly #progress = new Map<string, CareProgress>();

  constructor(options: CarePlansOptions) {
    this.#options = options;
  }

  /**
   * What is known of a plant now, in words of the language that is set, else of the one that is given, else of the plan
   * before.
   * @throws ProblemError `plant_not_found`
   */
  async look(plantId: string, language?: Language): Promise<PlantNow> {
    const { database, plants, display, diagnoses, clock } = this.#options;
    const [plant, shown, { diagnosis, facts }] = await Promise.all([
      plants.get(plantId),
      display.read(),
      diagnoses.current(plantId),
    ]);
    const chosen =
      shown.language === 'auto' ? (language ?? (await this.find(plantId))?.plan.language ?? 'en') : shown.language;
    return {
      context: await gatherCareContext(database, { plant, display: shown, language: chosen, now: clock.now() }),
      facts,
      diagnosis,
      advice: planFrom(diagnosis, facts, chosen, shown.temperature_unit),
    };
  }

  /** @throws ProblemError `plant_not_found` */
  async gather({ plantId, language }: CareRequest): Promise<CareContext> {
    const { context, diagnosis, advice } = await this.look(plantId, language);
    return { ...context, diagnosis, by_rules: advice };
  }

  /** @throws ProblemError `plant_not_found` */
  async store(
    { plantId, reason }: CareRequest,
    { advice, context, origin, basis }: Parameters<CarePlansPort['store']>[1],
  ): Promise<CarePlan> {
    const { database, bus, clock } = this.#options;
    const { diagnosis, by_rules: byRules, ...madeFrom } = context;
    const plan = await repository.insertCarePlan(database, {
      plant_id: plantId,
      ...advice,
      ...origin,
      reason,
      generated_at: clock.now().toISOString(),
      language: context.language,
      basis: basis ?? null,
      diagnosis: diagnosis ?? null,
      made_from: madeFrom,
      // What says just what the rules say is made anew at each view; the words of a script or of a flow stay.
      isWritten: !isDeepStrictEqual(advice, byRules),
    });
    if (!plan) throw noPlant(plantId);
    await repository.clearCareFailure(database, plantId);
    await bus.publish('care_plan_stored', { plan });
    return plan;
  }

  progress({ plantId, withoutModel }: CareRequest, step: CareStep, characters = 0): void {
    // A plan by rules takes milliseconds and nobody is waiting for it.
    if (withoutModel) return;
    const started_at = this.#progress.get(plantId)?.started_at ?? this.#options.clock.now().toISOString();
    this.#tell({ plant_id: plantId, step, source: this.#options.source(), started_at, characters, failure: null });
  }

  /** Reports that the plan was made. It was stored before. */
  done(request: CareRequest): void {
    this.progress(request, 'done');
  }

  /** Records that the plan could not be made. The last plan stays and says why. */
  async failed({ plantId, reason }: CareRequest, { code, message }: ProblemError): Promise<void> {
    const { database, clock, source } = this.#options;
    const failure: CareFailure = { at: clock.now().toISOString(), code, detail: message };
    const started_at = this.#progress.get(plantId)?.started_at ?? failure.at;
    this.#tell({ plant_id: plantId, step: 'failed', source: source(), started_at, characters: 0, failure });
    await repository.saveCareFailure(database, plantId, reason, failure);
  }

  /** The plant's newest plan as it was stored, and whether its words stay. */
  find(plantId: string): Promise<{ plan: CarePlan; isKept: boolean } | undefined> {
    return repository.findCarePlan(this.#options.database, plantId);
  }

  /** What is known besides the current plan: the last failed attempt, a running one, and the care that was given. */
  async state(plantId: string): Promise<Pick<CurrentCarePlan, 'last_failure' | 'progress' | 'last_done'>> {
    const { database } = this.#options;
    const [failure, times] = await Promise.all([
      repository.findCareFailure(database, plantId),
      lastJournalTimes(database, plantId),
    ]);
    const last = (kind: JournalKind): string | null => times[kind]?.toISOString() ?? null;
    return {
      last_failure: failure ?? null,
      progress: this.#progress.get(plantId) ?? null,
      last_done: {
        watering: last('watering'),
        fertilizing: last('fertilizing'),
        repotting: last('repotting'),
        pruning: last('pruning'),
      },
    };
  }

  /** Newest first. @throws ProblemError `plant_not_found` */
  async list(plantId: string, page: { before?: number | undefined; limit: number }): Promise<CarePlan[]> {
    const { database, plants } = this.#options;
    await plants.get(plantId);
    return repository.listCarePlans(database, plantId, page);
  }

  #tell(progress: CareProgress): void {
    if (progress.step === 'done' || progress.step === 'failed') this.#progress.delete(progress.plant_id);
    else this.#progress.set(progress.plant_id, progress);
    void this.#options.bus.publish('care_progressed', { progress });
  }
}

const noPlant = (plantId: string): ProblemError => new ProblemError('plant_not_found', `There is no plant ${plantId}`);
