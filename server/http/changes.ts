/** How a change by the API is told of in the list of what changed: who and what, and no value that somebody typed. */
import type { AuditEntry } from '@plantops/shared/api/access.ts';
import type { Request } from 'express';
import type { Caller } from './owner-session.ts';

export type Change = Omit<AuditEntry, 'id' | 'at'>;

const MOST_FIELDS = 20;

/** What these say is a word of the API, which tells what was done: without it "several plants" are all that is known. */
const TELLING: ReadonlySet<string> = new Set(['kind', 'journal_kind']);
const WORD = /^[a-z_]{1,40}$/;

/** Names of the fields of a body, of kinds with what they say, `action.kind=water`; those inside of others with a dot: `thresholds.soil_moisture`. Lists are not entered. */
function fieldsOf(body: unknown, prefix = '', depth = 0): string[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || Buffer.isBuffer(body)) return [];
  return Object.entries(body).flatMap(([name, value]) => {
    const field = `${prefix}${name}`.slice(0, 100);
    const inside = depth < 1 ? fieldsOf(value, `${field}.`, depth + 1) : [];
    if (inside.length > 0) return inside;
    return [TELLING.has(name) && typeof value === 'string' && WORD.test(value) ? `${field}=${value}` : field];
  });
}

/** What was changed. */
export const changeOf = (operation: string, request: Request): Pick<Change, 'operation' | 'target' | 'fields'> => ({
  operation,
  target: Object.values(request.params).map(String).join(' ').slice(0, 200) || null,
  fields: fieldsOf(request.body).slice(0, MOST_FIELDS),
});

/** Who changed it. */
export const nameOf = (caller: Caller): Pick<Change, 'by' | 'name'> => ({
  by: caller.by,
  name: caller.by === 'token' ? caller.name : caller.by === 'session' ? caller.session.browser : null,
});
