import { describe, expect, it } from 'vitest';
import { toProblem } from './problem-response.ts';

describe('a failure of the database', () => {
  const failure = new Error('no');

  it('says why it cannot serve anybody', () => {
    const sentence = 'The disk of the database is full; free some space';
    expect(toProblem(failure, () => sentence)).toMatchObject({
      code: 'database_unavailable',
      status: 503,
      message: sentence,
    });
  });

  it('is none of the client where others are served', () => {
    expect(toProblem(failure, () => undefined)).toMatchObject({ code: 'internal_error', status: 500 });
  });
});
