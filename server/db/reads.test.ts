import pg from 'pg';
import { describe, expect, it } from 'vitest';
import type { Queryable } from './pool.ts';
import { type Reads, readsFromReplica } from './reads.ts';

/** Answers with its name, or fails. */
const reads = (name: string, failure?: Error): Reads => {
  const queries = {
    query: () => (failure ? Promise.reject(failure) : Promise.resolve({ rows: [{ name }] })),
  } as unknown as Queryable;
  return { chartsAtOnce: 3, charts: () => queries, downloads: () => queries };
};
const conflict = new pg.DatabaseError('canceling statement due to conflict with recovery', 0, 'error');

describe('a query that fails at the replica', () => {
  const replica = {
    reads: reads('replica', conflict),
    trouble: () => undefined,
    behindS: () => 0,
    isItsFault: () => true,
  };

  it('is asked of the database where the replica is at fault', async () => {
    const { rows } = await readsFromReplica(replica, reads('database')).charts(AbortSignal.any([])).query('SELECT');
    expect(rows).toEqual([{ name: 'database' }]);
  });

  it('is not asked again where its caller has left', async () => {
    const left = AbortSignal.abort(new Error('gone'));
    const asked = readsFromReplica(replica, reads('database')).downloads(left).query('SELECT');
    await expect(asked).rejects.toBe(conflict);
  });
});
