/**
 * SQL whose parameters are declared where they are used. The numbers `$1`, `$2`, … are assigned here and never counted
 * by hand, so that adding or moving a column cannot shift the values behind it.
 */
import type pg from 'pg';

/**
 * Declares a parameter. The return value, such as `$3::text[]`, goes into the SQL text and may be used more than once.
 * @param type a PostgreSQL type, such as `text` or `timestamptz[]`
 * @param value computes the parameter from the input, each time the statement is used
 */
export type Bind<Input> = (type: string, value: (input: Input) => unknown) => string;

/** Builds the argument of `query` from the input of one execution. */
export type Statement<Input> = (input: Input) => pg.QueryConfig<unknown[]>;

/**
 * A statement whose text is built once.
 * @param write writes the SQL around its parameters
 * @param name makes each connection prepare the statement once under this unique name; for a hot path
 * @throws Error if the text does not use a declared parameter, because PostgreSQL could not tell its type
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
 * Declares parameters that each contain one column of many rows, for `unnest`: `$1::text[], $2::float8[]`.
 * @param rowsOf returns the rows of an input; called once per column
 */
export const bindColumns = <Input, Row>(
  bind: Bind<Input>,
  rowsOf: (input: Input) => readonly Row[],
  columns: readonly (readonly [type: string, value: (row: Row) => unknown])[],
): string => columns.map(([type, value]) => bind(`${type}[]`, (input) => rowsOf(input).map(value))).join(', ');
