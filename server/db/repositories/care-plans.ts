import type { CareContext, CareFailure, CarePlan } from '@plantops/shared/care/care-plan.ts';
import type { CareReason } from '@plantops/shared/care/care-words.ts';
import type { Queryable } from '../pool.ts';
import { statement } from '../statement.ts';
import { storedCareMetrics, type StoredPlan, storedPlan } from '../stored-json.ts';

type PlanRow = Omit<CarePlan, 'generated_at' | keyof StoredPlan> &
  Record<keyof StoredPlan, unknown> & { generated_at: Date };

const COLUMN_TYPES = {
  plant_id: 'text',
  generated_at: 'timestamptz',
  source: 'text',
  model: 'text',
  tokens_in: 'int',
  tokens_out: 'int',
  reason: 'text',
  language: 'text',
  summary: 'text',
  watering: 'jsonb',
  light: 'jsonb',
  humidity: 'jsonb',
  alerts: 'jsonb',
  schedule: 'jsonb',
  made_from: 'jsonb',
} as const satisfies Record<keyof Omit<CarePlan, 'id'>, string>;
type Column = keyof typeof COLUMN_TYPES;
const COLUMNS = Object.keys(COLUMN_TYPES) as Column[];
const SELECT = `SELECT id, ${COLUMNS.join(', ')} FROM care_plans`;

const toPlan = (row: PlanRow): CarePlan => ({
  ...row,
  ...storedPlan(row),
  generated_at: row.generated_at.toISOString(),
});

const INSERT_PLAN = statement<Omit<CarePlan, 'id'>>((bind) => {
  const values = Object.entries(COLUMN_TYPES).map(([column, type]) =>
    // pg would write a list as a PostgreSQL array.
    bind(type, (plan) => (type === 'jsonb' ? JSON.stringify(plan[column as Column]) : plan[column as Column])),
  );
  return `INSERT INTO care_plans (${COLUMNS.join(', ')})
     SELECT ${values.join(', ')} FROM plants p WHERE p.id = ${bind('text', ({ plant_id }) => plant_id)} FOR KEY SHARE
     RETURNING id, ${COLUMNS.join(', ')}`;
});

/** @returns the stored plan, or undefined if there is no such plant */
export async function insertCarePlan(database: Queryable, plan: Omit<CarePlan, 'id'>): Promise<CarePlan | undefined> {
  const { rows } = await database.query<PlanRow>(INSERT_PLAN(plan));
  return rows[0] && toPlan(rows[0]);
}

/** The plant's newest plan. */
export async function findCarePlan(database: Queryable, plantId: string): Promise<CarePlan | undefined> {
  const { rows } = await database.query<PlanRow>(`${SELECT} WHERE plant_id = $1 ORDER BY id DESC LIMIT 1`, [plantId]);
  return rows[0] && toPlan(rows[0]);
}

/** Newest first. @param before only plans with a smaller id */
export async function listCarePlans(
  database: Queryable,
  plantId: string,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<CarePlan[]> {
  const { rows } = await database.query<PlanRow>(
    `${SELECT} WHERE plant_id = $1 AND ($2::int IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [plantId, before, limit],
  );
  return rows.map(toPlan);
}

/** A plan that may need automatic renewal. */
export interface RenewalCandidate {
  plant_id: string;
  generated_at: Date;
  /** The species that the plan was made for. */
  species: string | null;
  metrics: CareContext['metrics'];
}

/**
 * The newest plan of each plant for which no automatic plan was made, and none failed, since `quietSince`. Plants
 * without a plan are left out, because nobody has looked at their care yet.
 */
export async function listRenewalCandidates(database: Queryable, quietSince: Date): Promise<RenewalCandidate[]> {
  const { rows } = await database.query<Omit<RenewalCandidate, 'metrics'> & { metrics: unknown }>(
    `SELECT n.plant_id, n.generated_at, n.made_from->'plant'->>'species' AS species, n.made_from->'metrics' AS metrics
     FROM plants p
     JOIN LATERAL (SELECT * FROM care_plans c WHERE c.plant_id = p.id ORDER BY c.id DESC LIMIT 1) n ON TRUE
     WHERE NOT EXISTS (SELECT FROM care_plans a WHERE a.plant_id = p.id AND a.reason <> 'user' AND a.generated_at > $1)
       AND NOT EXISTS (SELECT FROM care_failures f WHERE f.plant_id = p.id AND f.reason <> 'user' AND f.at > $1)
     ORDER BY n.generated_at`,
    [quietSince],
  );
  return rows.map((row) => ({ ...row, metrics: storedCareMetrics(row.metrics) }));
}

/** Why the last attempt to make a plan failed; undefined if it succeeded. */
export async function findCareFailure(database: Queryable, plantId: string): Promise<CareFailure | undefined> {
  const { rows } = await database.query<Omit<CareFailure, 'at'> & { at: Date }>(
    'SELECT at, code, detail FROM care_failures WHERE plant_id = $1',
    [plantId],
  );
  return rows[0] && { ...rows[0], at: rows[0].at.toISOString() };
}

export async function saveCareFailure(
  database: Queryable,
  plantId: string,
  reason: CareReason,
  { at, code, detail }: CareFailure,
): Promise<void> {
  await database.query(
    `INSERT INTO care_failures (plant_id, at, reason, code, detail) SELECT p.id, $2, $3, $4, $5 FROM plants p WHERE p.id = $1 FOR KEY SHARE
     ON CONFLICT (plant_id) DO UPDATE SET at = EXCLUDED.at, reason = EXCLUDED.reason, code = EXCLUDED.code, detail = EXCLUDED.detail`,
    [plantId, at, reason, code, detail],
  );
}

export async function clearCareFailure(database: Queryable, plantId: string): Promise<void> {
  await database.query('DELETE FROM care_failures WHERE plant_id = $1', [plantId]);
}
