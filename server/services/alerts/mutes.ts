import type { SetMute } from '@plantops/shared/api/plants.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Queryable } from '../../db/pool.ts';
import { deleteMute, saveMute } from '../../db/repositories/mutes.ts';
import type { ChangeBus } from '../bus/change-bus.ts';

export interface MutesOptions {
  database: Queryable;
  clock: Clock;
  bus: ChangeBus;
}

/** The length of a leap year, so that "a year from now" is always allowed. */
const LONGEST_MS = 366 * 86_400_000;

/**
 * When a mute ends that is asked for; null for one that is over at once. @throws ProblemError `invalid_request`
 */
export function muteEnd(until: string | null, now: Date): Date | null {
  const end = until === null ? null : new Date(until);
  if (end && end.getTime() - now.getTime() > LONGEST_MS)
    throw new ProblemError(
      'invalid_request',
      'A mute lasts a year at most: give an earlier time, and mute again when it is over',
      [{ pointer: '/until', detail: 'is more than a year ahead' }],
    );
  return end && end > now ? end : null;
}

/** Lets the owner mute a plant, or one of its metrics, for a time. */
export class Mutes {
  readonly #options: MutesOptions;

  constructor(options: MutesOptions) {
    this.#options = options;
  }

  /**
   * Mutes a plant or one of its metrics. Without a time, or with one in the past, ends the mute. Once this resolves,
   * the pipeline follows the change.
   * @throws ProblemError `plant_not_found`, `invalid_request`
   */
  async set(plantId: string, { metric, until }: SetMute): Promise<void> {
    const { database, clock, bus } = this.#options;
    const end = muteEnd(until, clock.now());
    const scope = metric ?? '';
    if (end) {
      if (!(await saveMute(database, { plantId, scope, until: end })))
        throw new ProblemError('plant_not_found', `There is no plant ${plantId}`);
    } else {
      await deleteMute(database, plantId, scope);
    }
    await bus.publish('mutes_changed', { plantIds: [plantId] });
  }
}
