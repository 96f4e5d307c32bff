import { isProblemCode, ProblemError, PROBLEMS } from '@plantops/shared/problem.ts';
import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { z } from 'zod';

/** The path of an invalid field as a JSON pointer (RFC 6901). */
const pointerOf = (path: PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** A schema's issues as one problem that names every invalid field. */
export function invalidRequest(error: z.ZodError, where: 'body' | 'query'): ProblemError {
  const fields = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ pointer: pointerOf([...issue.path, key]), detail: 'is not a known field' }))
      : [{ pointer: pointerOf(issue.path), detail: issue.message }],
  );
  const first = fields[0];
  const more = fields.length > 1 ? ` (and ${fields.length - 1} more)` : '';
  return new ProblemError(
    'invalid_request',
    `The ${where} is not valid: ${first ? `${first.pointer || 'it'} ${first.detail}` : 'see the documentation'}${more}`,
    fields,
  );
}

/** Converts errors from body parsing and routing. */
function fromExpress(error: unknown): ProblemError | undefined {
  const { type, status, limit } = error as { type?: unknown; status?: unknown; limit?: unknown };
  switch (type) {
    case 'entity.parse.failed':
      return new ProblemError('invalid_json', 'The body is not valid JSON');
    case 'entity.too.large':
      return new ProblemError(
        'payload_too_large',
        `The body must be at most ${typeof limit === 'number' && limit >= 2 ** 20 ? `${limit / 2 ** 20} MB` : '64 kB'}`,
      );
    default:
      // Unreadable encodings, aborted bodies, malformed escapes in the path.
      return typeof status === 'number' && status >= 400 && status < 500
        ? new ProblemError('invalid_request', 'The request cannot be read')
        : undefined;
  }
}

/** Why the database cannot serve anybody now, as a sentence; undefined for every other failure. */
export type WhyUnavailable = (failure: unknown) => string | undefined;

/** A file could not be written, such as that of the broker's passwords at a registration. */
const DISK_FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

/** Any failure as a problem that the client may see; an unforeseen one reveals no internals. */
export function toProblem(failure: unknown, whyUnavailable: WhyUnavailable = () => undefined): ProblemError {
  if (failure instanceof ProblemError) return failure;
  const { code } = failure as { code?: unknown };
  if (isProblemCode(code)) return new ProblemError(code, (failure as Error).message);
  if (typeof code === 'string' && DISK_FULL.has(code))
    return new ProblemError('disk_full', 'The disk of the server is full; free some space', [], { cause: failure });
  const sentence = whyUnavailable(failure);
  if (sentence !== undefined) return new ProblemError('database_unavailable', sentence, [], { cause: failure });
  return (
    fromExpress(failure) ??
    new ProblemError('internal_error', 'The server failed; its log says more', [], { cause: failure })
  );
}

/** The problem as the response body that RFC 9457 defines. */
export const problemBody = ({ code, status, message, fields }: ProblemError): Record<string, unknown> => ({
  type: `https://plantops.invalid/problems/${code}`,
  title: PROBLEMS[code].title,
  status,
  code,
  detail: message,
  ...(fields.length > 0 && { errors: fields }),
});

function sendProblem(response: Response, problem: ProblemError): void {
  if (problem.status === 401 && !response.hasHeader('WWW-Authenticate'))
    response.set('WWW-Authenticate', 'Bearer realm="PlantOps"');
  if (problem.retryAfterS !== undefined) response.set('Retry-After', String(problem.retryAfterS));
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify(problemBody(problem)));
}

/** The application's last handler. */
export const problemHandler =
  (log: Logger, whyUnavailable: WhyUnavailable): ErrorRequestHandler =>
  (failure, request, response, next) => {
    const problem = toProblem(failure, whyUnavailable);
    // Someone who is asked to come back met a bound, not a failure.
    if (problem.status >= 500 && problem.retryAfterS === undefined)
      log.error({ err: problem.cause ?? problem, method: request.method, path: request.path }, problem.message);
    if (response.headersSent) {
      next(failure);
      return;
    }
    sendProblem(response, problem);
  };
