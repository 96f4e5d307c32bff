import { type FindingCode, findingText, FINDING_KINDS } from '@plantops/shared/findings/kinds.ts';
import type { Evidence } from '@plantops/shared/findings/finding-kind.ts';
import type { Finding } from '@plantops/shared/findings/finding.ts';
import { type Metric, METRIC_NAMES } from '@plantops/shared/metrics.ts';
import type { Queryable } from '../pool.ts';
import { bindColumns, statement } from '../statement.ts';
import { wholePlantMuted } from './mutes.ts';

/** A finding as it is stored. */
export interface StoredFinding {
  deviceId: string;
  code: FindingCode;
  metric: Metric | null;
  since: Date;
  lastAt: Date;
  count: number;
  evidence: Evidence;
}

const SAVE_FINDINGS = statement<readonly StoredFinding[]>((bind) => {
  const findings = bindColumns(bind, (input) => input, [
    ['text', ({ deviceId }) => deviceId],
    ['text', ({ code }) => code],
    ['text', ({ metric }) => metric ?? ''],
    ['timestamptz', ({ since }) => since],
    ['timestamptz', ({ lastAt }) => lastAt],
    ['bigint', ({ count }) => count],
    ['jsonb', ({ evidence }) => JSON.stringify(evidence)],
  ]);
  return `
    INSERT INTO device_findings (device_id, code, metric, since, last_at, count, evidence)
    SELECT f.* FROM unnest(${findings}) AS f (device_id, code, metric, since, last_at, count, evidence)
    WHERE EXISTS (SELECT FROM devices d WHERE d.id = f.device_id)
    ON CONFLICT (device_id, code, metric) DO UPDATE SET
      last_at = EXCLUDED.last_at, count = EXCLUDED.count, evidence = EXCLUDED.evidence`;
});

/** Stores findings, or updates those that are there. Findings of devices that are gone are left out. */
export async function saveFindings(database: Queryable, findings: readonly StoredFinding[]): Promise<void> {
  await database.query(SAVE_FINDINGS(findings));
}

/** Removes a finding, and closes the alert about it. @returns the alert that this call closed */
export async function endFinding(
  database: Queryable,
  { deviceId, code, metric }: Pick<StoredFinding, 'deviceId' | 'code' | 'metric'>,
  at: Date,
): Promise<number | undefined> {
  const { rows } = await database.query<{ id: number }>(
    `WITH ended AS (DELETE FROM device_findings WHERE device_id = $1 AND code = $2 AND metric = $3)
     UPDATE alerts SET closed_at = $4
     WHERE kind = 'finding' AND device_id = $1 AND code = $2 AND COALESCE(metric, '') = $3 AND closed_at IS NULL
     RETURNING id`,
    [deviceId, code, metric ?? '', at],
  );
  return rows[0]?.id;
}

/**
 * Opens an alert about a finding.
 * @param text what was noticed; the name of the device is put before it
 * @returns undefined if one is open, or the device is gone. `tell`: a message must be sent, because the device's plant is
 *   not muted
 */
export async function openFindingAlert(
  database: Queryable,
  { deviceId, code, metric, evidence }: StoredFinding,
  text: string,
  at: Date,
): Promise<{ alertId: number; plantId: string | null; message: string; tell: boolean } | undefined> {
  const { rows } = await database.query<{ alertId: number; plantId: string | null; message: string; tell: boolean }>(
    `INSERT INTO alerts (kind, device_id, plant_id, code, metric, evidence, message, opened_at, noticed_at)
     SELECT 'finding', d.id, d.plant_id, $2, $3, $6, COALESCE(d.name, d.mac_address) || ': ' || $4::text, $5::timestamptz,
            CASE WHEN NOT ${wholePlantMuted('d.plant_id', '$5::timestamptz')} THEN $5::timestamptz END
     FROM devices d WHERE d.id = $1
     ON CONFLICT (device_id, code, COALESCE(metric, '')) WHERE kind = 'finding' AND closed_at IS NULL DO NOTHING
     RETURNING id AS "alertId", plant_id AS "plantId", message, noticed_at IS NOT NULL AS tell`,
    [deviceId, code, metric, text, at, JSON.stringify(evidence)],
  );
  return rows[0];
}

/** Whether something has come of a device since a time: a stored reading, or anything. */
export interface HeardSince {
  deviceId: string;
  since: Date;
  sign: 'reading' | 'message';
}

const NEWEST_READING = `GREATEST(${METRIC_NAMES.map((metric) => `l.${metric}_at`).join(', ')})`;

/** @returns those of the questions that are answered with yes */
export async function findHeardSince<Question extends HeardSince>(
  database: Queryable,
  questions: readonly Question[],
): Promise<Question[]> {
  const { rows } = await database.query<{ place: number }>(
    `SELECT q.place::int FROM unnest($1::text[], $2::timestamptz[], $3::boolean[])
       WITH ORDINALITY AS q (device_id, since, is_reading, place)
     JOIN devices d ON d.id = q.device_id
     LEFT JOIN latest_readings l ON l.device_id = q.device_id
     WHERE CASE WHEN q.is_reading THEN ${NEWEST_READING} ELSE d.last_seen_at END > q.since`,
    [
      questions.map(({ deviceId }) => deviceId),
      questions.map(({ since }) => since),
      questions.map(({ sign }) => sign === 'reading'),
    ],
  );
  return rows.flatMap(({ place }) => questions[place - 1] ?? []);
}

export async function listFindings(database: Queryable): Promise<StoredFinding[]> {
  const { rows } = await database.query<Omit<StoredFinding, 'metric'> & { metric: string }>(
    `SELECT device_id AS "deviceId", code, metric, since, last_at AS "lastAt", count::int, evidence FROM device_findings`,
  );
  // A code of a version before or after this one has no words here.
  return rows
    .filter(({ code }) => code in FINDING_KINDS)
    .map((row) => ({ ...row, metric: row.metric === '' ? null : (row.metric as Metric) }));
}

/** SQL for the findings of a device, the newest first; `d` is its row in `devices`. */
export const FINDINGS_JSON = `
  (SELECT COALESCE(json_agg(json_build_object('code', f.code, 'metric', NULLIF(f.metric, ''), 'since', f.since,
            'last_at', f.last_at, 'count', f.count, 'evidence', f.evidence) ORDER BY f.since DESC, f.code, f.metric), '[]')
   FROM device_findings f WHERE f.device_id = d.id)`;

/** A finding as `FINDINGS_JSON` gives it. */
export type FindingJson = Pick<Finding, 'code' | 'metric' | 'since' | 'last_at' | 'count' | 'evidence'>;

/** Findings in the API's form. Those of kinds that this version does not know are left out. */
export function toFindings(rows: readonly FindingJson[]): Finding[] {
  return rows
    .filter(({ code }) => code in FINDING_KINDS)
    .map((row) => ({
      ...row,
      since: new Date(row.since).toISOString(),
      last_at: new Date(row.last_at).toISOString(),
      severity: FINDING_KINDS[row.code].severity,
      ...findingText(row.code, row, 'en'),
    }));
}
