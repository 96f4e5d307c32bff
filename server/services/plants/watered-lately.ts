import { ProblemError } from '@plantops/shared/problem.ts';
import { WATERED_LATELY_MS } from '@plantops/shared/watered-lately.ts';
import type { Queryable } from '../../db/pool.ts';
import { lockJournal, wateringNear } from '../../db/repositories/journal.ts';

/**
 * Refuses a watering where another one within ten minutes is logged. Until the transaction ends, nobody else logs one.
 * @param connection inside a transaction
 * @throws ProblemError `watered_lately`
 */
export async function refuseSecondWatering(connection: Queryable, plantId: string, at: Date): Promise<void> {
  await lockJournal(connection, plantId);
  const near = await wateringNear(connection, plantId, { at, withinMs: WATERED_LATELY_MS });
  if (near)
    throw new ProblemError('watered_lately', `A watering of ${near.toISOString()} is logged: send "again": true`);
}
