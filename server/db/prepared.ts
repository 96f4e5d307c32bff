import { createHash } from 'node:crypto';
import type pg from 'pg';

/** So many statements have names: the database keeps each in every connection that it was sent by, some 100 kB. */
const MOST_NAMES = 40;
const names = new Map<string, string>();

/** The same text has the same name. @returns undefined for one of too many */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST_NAMES) return known;
  const name = `plantops-${createHash('sha1').update(text).digest('base64url')}`;
  names.set(text, name);
  return name;
}

/**
 * A statement that the database remembers by its name, so that it reads and plans it once in each connection. For long
 * ones that come often, in few forms: of a chart, reading and planning are a third.
 */
export const prepared = (text: string, values: unknown[]): pg.QueryConfig => ({ name: nameOf(text), text, values });
