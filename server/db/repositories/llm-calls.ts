import type { CareReason, LlmProvider } from '@plantops/shared/care/care-words.ts';
import type { Queryable } from '../pool.ts';

/** One request to a vendor, answered or not. */
export interface LlmCall {
  at: Date;
  /** null: a test of the settings. */
  plantId: string | null;
  reason: CareReason | 'test';
  provider: LlmProvider;
  model: string;
  tokensIn: number;
  tokensOut: number;
  latencyMs: number;
  /** null: it answered. */
  errorCode: string | null;
}

export async function insertLlmCall(database: Queryable, call: LlmCall): Promise<void> {
  await database.query(
    `INSERT INTO llm_calls (at, plant_id, reason, provider, model, tokens_in, tokens_out, latency_ms, error_code) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      call.at,
      call.plantId,
      call.reason,
      call.provider,
      call.model,
      call.tokensIn,
      call.tokensOut,
      call.latencyMs,
      call.errorCode,
    ],
  );
}

export interface ModelUsage {
  provider: LlmProvider;
  model: string;
  calls: number;
  tokensIn: number;
  tokensOut: number;
}

/** What each model was asked from `from` on, before `to`. */
export async function readLlmUsage(database: Queryable, from: Date, to: Date): Promise<ModelUsage[]> {
  const { rows } = await database.query<ModelUsage>(
    `SELECT provider, model, count(*) AS calls, sum(tokens_in) AS "tokensIn", sum(tokens_out) AS "tokensOut"
     FROM llm_calls WHERE at >= $1 AND at < $2 GROUP BY provider, model ORDER BY provider, model`,
    [from, to],
  );
  return rows;
}
