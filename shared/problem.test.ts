import { describe, expect, it } from 'vitest';
import { isProblemCode, ProblemError, type ProblemCode, PROBLEMS } from './problem.ts';

describe('problems', () => {
  it.each(Object.keys(PROBLEMS) as ProblemCode[])('%s is an error with a title and the status of an error', (code) => {
    const problem = new ProblemError(code, 'what happened');
    expect([problem.code, problem.message, problem.name, problem.fields]).toEqual([
      code,
      'what happened',
      'ProblemError',
      [],
    ]);
    expect(problem.status).toBeGreaterThanOrEqual(400);
    expect(problem.status).toBeLessThan(600);
    expect(PROBLEMS[code].title).not.toBe('');
    expect(isProblemCode(code)).toBe(true);
  });

  it('names fields and its cause', () => {
    const fields = [{ pointer: '/name', detail: 'is needed' }];
    const cause = new Error('deeper');
    const problem = new ProblemError('invalid_request', 'no', fields, { cause });
    expect([problem.fields, problem.cause]).toEqual([fields, cause]);
  });

  it.each(['something_else', '', 404, undefined, null])('%j is no code of a problem', (code) => {
    expect(isProblemCode(code)).toBe(false);
  });
});
