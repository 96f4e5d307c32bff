import type { CareFailure, CarePlan } from '@plantops/shared/care/care-plan.ts';
import type { CareReason } from '@plantops/shared/care/care-words.ts';
import type { Diagnosis } from '@plantops/shared/diagnosis/diagnosis.ts';
import type { Queryable } from '../pool.ts';
import { statement } from '../statement.ts';
import { storedDiagnosis, type StoredPlan, storedPlan } from '../stored-json.ts';

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
  basis: 'jsonb',
  diagnosis: 'jsonb',
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

export interface NewPlan extends Omit<CarePlan, 'id'> {
  /** Whether the words of a plan by rules are somebody's own, so that they stay. */
  isWritten?: boolean;
}

const INSERT_PLAN = statement<NewPlan>((bind) => {
  const values = Object.entries(COLUMN_TYPES).map(([column, type]) =>
    // pg would write a list as a PostgreSQL array.
    bind(type, (plan) => {
      const value = plan[column as Column];
      return type === 'jsonb' && value != null ? JSON.stringify(value) : value;
    }),
  );
  const isWritten = bind('boolean', (plan) => plan.isWritten ?? false);
  return `INSERT INTO care_plans (${COLUMNS.join(', ')}, is_written)
     SELECT ${values.join(', ')}, ${isWritten} FROM plants p WHERE p.id = ${bind('text', ({ plant_id }) => plant_id)} FOR KEY SHARE
     RETURNING id, ${COLUMNS.join(', ')}`;
});

/** @returns the stored plan, or undefined if there is no such plant */
export async function insertCarePlan(database: Queryable, plan: NewPlan): Promise<CarePlan | undefined> {
  const { rows } = await database.query<PlanRow>(INSERT_PLAN(plan));
  return rows[0] && toPlan(rows[0]);
}

/** The plant's newest plan, and whether its words stay as they were written. */
export async function findCarePlan(
  database: Queryable,
  plantId: string,
): Promise<{ plan: CarePlan; isKept: boolean } | undefined> {
  const { rows } = await database.query<PlanRow & { is_kept: boolean }>(
    `SELECT id, ${COLUMNS.join(', ')}, is_written OR source <> 'rules' AS is_kept
     FROM care_plans WHERE plant_id = $1 ORDER BY id DESC LIMIT 1`,
    [plantId],
  );
  if (!rows[0]) return undefined;
  const { is_kept: isKept, ...row } = rows[0];
  return { plan: toPlan(row), isKept };
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
  /** What was found when it was made; null: it is older than diagnoses. */
  diagnosis: Diagnosis | null;
}

/**
 * The newest plan of each plant for which no automatic plan was made, and none failed, since `quietSince`. Plants
 * without a plan are left out, because nobody has looked at their care yet.
 */
export async function listRenewalCandidates(database: Queryable, quietSince: Date): Promise<RenewalCandidate[]> {
  const { rows } = await database.query<Omit<RenewalCandidate, 'diagnosis'> & { diagnosis: unknown }>(
    `SELECT n.plant_id, n.generated_at, n.made_from->'plant'->>'species' AS species, n.diagnosis
     FROM plants p
     JOIN LATERAL (SELECT * FROM care_plans c WHERE c.plant_id = p.id ORDER BY c.id DESC LIMIT 1) n ON TRUE
     WHERE NOT EXISTS (SELECT FROM care_plans a WHERE a.plant_id = p.id AND a.reason <> 'user' AND a.generated_at > $1)
       AND NOT EXISTS (SELECT FROM care_failures f WHERE f.plant_id = p.id AND f.reason <> 'user' AND f.at > $1)
     ORDER BY n.generated_at`,
    [quietSince],
  );
  return rows.map((row) => ({ ...row, diagnosis: storedDiagnosis(row.diagnosis) }));
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
