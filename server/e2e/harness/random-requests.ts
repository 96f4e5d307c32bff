/** Sends requests made up at random, and notes what no answer may be. */
import { type RawAnswer, type RawRequest, rawRequest } from '../../testing/raw-request.ts';
import type { FuzzTarget } from './fuzzer.ts';

const AT_ONCE = 8;
/** Parts of a stack trace, or of the server's internals. */
const INSIDE =
  /\bat (?:\S+ \()?(?:file:|node:|\/)\S+:\d+|node_modules|server\/(?:http|services|db)|\bSELECT\b.+\bFROM\b|SQLSTATE|ECONN/;

/** All operations of an OpenAPI document that come to an end. */
export const operationsOf = (paths: Record<string, object>): FuzzTarget['operations'] =>
  Object.entries(paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })))
    // A stream has no end to wait for.
    .filter(({ path }) => path !== '/api/events');

/** What became of the requests. */
export interface Answered {
  /** Server errors, answers that show the inside of the server, and requests without an answer, with the request. */
  faults: string[];
  statuses: Map<number, number>;
}

/** @param judge throws if it finds something wrong with an answer */
export async function sendAll(
  url: string,
  requests: Iterable<RawRequest>,
  judge: (method: string, path: string, answer: RawAnswer) => void = () => undefined,
): Promise<Answered> {
  const [faults, statuses] = [[] as string[], new Map<number, number>()];
  const waiting = requests[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
      const { method = 'GET', path, headers, body } = next.value;
      const said = `${method} ${path} ${JSON.stringify(headers)} ${body?.slice(0, 200) ?? ''}`;
      try {
        const answer = await rawRequest(url, next.value);
        const { status, text } = answer;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        // Whoever is asked to come back met a bound of what is read at once.
        if (status >= 500 && answer.headers['retry-after'] === undefined) faults.push(`${said}: ${status} ${text}`);
        if (INSIDE.test(text)) faults.push(`${said}: shows its inside: ${text.slice(0, 500)}`);
        judge(method, path, answer);
      } catch (failure) {
        faults.push(`${said}: ${String(failure)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { faults, statuses };
}
