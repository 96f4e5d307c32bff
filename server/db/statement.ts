/**
 * SQL whose parameters are declared where they are used: the numbers `$1`, `$2`, … are given here and never counted by
 * hand, so that a column more, or one that moves, cannot shift the values behind it.
 */
import type pg from 'pg';

/**
 * Declares a parameter. What it returns, such as `$3::text[]`, goes into the text, also more than once.
 * @param type of PostgreSQL, such as `text` or `timestamptz[]`
 * @param value made of the input each time the statement is asked
 */
export type Bind<Input> = (type: string, value: (input: Input) => unknown) => string;

/** Makes what `query` takes, from the values of one execution. */
export type Statement<Input> = (input: Input) => pg.QueryConfig<unknown[]>;

/**
 * A statement, its text written once.
 * @param write writes the SQL around its parameters
 * @param name has each connection prepare it once and know it by this name: for a hot path. Names are unique.
 * @throws Error where a parameter is declared that the text does not use: PostgreSQL could not tell its type
 */
export function statement<Input>(write: (bind: Bind<Input>) => string, name?: string): Statement<Input> {
  const values: ((input: Input) => unknown)[] = [];
  const text = write((type, value) => `$${values.push(value)}::${type}`);
  const used = new Set(text.match(/\$\d+/g));
  const unused = values.findIndex((_, index) => !used.has(`$${index + 1}`));
  if (unused >= 0) throw new Error(`Parameter $${unused + 1} is not used in: ${text}`);
  return (input) => ({ ...(name !== undefined && { name }), text, values: values.map((value) => value(input)) });
}

/**
 * Declares parameters that hold a column each of many rows, for `unnest`: `$1::text[], $2::float8[]`.
 * @param rowsOf the rows of an input; asked once per column
 */
export const bindColumns = <Input, Row>(
  bind: Bind<Input>,
  rowsOf: (input: Input) => readonly Row[],
  columns: readonly (readonly [type: string, value: (row: Row) => unknown])[],
): string => columns.map(([type, value]) => bind(`${type}[]`, (input) => rowsOf(input).map(value))).join(', ');
