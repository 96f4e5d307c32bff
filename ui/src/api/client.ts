import { basePath } from './base-path';
import type { Problem } from './generated';
import { client } from './generated/client.gen';
import { fetchWhatStays } from './removals';
import { noteServerTime } from '../composables/use-now';
import { preferences } from '../messages/preferences';
import { hasText, text } from '../messages/text';

/** The server's texts are English. In other languages the text is looked up by the stable error code. */
export function problemWords({ code, detail }: Partial<Problem>): string {
  const key = `problem.${code ?? ''}`;
  if (preferences.language !== 'en' && hasText(key)) return text(key);
  return detail ?? (hasText(key) ? text(key) : text('error.unknown'));
}

/** A request that was refused or failed, with a message for the owner. */
export class ApiError extends Error {
  /** 0 if the server was not reached. */
  readonly status: number;
  readonly code: string;
  /** What is wrong with each field, keyed by JSON pointer. */
  readonly fields: Record<string, string>;

  constructor(status: number, problem: Partial<Problem>) {
    super(problemWords(problem));
    this.status = status;
    this.code = problem.code ?? 'unknown';
    this.fields = Object.fromEntries((problem.errors ?? []).map(({ pointer, detail }) => [pointer, detail]));
  }
}

let onUnauthorized: () => void = () => undefined;

/**
 * Sets up the generated client: failures are thrown as `ApiError`, and `unauthorized` is called when the session is
 * lost.
 */
export function configureClient(unauthorized: () => void): void {
  onUnauthorized = unauthorized;
  client.setConfig({ baseUrl: `${window.location.origin}${basePath}`, throwOnError: true, fetch: fetchWhatStays });
  client.interceptors.response.use((response) => {
    noteServerTime(response.headers.get('date'));
    return response;
  });
  client.interceptors.error.use((error, response) => {
    if (!response) return new ApiError(0, { detail: text('error.network') });
    if (response.status === 401) onUnauthorized();
    return new ApiError(response.status, typeof error === 'object' && error !== null ? error : {});
  });
}

/** A message for the owner, for any kind of failure. */
export const messageOf = (failure: unknown): string =>
  failure instanceof ApiError
    ? failure.message
    : failure instanceof TypeError
      ? text('error.network')
      : text('error.unknown');

/** Whether a request failed because the server was not reached. */
export const isOffline = (failure: unknown): boolean =>
  failure instanceof TypeError || (failure instanceof ApiError && failure.status === 0);
