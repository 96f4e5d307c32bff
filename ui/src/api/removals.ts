import { serverPath } from './base-path';
import { patientFetch } from './patient-fetch';

/** Something that is being removed, or is already, while its page still shows. */
interface Removal {
  /** Of the thing itself; what belongs to it lies below. */
  path: string;
  isGone: Promise<boolean>;
}
/** Something that is being read. */
interface Reading {
  path: string;
  interrupt: () => void;
}

const removals = new Set<Removal>();
const readings = new Set<Reading>();

const isAt = (path: string, thing: string): boolean => path === thing || path.startsWith(`${thing}/`);

/**
 * Something is about to be removed. What its page is reading of it would be answered that it is gone: that is interrupted,
 * and waits with whatever else is to be read of it.
 * @param path of the thing, such as `/api/plants/plant_1`
 * @returns to be called once its page has gone, or with `false` if it stays: then all is read after all
 */
export function beginRemoval(path: string): (isGone: boolean) => void {
  const { promise: isGone, resolve } = Promise.withResolvers<boolean>();
  const removal: Removal = { path: serverPath(path), isGone };
  removals.add(removal);
  for (const reading of readings) if (isAt(reading.path, removal.path)) reading.interrupt();
  return (outcome) => {
    removals.delete(removal);
    resolve(outcome);
  };
}

/** `fetch` for a dashboard on which things are removed: reads nothing of what is going. */
export const fetchWhatStays: typeof fetch = async (input, init) => {
  if (!(input instanceof Request) || input.method !== 'GET') return patientFetch(input, init);
  const { pathname: path } = new URL(input.url);
  for (;;) {
    for (const removal of removals)
      if (isAt(path, removal.path) && (await removal.isGone)) throw new DOMException('It was removed', 'AbortError');
    const answer = await unlessInterrupted(path, input);
    if (answer) return answer;
  }
};

/** Why a request ends that is sent again if the thing stays. */
const INTERRUPTED = new Error('What it asks of is being removed');

/** @returns undefined if a removal has interrupted it */
async function unlessInterrupted(path: string, request: Request): Promise<Response | undefined> {
  const ending = new AbortController();
  const leave = (): void => ending.abort(request.signal.reason);
  if (request.signal.aborted) leave();
  request.signal.addEventListener('abort', leave, { once: true });
  const reading: Reading = { path, interrupt: () => ending.abort(INTERRUPTED) };
  readings.add(reading);
  try {
    return await patientFetch(new Request(request, { signal: ending.signal }));
  } catch (failure) {
    if (ending.signal.reason !== INTERRUPTED) throw failure;
    return undefined;
  } finally {
    readings.delete(reading);
    request.signal.removeEventListener('abort', leave);
  }
}
