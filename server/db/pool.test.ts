import { describe, expect, it } from 'vitest';
import { silentLog, useTestDatabases } from '../testing/database.ts';
import { openPool, type Purpose } from './pool.ts';

const databases = useTestDatabases();

describe('a pool', () => {
  it.each<[Purpose, number, string, string]>([
    ['requests', 8, '20s', '1min'],
    ['charts', 3, '10s', '1min'],
    ['bulk', 5, '10min', '0'],
    ['readings', 5, '20s', '1min'],
  ])('for %s has %d connections, whose statements the database ends after %s', async (purpose, most, limit, idle) => {
    const pool = openPool(await databases.empty(), silentLog, purpose);
    try {
      expect(pool.options.max).toBe(most);
      const { rows } = await pool.query(
        `SELECT current_setting('jit') AS jit, current_setting('statement_timeout') AS statement,
                current_setting('idle_in_transaction_session_timeout') AS idle`,
      );
      expect(rows).toEqual([{ jit: 'off', statement: limit, idle }]);
    } finally {
      await pool.end();
    }
  });
});
