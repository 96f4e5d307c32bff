/** The values of plants, and what has them judged again. */
import type { PlantId } from '../glossary.ts';
import type { Combine, PlantValue } from '../judging/combine.ts';
import type { Reading } from '../messages.ts';
import type { Metric } from '../metrics.ts';
import type { Thresholds } from '../thresholds.ts';

/** The newest value of a metric of a plant, made from those of its devices. */
export type LatestValue = PlantValue;

/** The values of plants, made from those of their devices (`shared/judging`). */
export interface PlantValues {
  /**
   * Folds a reading in, at once. Folding it again changes nothing.
   * @returns the value of each metric of the reading that the plant is to be judged by; absent if it is older than what
   *   the device sent before, or waits for a second reading because it jumped
   */
  fold(reading: Reading, plant: { id: PlantId; combine?: Combine | undefined }): Partial<Record<Metric, LatestValue>>;
}

/** The current state of a plant, with everything its values are judged by. */
export interface ReviewedPlant {
  id: PlantId;
  name: string;
  thresholds: Thresholds;
  /** A metric that none of its devices has measured is absent. */
  latest: Partial<Record<Metric, LatestValue>>;
}

/** Why plants are judged anew: they or the cooldown changed just now, or may have while nobody judged. */
export type ReviewCause = 'change' | 'cooldown' | 'start';

/**
 * Judges plants again as soon as something relevant changes, instead of at the next reading, which may never come.
 * Changes are new limits, a moved device, an expired mute or another cooldown.
 */
export interface PlantReviews {
  /**
   * Passes plants to `review` whenever they must be judged again, until the returned function is called. Soon after the
   * call, all plants are passed, since anything may have changed while nobody was judging.
   */
  serve(review: (plants: readonly ReviewedPlant[], cause: ReviewCause) => Promise<void>): () => void;
}
