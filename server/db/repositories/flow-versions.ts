import {
  FLOW_ORIGINS,
  type FlowOrigin,
  type FlowOutcome,
  flowOutcomeSchema,
  type FlowSummary,
  flowSummarySchema,
} from '@plantops/shared/api/flow-versions.ts';
import type { FlowNode } from '@plantops/shared/flows/flow-node.ts';
import type { Queryable } from '../pool.ts';

/** How many versions are kept: a year of a deploy a day, and more. */
export const KEPT_VERSIONS = 500;

/** A version of the flows, without them. */
export interface FlowVersionRow {
  number: number;
  createdAt: Date;
  who: FlowOrigin;
  note: string | null;
  cameFrom: number | null;
  /** null: there was no version before. */
  summary: FlowSummary | null;
  /** null: it was not watched. */
  outcome: FlowOutcome | null;
}
export type FlowVersionWithFlowsRow = FlowVersionRow & { flows: FlowNode[] };

type Stored = Omit<FlowVersionRow, 'createdAt' | 'cameFrom'> & { created_at: Date; came_from: number | null };

const COLUMNS = 'number, created_at, who, note, came_from, summary, outcome';

/** Another version of PlantOps, or somebody using SQL, may have written the row. */
const rowOf = ({ number, created_at, who, note, came_from, summary, outcome }: Stored): FlowVersionRow => ({
  number,
  createdAt: created_at,
  who: FLOW_ORIGINS.find((known) => known === who) ?? 'files',
  note,
  cameFrom: came_from,
  summary: flowSummarySchema.safeParse(summary).data ?? null,
  outcome: flowOutcomeSchema.safeParse(outcome).data ?? null,
});
const withFlows = (row: Stored & { flows: string }): FlowVersionWithFlowsRow => ({
  ...rowOf(row),
  flows: JSON.parse(row.flows) as FlowNode[],
});

/** The versions before one, newest first. */
export async function listFlowVersions(
  database: Queryable,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<FlowVersionRow[]> {
  const { rows } = await database.query<Stored>(
    `SELECT ${COLUMNS} FROM flow_versions WHERE $1::int IS NULL OR number < $1 ORDER BY number DESC LIMIT $2`,
    [before ?? null, limit],
  );
  return rows.map(rowOf);
}

/** The version with a number, or the newest below it. @param number null: the newest of all */
export async function findFlowVersion(
  database: Queryable,
  { number = null, below = null }: { number?: number | null; below?: number | null },
): Promise<FlowVersionWithFlowsRow | undefined> {
  const { rows } = await database.query<Stored & { flows: string }>(
    `SELECT ${COLUMNS}, flows FROM flow_versions
     WHERE ($1::int IS NULL OR number = $1) AND ($2::int IS NULL OR number < $2) ORDER BY number DESC LIMIT 1`,
    [number, below],
  );
  return rows.map(withFlows)[0];
}

/** Keeps others from adding versions until the transaction of `connection` ends. */
export async function lockFlowVersions(connection: Queryable): Promise<void> {
  await connection.query('LOCK TABLE flow_versions IN SHARE ROW EXCLUSIVE MODE');
}

/** Adds a version, and lets the oldest go where there are too many. */
export async function insertFlowVersion(
  database: Queryable,
  { number, createdAt, who, note, cameFrom, flows, summary }: FlowVersionWithFlowsRow,
): Promise<void> {
  await database.query(
    `INSERT INTO flow_versions (number, created_at, who, note, came_from, flows, summary)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [number, createdAt, who, note, cameFrom, JSON.stringify(flows), summary && JSON.stringify(summary)],
  );
  await database.query('DELETE FROM flow_versions WHERE number <= $1', [number - KEPT_VERSIONS]);
}

/** @returns whether there is such a version */
export async function setFlowVersionNote(database: Queryable, number: number, note: string | null): Promise<boolean> {
  const { rowCount } = await database.query('UPDATE flow_versions SET note = $2 WHERE number = $1', [number, note]);
  return rowCount === 1;
}

export async function setFlowOutcome(database: Queryable, number: number, outcome: FlowOutcome): Promise<void> {
  await database.query('UPDATE flow_versions SET outcome = $2 WHERE number = $1', [number, JSON.stringify(outcome)]);
}

/** Forgets that a version is watched: a server that was stopped meanwhile does not know what it did. */
export async function endUnfinishedWatches(database: Queryable): Promise<void> {
  await database.query(`UPDATE flow_versions SET outcome = NULL WHERE outcome->>'state' = 'watching'`);
}
