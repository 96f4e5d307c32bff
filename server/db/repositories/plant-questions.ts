import type { LlmProvider } from '@plantops/shared/care/care-words.ts';
import type { PlantQuestion } from '@plantops/shared/care/question.ts';
import type { Queryable } from '../pool.ts';

interface QuestionRow extends Omit<PlantQuestion, 'asked_at' | 'answered_at' | 'photo_url' | 'failure'> {
  asked_at: Date;
  answered_at: Date | null;
  photo_id: string | null;
  failure_code: string | null;
  failure_detail: string | null;
}

const COLUMNS =
  'q.id, q.plant_id, q.asked_at, q.question, q.state, q.answer, q.answered_at, q.provider, q.model, q.tokens_in, q.tokens_out, q.failure_code, q.failure_detail';
const PHOTO = '(SELECT f.id FROM question_photos f WHERE f.question_id = q.id) AS photo_id';
/** A removed plant keeps its questions, but nobody can read them until it is brought back. */
const PLANT_IS_THERE = 'EXISTS (SELECT FROM plants p WHERE p.id = q.plant_id)';

const toQuestion = ({
  asked_at,
  answered_at,
  photo_id,
  failure_code,
  failure_detail,
  ...row
}: QuestionRow): PlantQuestion => ({
  ...row,
  asked_at: asked_at.toISOString(),
  photo_url: photo_id && `/api/plants/${row.plant_id}/question-photos/${photo_id}`,
  answered_at: answered_at?.toISOString() ?? null,
  failure: failure_code === null ? null : { code: failure_code, detail: failure_detail ?? '' },
});

/** Newest first. @param before only questions with a smaller id */
export async function listQuestions(
  database: Queryable,
  plantId: string,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<PlantQuestion[]> {
  const { rows } = await database.query<QuestionRow>(
    `SELECT ${COLUMNS}, ${PHOTO} FROM plant_questions q
     WHERE q.plant_id = $1 AND ($2::int IS NULL OR q.id < $2) ORDER BY q.id DESC LIMIT $3`,
    [plantId, before, limit],
  );
  return rows.map(toQuestion);
}

export async function findQuestion(database: Queryable, id: number): Promise<PlantQuestion | undefined> {
  const { rows } = await database.query<QuestionRow>(
    `SELECT ${COLUMNS}, ${PHOTO} FROM plant_questions q WHERE q.id = $1 AND ${PLANT_IS_THERE}`,
    [id],
  );
  return rows[0] && toQuestion(rows[0]);
}

/**
 * Keeps a question that is being asked, and gives it its photo.
 * @param connection inside a transaction
 * @returns its id; undefined if there is no such plant
 */
export async function insertQuestion(
  connection: Queryable,
  { plantId, question, photoId, at }: { plantId: string; question: string; photoId: string | null; at: Date },
): Promise<number | undefined> {
  const { rows } = await connection.query<{ id: number }>(
    `INSERT INTO plant_questions (plant_id, asked_at, question, state)
     SELECT p.id, $2, $3, 'asking' FROM plants p WHERE p.id = $1 FOR KEY SHARE RETURNING id`,
    [plantId, at, question],
  );
  const id = rows[0]?.id;
  if (id !== undefined && photoId !== null)
    await connection.query(
      'UPDATE question_photos SET question_id = $3 WHERE id = $1 AND plant_id = $2 AND question_id IS NULL',
      [photoId, plantId, id],
    );
  return id;
}

export interface Answer {
  text: string;
  at: Date;
  provider: LlmProvider;
  model: string;
  tokensIn: number;
  tokensOut: number;
}

export async function saveAnswer(
  database: Queryable,
  id: number,
  { text, at, provider, model, tokensIn, tokensOut }: Answer,
): Promise<void> {
  await database.query(
    `UPDATE plant_questions SET state = 'answered', answer = $2, answered_at = $3, provider = $4, model = $5, tokens_in = $6, tokens_out = $7
     WHERE id = $1`,
    [id, text, at, provider, model, tokensIn, tokensOut],
  );
}

/** @param answer as far as it came */
export async function saveQuestionFailure(
  database: Queryable,
  id: number,
  { code, detail, answer }: { code: string; detail: string; answer: string },
): Promise<void> {
  await database.query(
    `UPDATE plant_questions SET state = 'failed', answer = $2, failure_code = $3, failure_detail = $4 WHERE id = $1`,
    [id, answer, code, detail],
  );
}

/** Ends the questions that a former run of the server was asking. */
export async function failInterrupted(database: Queryable, detail: string): Promise<void> {
  await database.query(
    `UPDATE plant_questions SET state = 'failed', failure_code = 'interrupted', failure_detail = $1 WHERE state = 'asking'`,
    [detail],
  );
}

/** @returns the plant of the question; undefined if there was no such question */
export async function deleteQuestion(database: Queryable, id: number): Promise<string | undefined> {
  const { rows } = await database.query<{ plant_id: string }>(
    `WITH gone AS (DELETE FROM plant_questions q WHERE q.id = $1 AND ${PLANT_IS_THERE} RETURNING id, plant_id),
          photo AS (DELETE FROM question_photos f USING gone WHERE f.question_id = gone.id)
     SELECT plant_id FROM gone`,
    [id],
  );
  return rows[0]?.plant_id;
}

export interface QuestionPhoto {
  mediaType: string;
  content: Buffer;
}

/** @returns whether there is such a plant */
export async function saveQuestionPhoto(
  database: Queryable,
  { id, plantId, mediaType, content, at }: QuestionPhoto & { id: string; plantId: string; at: Date },
): Promise<boolean> {
  const { rowCount } = await database.query(
    `INSERT INTO question_photos (id, plant_id, media_type, content, created_at)
     SELECT $2, p.id, $3, $4, $5 FROM plants p WHERE p.id = $1 FOR KEY SHARE`,
    [plantId, id, mediaType, content, at],
  );
  return rowCount === 1;
}

export async function findQuestionPhoto(
  database: Queryable,
  plantId: string,
  id: string,
): Promise<(QuestionPhoto & { questionId: number | null }) | undefined> {
  const { rows } = await database.query<QuestionPhoto & { questionId: number | null }>(
    `SELECT f.media_type AS "mediaType", f.content, f.question_id AS "questionId"
     FROM question_photos f JOIN plants p ON p.id = f.plant_id WHERE f.plant_id = $1 AND f.id = $2`,
    [plantId, id],
  );
  return rows[0];
}

/** Removes the photos that were uploaded before `before` and that no question took. */
export async function deleteUnusedPhotos(database: Queryable, before: Date): Promise<void> {
  await database.query('DELETE FROM question_photos WHERE question_id IS NULL AND created_at < $1', [before]);
}
