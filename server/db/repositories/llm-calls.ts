import type { CareReason, LlmProvider } from '@plantops/shared/care/care-words.ts';
import type { Queryable } from '../pool.ts';
import { statement } from '../statement.ts';

/** One request to a provider, successful or not. */
export interface LlmCall {
  at: Date;
  /** null for a test of the settings. */
  plantId: string | null;
  reason: CareReason | 'test' | 'question';
  provider: LlmProvider;
  model: string;
  tokensIn: number;
  tokensOut: number;
  latencyMs: number;
  /** null if it succeeded. */
  errorCode: string | null;
}

const INSERT_CALL = statement<LlmCall>(
  (
    bind,
  ) => `INSERT INTO llm_calls (at, plant_id, reason, provider, model, tokens_in, tokens_out, latency_ms, error_code)
    VALUES (
      ${bind('timestamptz', ({ at }) => at)},
      ${bind('text', ({ plantId }) => plantId)},
      ${bind('text', ({ reason }) => reason)},
      ${bind('text', ({ provider }) => provider)},
      ${bind('text', ({ model }) => model)},
      ${bind('int', ({ tokensIn }) => tokensIn)},
      ${bind('int', ({ tokensOut }) => tokensOut)},
      ${bind('int', ({ latencyMs }) => latencyMs)},
      ${bind('text', ({ errorCode }) => errorCode)}
    )`,
);

export async function insertLlmCall(database: Queryable, call: LlmCall): Promise<void> {
  await database.query(INSERT_CALL(call));
}

export interface ModelUsage {
  provider: LlmProvider;
  model: string;
  calls: number;
  tokensIn: number;
  tokensOut: number;
}

/** The usage of each model from `from` until before `to`. */
export async function readLlmUsage(database: Queryable, from: Date, to: Date): Promise<ModelUsage[]> {
  const { rows } = await database.query<ModelUsage>(
    `SELECT provider, model, count(*) AS calls, sum(tokens_in) AS "tokensIn", sum(tokens_out) AS "tokensOut"
     FROM llm_calls WHERE at >= $1 AND at < $2 GROUP BY provider, model ORDER BY provider, model`,
    [from, to],
  );
  return rows;
}
