import { describe, expect, it } from 'vitest';
import { toProblem } from './problem-response.ts';

describe('a failure of the database', () => {
  const failure = new Error('no');

  it('is answered with the reason if the database cannot serve anybody', () => {
    const sentence = 'The disk of the database is full; free some space';
    expect(toProblem(failure, () => sentence)).toMatchObject({
      code: 'database_unavailable',
      status: 503,
      message: sentence,
    });
  });

  it('is an internal error if the database still serves others', () => {
    expect(toProblem(failure, () => undefined)).toMatchObject({ code: 'internal_error', status: 500 });
  });
});
