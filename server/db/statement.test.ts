import { describe, expect, it } from 'vitest';
import { bindColumns, statement } from './statement.ts';
import { useTestDatabases } from '../testing/database.ts';

const databases = useTestDatabases();

describe('a statement', () => {
  const greet = statement<{ name: string; times: number }>(
    (bind) => `SELECT repeat(${bind('text', ({ name }) => name)}, ${bind('int', ({ times }) => times)}) AS text`,
  );

  it('numbers its parameters in the order of their declaration, with their types', () => {
    expect(greet({ name: 'ha', times: 2 })).toEqual({
      text: 'SELECT repeat($1::text, $2::int) AS text',
      values: ['ha', 2],
    });
  });

  it('builds its text once, whatever its input', () => {
    let written = 0;
    const counted = statement<number>((bind) => {
      written += 1;
      return `SELECT ${bind('int', (value) => value)}`;
    });
    expect([counted(1).values, counted(2).values, counted(2).text === counted(1).text]).toEqual([[1], [2], true]);
    expect(written).toBe(1);
  });

  it('may use a parameter more than once', () => {
    const twice = statement<number>((bind) => {
      const value = bind('int', (input) => input);
      return `SELECT ${value} + ${value} + ${bind('int', () => 7)}`;
    });
    expect(twice(3)).toEqual({ text: 'SELECT $1::int + $1::int + $2::int', values: [3, 7] });
  });

  it('numbers generated columns correctly, however many there are', () => {
    const metrics = Array.from({ length: 12 }, (_, index) => `m${index}`);
    const insert = statement<{ device: string; values: Record<string, number> }>(
      (bind) =>
        `INSERT INTO t (${metrics.join(', ')}, device) VALUES (${metrics.map((metric) => bind('float8', ({ values }) => values[metric] ?? null)).join(', ')}, ${bind('text', ({ device }) => device)})`,
    );
    const { text, values } = insert({ device: 'd', values: { m0: 1, m11: 2 } });
    expect(text).toMatch(/\$12::float8, \$13::text\)$/);
    expect(values).toEqual([1, null, null, null, null, null, null, null, null, null, null, 2, 'd']);
  });

  it('refuses a parameter that its text does not use', () => {
    expect(() =>
      statement<number>((bind) => {
        bind('int', (value) => value);
        return `SELECT ${bind('int', (value) => value)}`;
      }),
    ).toThrow(/Parameter \$1 is not used/);
  });

  it('passes one column of many rows per parameter, for unnest', async () => {
    const database = await databases.pool();
    const list = statement<{ rows: { id: string; size: number | null }[]; least: number }>(
      (bind) =>
        `SELECT id FROM unnest(${bindColumns(bind, ({ rows }) => rows, [
          ['text', ({ id }) => id],
          ['float8', ({ size }) => size],
        ])}) AS t (id, size) WHERE size >= ${bind('float8', ({ least }) => least)}`,
    );
    const asked = list({
      rows: [
        { id: 'a', size: 1 },
        { id: 'b', size: null },
        { id: 'c', size: 3 },
      ],
      least: 1,
    });
    expect(asked.text).toContain('unnest($1::text[], $2::float8[])');
    expect((await database.query<{ id: string }>(asked)).rows).toEqual([{ id: 'a' }, { id: 'c' }]);
  });

  it('is prepared once per connection if it has a name', async () => {
    const database = await databases.pool();
    const add = statement<number>((bind) => `SELECT 1 + ${bind('int', (value) => value)} AS sum`, 'add_one');
    const connection = await database.connect();
    try {
      for (const value of [1, 2]) expect((await connection.query(add(value))).rows).toEqual([{ sum: 1 + value }]);
      const { rows } = await connection.query<{ name: string }>('SELECT name FROM pg_prepared_statements');
      expect(rows).toEqual([{ name: 'add_one' }]);
    } finally {
      connection.release();
    }
  });
});
