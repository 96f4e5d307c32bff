import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useTestDatabases } from '../testing/database.ts';
import { float8Array, textArray, timestamptzArray } from './binary-arrays.ts';

const databases = useTestDatabases();

describe('arrays in binary form', () => {
  it('arrive in the database as what they hold', async () => {
    const database = await databases.pool();
    const back = async (type: string, array: Buffer): Promise<unknown> =>
      (await database.query<{ array: unknown }>(`SELECT $1::${type}[] AS array`, [array])).rows[0]?.array;
    const number = fc.option(fc.double({ noNaN: true }), { nil: null });
    // Beyond that, a millisecond is less than what a number of microseconds can tell.
    const time = fc.option(
      fc.date({ min: new Date('1800-01-01T00:00:00Z'), max: new Date('2200-01-01T00:00:00Z'), noInvalidDate: true }),
      { nil: null },
    );
    const text = fc.option(
      fc.string({ unit: 'grapheme' }).map((one) => one.replaceAll('\0', '')),
      { nil: null },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(number), fc.array(time), fc.array(text), async (numbers, times, texts) => {
        expect(await back('float8', float8Array(numbers))).toEqual(numbers);
        expect(await back('timestamptz', timestamptzArray(times))).toEqual(times);
        expect(await back('text', textArray(texts))).toEqual(texts);
      }),
      { numRuns: 60 },
    );
  });

  it('take undefined as NULL', async () => {
    const database = await databases.pool();
    const { rows } = await database.query(
      'SELECT count(*) AS all, count(n) AS numbers, count(t) AS times FROM unnest($1::float8[], $2::timestamptz[]) AS u (n, t)',
      [float8Array([undefined, 1]), timestamptzArray([undefined, undefined])],
    );
    expect(rows).toEqual([{ all: 2, numbers: 1, times: 0 }]);
  });
});
