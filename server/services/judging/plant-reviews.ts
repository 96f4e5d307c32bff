import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { PlantReviews as PlantReviewsPort, ReviewCause, ReviewedPlant } from '@plantops/shared/ports.ts';
import type { PlantValues } from '@plantops/shared/judging/plant-values.ts';
import type { Logger } from 'pino';
import type { Queryable } from '../../db/pool.ts';
import { listReviewedPlants, type PlantToReview } from '../../db/repositories/reviewed-plants.ts';
import type { ChangeBus } from '../bus/change-bus.ts';

export interface PlantReviewsOptions {
  database: Queryable;
  /** The values of plants, which are up to date before a plant is judged again. */
  values: Pick<PlantValues, 'judged'>;
  bus: ChangeBus;
  clock: Clock;
  log: Logger;
}

type Reviewer = (plants: readonly ReviewedPlant[], cause: ReviewCause) => Promise<void>;

/** How many plants are read at a time when all are judged. */
const PAGE = 500;
/** How long to wait before plants that could not be read are judged. */
const RETRY_MS = 5000;

/**
 * Judges plants again when anything changes that their values are judged by. A change counts as done only after they
 * are judged.
 */
export class PlantReviews implements PlantReviewsPort {
  readonly #options: PlantReviewsOptions;
  readonly #reviewers = new Set<Reviewer>();
  /** Plants that could not be read yet; `all` stands for every plant. */
  readonly #overdue = new Set<string>();
  #retry: Timer | undefined;

  constructor(options: PlantReviewsOptions) {
    this.#options = options;
    const { bus } = options;
    bus.on(
      [
        'thresholds_changed',
        'species_changed',
        'plant_restored',
        'device_moved',
        'calibration_changed',
        'device_removed',
        'mutes_changed',
        'mutes_ended',
        'database_changed',
      ],
      ({ plantIds }) => this.#review(plantIds),
    );
    bus.on('settings_changed', ({ group, fields }) => {
      if (group === 'notifications' && fields.includes('cooldown_s')) return this.#review('all', 'cooldown');
      return undefined;
    });
    bus.on(['changes_missed', 'data_replaced'], () => this.#review('all', 'start'));
  }

  stop(): void {
    this.#retry?.cancel();
    this.#reviewers.clear();
  }

  serve(review: Reviewer): () => void {
    this.#reviewers.add(review);
    // Wait until the deploy that started the judging node is done, so that the nodes after it exist too.
    setImmediate(() => {
      if (this.#reviewers.has(review)) void this.#review('all', 'start', [review]);
    });
    return () => this.#reviewers.delete(review);
  }

  async #review(
    plants: readonly string[] | 'all',
    cause: ReviewCause = 'change',
    reviewers: Iterable<Reviewer> = this.#reviewers,
  ): Promise<void> {
    const all = [...reviewers];
    if (all.length === 0 || plants.length === 0) return;
    try {
      for await (const page of this.#read(plants)) for (const review of all) await review(page, cause);
    } catch (failure) {
      this.#options.log.warn({ err: failure }, 'plants could not be judged anew; trying again soon');
      for (const plant of plants === 'all' ? ['all'] : plants) this.#overdue.add(plant);
      this.#retry?.cancel();
      this.#retry = this.#options.clock.after(RETRY_MS, () => this.#reviewOverdue());
    }
  }

  #reviewOverdue(): void {
    const overdue = [...this.#overdue];
    this.#overdue.clear();
    void this.#review(overdue.includes('all') ? 'all' : overdue);
  }

  async *#read(plants: readonly string[] | 'all'): AsyncGenerator<ReviewedPlant[]> {
    for await (const page of this.#readPages(plants))
      yield page.map(({ combine, ...plant }) => ({
        ...plant,
        latest: this.#options.values.judged(plant.id, combine),
      }));
  }

  async *#readPages(plants: readonly string[] | 'all'): AsyncGenerator<PlantToReview[]> {
    const { database } = this.#options;
    if (plants !== 'all') {
      yield await listReviewedPlants(database, { ids: plants });
      return;
    }
    for (let after = ''; ;) {
      const page = await listReviewedPlants(database, { after, limit: PAGE });
      yield page;
      if (page.length < PAGE) return;
      after = page.at(-1)?.id ?? '';
    }
  }
}
