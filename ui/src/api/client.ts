import type { Problem } from './generated';
import { client } from './generated/client.gen';
import { text } from '../messages/text';

/** A refused or failed request, in words for the owner. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** What is wrong with each field, by JSON pointer. */
  readonly fields: Record<string, string>;

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail ?? text('error.unknown'));
    this.status = status;
    this.code = problem.code ?? 'unknown';
    this.fields = Object.fromEntries((problem.errors ?? []).map(({ pointer, detail }) => [pointer, detail]));
  }
}

let onUnauthorized: () => void = () => undefined;

/** Sets up the generated client: failures are thrown as `ApiError`, and a lost session is told. */
export function configureClient(unauthorized: () => void): void {
  onUnauthorized = unauthorized;
  client.setConfig({ baseUrl: window.location.origin, throwOnError: true });
  client.interceptors.error.use((error, response) => {
    if (!response) return new ApiError(0, { detail: text('error.network') });
    if (response.status === 401) onUnauthorized();
    return new ApiError(response.status, typeof error === 'object' && error !== null ? (error) : {});
  });
}

/** The words for any failure. */
export const messageOf = (failure: unknown): string =>
  failure instanceof ApiError ? failure.message : failure instanceof TypeError ? text('error.network') : text('error.unknown');
