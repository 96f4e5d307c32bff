import { ProblemError } from '@plantops/shared/problem.ts';
import express from 'express';
import { type Logger, pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { rawRequest } from '../testing/raw-request.ts';
import { useServed } from '../testing/served.ts';
import { invalidRequest, problemBody, problemHandler, toProblem } from './problem-response.ts';

const issuesOf = (schema: z.ZodType, value: unknown): z.ZodError => {
  const { error } = schema.safeParse(value);
  if (!error) throw new Error('the value is valid');
  return error;
};

describe('a failure of the database', () => {
  const failure = new Error('no');

  it('is answered with the reason if the database cannot serve anybody', () => {
    const sentence = 'The disk of the database is full; free some space';
    expect(toProblem(failure, () => sentence)).toMatchObject({
      code: 'database_unavailable',
      status: 503,
      message: sentence,
      cause: failure,
    });
  });

  it('is an internal error if the database still serves others, and says nothing of what is inside', () => {
    expect(toProblem(failure, () => undefined)).toMatchObject({
      code: 'internal_error',
      status: 500,
      message: 'The server failed; its log says more',
      cause: failure,
    });
  });
});

describe('a failure', () => {
  it('that is a problem stays one, also if it comes with the code of one from elsewhere', () => {
    const problem = new ProblemError('plant_not_found', 'There is no plant x');
    expect(toProblem(problem)).toBe(problem);
    expect(toProblem(Object.assign(new Error('locked'), { code: 'device_locked' }))).toMatchObject({
      code: 'device_locked',
      status: 409,
      message: 'locked',
    });
    for (const code of ['ENOSPC', 'EDQUOT'])
      expect(toProblem(Object.assign(new Error('x'), { code }))).toMatchObject({ code: 'disk_full', status: 507 });
    expect(toProblem(Object.assign(new Error('x'), { code: 'ECONNRESET' }))).toMatchObject({ code: 'internal_error' });
  });

  it.each([
    [{ type: 'entity.parse.failed', status: 400 }, 'invalid_json', 'The body is not valid JSON'],
    [{ type: 'entity.too.large', status: 413, limit: 65_536 }, 'payload_too_large', 'The body must be at most 64 kB'],
    [{ type: 'entity.too.large', status: 413, limit: 2 ** 20 }, 'payload_too_large', 'The body must be at most 1 MB'],
    [
      { type: 'entity.too.large', status: 413, limit: 4 * 2 ** 20 },
      'payload_too_large',
      'The body must be at most 4 MB',
    ],
    [{ type: 'entity.too.large', status: 413 }, 'payload_too_large', 'The body must be at most 64 kB'],
    [{ type: 'encoding.unsupported', status: 415 }, 'invalid_request', 'The request cannot be read'],
    [{ status: 400 }, 'invalid_request', 'The request cannot be read'],
    [{ status: 399 }, 'internal_error', 'The server failed; its log says more'],
    [{ status: 500 }, 'internal_error', 'The server failed; its log says more'],
    [{ status: '400' }, 'internal_error', 'The server failed; its log says more'],
  ])('of reading a request, %j, is %s', (fields, code, message) => {
    expect(toProblem(Object.assign(new Error('inside'), fields))).toMatchObject({ code, message });
  });
});

describe('what is wrong with a request', () => {
  const schema = z.strictObject({ name: z.string(), 'a/b': z.strictObject({ 'c~d': z.number() }).optional() });

  it('is said of every field, with its place as a JSON pointer', () => {
    const problem = invalidRequest(issuesOf(schema, { name: 1, 'a/b': { 'c~d': 'x' }, more: 1 }), 'body');
    expect(problem).toMatchObject({ code: 'invalid_request', status: 400 });
    expect(problem.fields.map(({ pointer }) => pointer)).toEqual(['/name', '/a~1b/c~0d', '/more']);
    expect(problem.fields[2]?.detail).toBe('is not a known field');
    expect(problem.message).toMatch(/^The body is not valid: \/name .* \(and 2 more\)$/);
  });

  it('is named without a number if it is one thing, also if it is all of it', () => {
    expect(invalidRequest(issuesOf(schema, { name: 'x', more: 1 }), 'query').message).toBe(
      'The query is not valid: /more is not a known field',
    );
    expect(invalidRequest(issuesOf(schema, 1), 'body').message).toMatch(/^The body is not valid: it /);
  });
});

it('a problem has fields only if some are wrong', () => {
  expect(problemBody(new ProblemError('plant_not_found', 'There is no plant x'))).toEqual({
    type: 'https://plantops.invalid/problems/plant_not_found',
    title: expect.any(String),
    status: 404,
    code: 'plant_not_found',
    detail: 'There is no plant x',
  });
  const fields = [{ pointer: '/x', detail: 'is wrong' }];
  expect(problemBody(new ProblemError('invalid_request', 'no', fields))).toMatchObject({ errors: fields });
});

describe('a problem as an answer', () => {
  const serve = useServed();
  let failure: Error;
  let lines: { msg: string; err?: { message: string }; method?: string; path?: string }[];
  let url: string;

  beforeEach(async () => {
    lines = [];
    const log: Logger = pino({}, { write: (line) => lines.push(JSON.parse(line) as (typeof lines)[number]) });
    url = await serve(
      express()
        .get('/begun', (_request, response) => {
          response.write('begun');
          throw failure;
        })
        .get('/{*all}', () => {
          throw failure;
        })
        .use(
          problemHandler(log, (failed) => ((failed as Error).message === 'away' ? 'The database is away' : undefined)),
        ),
    );
  });

  it('asks for the password where that is missing, and only there', async () => {
    failure = new ProblemError('unauthorized', 'who are you');
    const { status, headers, text } = await rawRequest(url, { path: '/x' });
    expect([status, headers['www-authenticate'], headers['content-type']]).toEqual([
      401,
      'Bearer realm="PlantOps"',
      'application/problem+json; charset=utf-8',
    ]);
    expect(JSON.parse(text)).toMatchObject({ code: 'unauthorized', detail: 'who are you' });
    failure = new ProblemError('plant_not_found', 'no');
    expect((await rawRequest(url, { path: '/x' })).headers).not.toHaveProperty('www-authenticate');
    expect(lines).toEqual([]);
  });

  it('says when to try again where that is known, and only there', async () => {
    failure = new ProblemError('too_many_requests', 'later', [], { retryAfterS: 7 });
    const { status, headers } = await rawRequest(url, { path: '/x' });
    expect([status, headers['retry-after']]).toEqual([429, '7']);
    failure = new ProblemError('plant_not_found', 'no');
    expect((await rawRequest(url, { path: '/x' })).headers).not.toHaveProperty('retry-after');
  });

  it('of the server is in the log with its cause, and not in the answer', async () => {
    failure = new Error('canary');
    const { status, text } = await rawRequest(url, { path: '/x?secret=1' });
    expect([status, text.includes('canary')]).toEqual([500, false]);
    expect(lines).toMatchObject([{ err: { message: 'canary' }, method: 'GET', path: '/x' }]);
    failure = new Error('away');
    expect((await rawRequest(url, { path: '/y' })).status).toBe(503);
    expect(lines[1]).toMatchObject({ msg: 'The database is away', path: '/y' });
  });

  it('says when to come back, if that is known, and is then no failure of the server', async () => {
    failure = new ProblemError('too_busy', 'later', [], { retryAfterS: 7 });
    const { status, headers, text } = await rawRequest(url, { path: '/x' });
    expect([status, headers['retry-after']]).toEqual([503, '7']);
    expect(JSON.parse(text)).toMatchObject({ code: 'too_busy', detail: 'later' });
    expect(lines).toEqual([]);
    failure = new ProblemError('database_unavailable', 'away');
    expect((await rawRequest(url, { path: '/x' })).headers).not.toHaveProperty('retry-after');
  });

  it('breaks off an answer that has begun, because that cannot be taken back', async () => {
    failure = new ProblemError('plant_not_found', 'no');
    await expect(rawRequest(url, { path: '/begun' })).rejects.toThrow();
  });
});
