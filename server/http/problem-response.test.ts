import { describe, expect, it } from 'vitest';
import { toProblem } from './problem-response.ts';

describe('a failure of the database', () => {
  const failure = new Error('no');

  it.each([
    ['why it cannot serve anybody', 'The disk of the database is full; free some space', /^The disk of the database/],
    ['that it does not answer where that is all that is known', true, /does not answer at the moment/],
  ])('says %s', (_, unavailable, detail) => {
    expect(toProblem(failure, () => unavailable)).toMatchObject({
      code: 'database_unavailable',
      status: 503,
      message: expect.stringMatching(detail),
    });
  });

  it.each([false, undefined])('is none of the client where others are served: %s', (unavailable) => {
    expect(toProblem(failure, () => unavailable)).toMatchObject({ code: 'internal_error', status: 500 });
  });
});
