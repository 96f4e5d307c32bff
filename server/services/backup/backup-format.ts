/**
 * The format of a backup file: gzipped lines of JSON. A header, the edited flows, the rows of each table, and an end
 * mark.
 */
import { ProblemError } from '@plantops/shared/problem.ts';
import { z } from 'zod';
import { type FlowEdits, flowEditsSchema } from './flow-edits-format.ts';
import { type OwnNodes, ownNodesSchema } from './own-nodes-format.ts';
import { type ColumnTypes, rowFault } from './row-check.ts';

/**
 * Increased when an older server could no longer read a new file. A file without nodes of the owner's is of format 1,
 * so that older servers can read it.
 */
export const BACKUP_FORMATS = { withoutOwnNodes: 1, withOwnNodes: 2 };

const headerSchema = z.object({
  plantops_backup: z.int(),
  created_at: z.iso.datetime(),
  version: z.string().max(100),
  migrations: z.array(z.string()),
});
const lineSchema = z.union([
  z.strictObject({ table: z.string(), row: z.record(z.string(), z.unknown()) }),
  z.strictObject({ flows: flowEditsSchema.nullable() }),
  z.strictObject({ own_nodes: ownNodesSchema }),
  z.strictObject({ end: z.literal(true), rows: z.record(z.string(), z.int()) }),
]);

export type BackupHeader = z.infer<typeof headerSchema>;
export type BackupEntry =
  | { header: BackupHeader }
  | { flows: FlowEdits | null }
  | { own_nodes: OwnNodes }
  | { table: string; row: Record<string, unknown> };
/** What the restoring server can accept. */
export interface BackupScope {
  /** Columns with their types, by table. */
  columns: ColumnTypes;
  migrations: readonly string[];
}

/** A 5 MB photo takes 10 MB as hex digits, and flows may be long too. */
const LONGEST_LINE_BYTES = 64 * 2 ** 20;

export const invalidBackup = (detail: string, cause?: unknown): ProblemError =>
  new ProblemError('invalid_backup', `${detail}. Nothing was changed`, [], { cause });

/** Splits at line ends, independent of the chunks. The last line must have a line end, too. */
async function* linesOf(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([...parts, chunk.subarray(from, end)]).toString('utf8');
      parts = [];
      bytes = 0;
      from = end + 1;
    }
    if (from === chunk.length) continue;
    parts.push(chunk.subarray(from));
    bytes += chunk.length - from;
    if (bytes > LONGEST_LINE_BYTES)
      throw invalidBackup('This is no backup of PlantOps: it has a line of more than 64 MB');
  }
  if (bytes > 0) throw invalidBackup('The backup is cut off in the middle of a line: download it again');
}

/**
 * More parts than a line of ours has, the largest flows included. Each takes memory when it is parsed, and a thread that
 * has none left takes the whole process with it.
 */
const MOST_PARTS = 1_000_000;
/** A shorter line cannot have so many. */
const LONG_LINE = MOST_PARTS;
const [COMMA, BRACKET, BRACE] = [44, 91, 123];

function hasTooManyParts(text: string): boolean {
  if (text.length < LONG_LINE) return false;
  let parts = 0;
  for (let place = 0; place < text.length && parts <= MOST_PARTS; place += 1) {
    const code = text.charCodeAt(place);
    if (code === COMMA || code === BRACKET || code === BRACE) parts += 1;
  }
  return parts > MOST_PARTS;
}

function parsedLine(text: string, number: number): unknown {
  if (hasTooManyParts(text)) throw invalidBackup(`Line ${number} of the backup has more parts than any of ours`);
  try {
    return JSON.parse(text);
  } catch (failure) {
    throw invalidBackup(
      number === 1
        ? 'This is no backup of PlantOps: it does not begin with the header of one'
        : `Line ${number} of the backup is not JSON: the file is damaged`,
      failure,
    );
  }
}

function checkedHeader(line: unknown, { migrations }: BackupScope): BackupHeader {
  const header = headerSchema.safeParse(line);
  if (!header.success) throw invalidBackup('This is no backup of PlantOps: it does not begin with the header of one');
  const { plantops_backup: format, version, migrations: had } = header.data;
  if (format > BACKUP_FORMATS.withOwnNodes || had.some((name) => !migrations.includes(name))) {
    throw invalidBackup(`The backup was made by a newer PlantOps (${version}): update this one first`);
  }
  return header.data;
}

function checkRow(table: string, row: Record<string, unknown>, number: number, { columns }: BackupScope): void {
  const known = columns.get(table);
  if (!known)
    throw invalidBackup(
      `Line ${number} of the backup is of a table that PlantOps does not restore: ${table.slice(0, 50)}`,
    );
  const foreign = Object.keys(row).find((column) => !known.has(column));
  if (foreign !== undefined)
    throw invalidBackup(`Line ${number} of the backup has a field that ${table} has not: ${foreign.slice(0, 50)}`);
  const fault = rowFault(table, row, columns);
  if (fault !== undefined) throw invalidBackup(`Line ${number} of the backup is no row of ${table}: ${fault}`);
}

/** The same as the schema says of a row, in a tenth of the time: nearly all lines are rows. */
function isRow(line: unknown): line is { table: string; row: Record<string, unknown> } {
  if (typeof line !== 'object' || line === null || !('table' in line) || !('row' in line)) return false;
  const { table, row } = line;
  return (
    typeof table === 'string' &&
    typeof row === 'object' &&
    row !== null &&
    !Array.isArray(row) &&
    Object.keys(line).length === 2
  );
}

/**
 * Reads a backup line by line and checks its header, version, tables, columns, end mark and row counts.
 * @param source the file, decompressed
 * @throws ProblemError `invalid_backup`, at the latest after the last entry
 */
export async function* readBackup(source: AsyncIterable<Buffer>, scope: BackupScope): AsyncGenerator<BackupEntry> {
  const counts: Record<string, number> = Object.fromEntries([...scope.columns.keys()].map((table) => [table, 0]));
  let number = 0;
  let ended = false;
  for await (const text of linesOf(source)) {
    number += 1;
    if (ended) throw invalidBackup('The backup goes on after its end: the file is damaged');
    const line = parsedLine(text, number);
    if (number === 1) {
      yield { header: checkedHeader(line, scope) };
      continue;
    }
    const entry = isRow(line) ? line : lineSchema.safeParse(line).data;
    if (!entry && typeof line === 'object' && line !== null && 'own_nodes' in line)
      throw invalidBackup(
        `Line ${number} of the backup holds nodes that cannot be restored: a file would lie outside of node-red/nodes, or is too large`,
      );
    if (!entry) throw invalidBackup(`Line ${number} of the backup is neither a row nor its end: the file is damaged`);
    if ('end' in entry) {
      const wrong = Object.keys({ ...counts, ...entry.rows }).find(
        (table) => (counts[table] ?? 0) !== (entry.rows[table] ?? 0),
      );
      if (wrong !== undefined)
        throw invalidBackup(
          `The backup should have ${entry.rows[wrong] ?? 0} rows of ${wrong.slice(0, 50)} and has ${counts[wrong] ?? 0}: the file is damaged`,
        );
      ended = true;
      continue;
    }
    if ('table' in entry) {
      checkRow(entry.table, entry.row, number, scope);
      counts[entry.table] = (counts[entry.table] ?? 0) + 1;
    }
    yield entry;
  }
  if (!ended)
    throw invalidBackup(number === 0 ? 'The backup is empty' : 'The backup ends too early: download it again');
}
