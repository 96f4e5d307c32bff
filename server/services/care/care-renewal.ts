import type { CareReason } from '@plantops/shared/care/care-words.ts';
import type { Diagnosis } from '@plantops/shared/diagnosis/diagnosis.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import type { Queryable } from '../../db/pool.ts';
import { listRenewalCandidates, type RenewalCandidate } from '../../db/repositories/care-plans.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { CareAdvisor } from './care-advisor.ts';
import type { KnownDiagnoses } from './care-plans.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
const EVERY_MS = 5 * 60_000;

export interface CareRenewalOptions {
  database: Queryable;
  diagnoses: KnownDiagnoses;
  advisor: Pick<CareAdvisor, 'make'>;
  bus: ChangeBus;
  clock: Clock;
  /**
   * Whether plans are renewed: a language model is set up, and the owner allows it. Plans by rules are always of now and
   * need no renewal.
   */
  isAllowed: () => boolean;
  log: Logger;
}

/**
 * What a plan rests on, in a form that can be compared: what needs somebody, and how urgently. Figures that only move,
 * hints and praise are no substance.
 */
export const substanceOf = ({ level, findings }: Pick<Diagnosis, 'level' | 'findings'>): string =>
  [
    level,
    ...findings
      .filter(({ severity }) => severity === 'urgent' || severity === 'attention')
      .map(({ code, metric, severity }) => `${code} ${metric ?? ''} ${severity}`)
      .sort(),
  ].join('; ');

/**
 * Has language models renew their plans: weekly, and when what was found about a plant has been different for an hour;
 * at most once a day for each plant.
 */
export class CareRenewal {
  readonly #options: CareRenewalOptions;
  /** By plant: since when its diagnosis has had this substance, which is not that of its plan (ms). */
  readonly #changed = new Map<string, { substance: string; sinceMs: number }>();
  #timer: Timer | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: CareRenewalOptions) {
    this.#options = options;
  }

  start(): void {
    const look = (plantIds?: readonly string[]): void => {
      this.#running = this.#running.then(() => this.#look(plantIds));
    };
    this.#timer = this.#options.clock.every(EVERY_MS, () => look());
    // Not awaited, because a model may take a minute for a plan.
    this.#options.bus.on('species_changed', ({ plantIds }) => look(plantIds));
  }

  /** Does not wait for a plan being made: it belongs to the flow and ends with it. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  /** Renews the plans that are due, one after another. @param plantIds only plans of these plants */
  async renewDue(plantIds?: readonly string[]): Promise<void> {
    const { database, advisor, clock, isAllowed, log } = this.#options;
    if (!isAllowed()) return;
    for (const candidate of await listRenewalCandidates(database, new Date(clock.now().getTime() - DAY_MS))) {
      if (this.#stopped || !isAllowed()) return;
      if (plantIds && !plantIds.includes(candidate.plant_id)) continue;
      const reason = await this.#reasonFor(candidate);
      if (!reason) continue;
      log.info({ plantId: candidate.plant_id, reason }, 'a care plan is made anew');
      this.#changed.delete(candidate.plant_id);
      await advisor.make(candidate.plant_id, reason).catch((failure: unknown) => {
        // The advisor has reported and recorded the failure; the next try is tomorrow.
        if (!(failure instanceof ProblemError)) throw failure;
      });
    }
  }

  async #reasonFor({ plant_id, generated_at, species, diagnosis }: RenewalCandidate): Promise<CareReason | undefined> {
    const { diagnoses, clock } = this.#options;
    const nowMs = clock.now().getTime();
    if (nowMs - generated_at.getTime() >= WEEK_MS) return 'weekly';
    const now = await diagnoses.current(plant_id);
    // Advice for another species is useless.
    if (now.facts.plant.species !== species) return 'change';
    // A plan from before there were diagnoses does not tell what it rests on: it is renewed within its week.
    return diagnosis && this.#hasChangedForAnHour(plant_id, substanceOf(diagnosis), substanceOf(now.diagnosis), nowMs)
      ? 'change'
      : undefined;
  }

  /** Values near a limit come and go: a change counts once it has lasted. */
  #hasChangedForAnHour(plantId: string, then: string, substance: string, nowMs: number): boolean {
    if (substance === then) {
      this.#changed.delete(plantId);
      return false;
    }
    const known = this.#changed.get(plantId);
    if (known?.substance === substance) return nowMs - known.sinceMs >= HOUR_MS;
    this.#changed.set(plantId, { substance, sinceMs: nowMs });
    return false;
  }

  async #look(plantIds: readonly string[] | undefined): Promise<void> {
    try {
      await this.renewDue(plantIds);
    } catch (failure) {
      this.#options.log.warn({ err: failure }, 'care plans could not be renewed; the next try is in a few minutes');
    }
  }
}
