import type { CareContext } from '@plantops/shared/care/care-plan.ts';
import type { CareReason, RangeState } from '@plantops/shared/care/care-words.ts';
import { METRIC_NAMES, METRICS, type Metric } from '@plantops/shared/metrics.ts';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import type { Queryable } from '../../db/pool.ts';
import { listRenewalCandidates, type RenewalCandidate } from '../../db/repositories/care-plans.ts';
import { type LastingStates, readLastingStates } from '../../db/repositories/care-statistics.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { CareAdvisor } from './care-advisor.ts';
import { judgedBy } from './care-context.ts';
import type { Plants } from '../plants/plants.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const EVERY_MS = 5 * 60_000;

export interface CareRenewalOptions {
  database: Queryable;
  plants: Pick<Plants, 'get'>;
  advisor: Pick<CareAdvisor, 'make'>;
  bus: ChangeBus;
  clock: Clock;
  /** Whether the owner allows automatic renewal. */
  isAllowed: () => boolean;
  log: Logger;
}

type Side = 'inside' | 'outside' | 'unknown';

/** If low values say nothing about the plant, such as darkness at night, only high ones count as outside. */
const sideOf = (metric: Metric, state: RangeState): Side => {
  if (state === 'unknown' || state === 'inside') return state;
  return state === 'below' && !METRICS[metric].judged.lowCounts ? 'inside' : 'outside';
};

/**
 * Whether a plant has changed so much that it needs a new plan. A metric must have been on a different side of its
 * range for over an hour than when the plan was made: outside instead of inside, the reverse, or outside instead of
 * unknown.
 */
export function hasChanged(madeFrom: CareContext['metrics'], now: LastingStates): boolean {
  return METRIC_NAMES.some((metric) => {
    const before = sideOf(metric, madeFrom[metric].state);
    const after = sideOf(metric, now[metric]);
    return after !== 'unknown' && after !== before && !(before === 'unknown' && after === 'inside');
  });
}

/** Renews care plans automatically: weekly, and when a plant has changed; at most once a day for each plant. */
export class CareRenewal {
  readonly #options: CareRenewalOptions;
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
    this.#options.bus.on(['thresholds_changed', 'species_changed'], ({ plantIds }) => look(plantIds));
  }

  /** Does not wait for a plan being made: it belongs to the flow and ends with it. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  /** Renews the plans that are due, one after another. @param plantIds only plans of these plants */
  async renewDue(plantIds?: readonly string[]): Promise<void> {
    const { database, advisor, clock, isAllowed, log } = this.#options;
    for (const candidate of await listRenewalCandidates(database, new Date(clock.now().getTime() - DAY_MS))) {
      if (this.#stopped || !isAllowed()) return;
      if (plantIds && !plantIds.includes(candidate.plant_id)) continue;
      const reason = await this.#reasonFor(candidate);
      if (!reason) continue;
      log.info({ plantId: candidate.plant_id, reason }, 'a care plan is made anew');
      await advisor.make(candidate.plant_id, reason).catch((failure: unknown) => {
        // The advisor has reported and recorded the failure; the next try is tomorrow.
        if (!(failure instanceof ProblemError)) throw failure;
      });
    }
  }

  async #reasonFor({ plant_id, generated_at, species, metrics }: RenewalCandidate): Promise<CareReason | undefined> {
    const { database, plants, clock } = this.#options;
    const now = clock.now();
    if (now.getTime() - generated_at.getTime() >= WEEK_MS) return 'weekly';
    const plant = await plants.get(plant_id);
    // Advice for another species is useless.
    if (plant.species !== species) return 'change';
    const states = await readLastingStates(database, plant_id, now, judgedBy(plant));
    return hasChanged(metrics, states) ? 'change' : undefined;
  }

  async #look(plantIds: readonly string[] | undefined): Promise<void> {
    try {
      await this.renewDue(plantIds);
    } catch (failure) {
      this.#options.log.warn({ err: failure }, 'care plans could not be renewed; the next try is in a few minutes');
    }
  }
}
