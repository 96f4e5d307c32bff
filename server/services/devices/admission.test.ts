import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { Admission } from './admission.ts';

/** MAC addresses of devices begin with this; all others are new. */
const KNOWN = 'known';
let clock: FakeClock;
let admission: Admission;
/** What was asked of the database: the addresses of each question. */
let questions: string[][];
/** Boards in the order in which they were admitted or refused, and what they were told. */
let log: string[];
let leave: Map<string, () => void>;

const settled = (): Promise<void> => clock.advance(0);

/** Lets boards come at the same moment. */
function come(...macs: string[]): AbortController[] {
  return macs.map((mac) => {
    const left = new AbortController();
    admission.enter(mac, left.signal).then(
      (done) => {
        log.push(mac);
        leave.set(mac, done);
      },
      (reason: unknown) => {
        const told = reason instanceof ProblemError ? `${reason.code} ${reason.retryAfterS}` : (reason as Error).name;
        log.push(`${mac}: ${told}`);
      },
    );
    return left;
  });
}
async function end(mac: string): Promise<void> {
  leave.get(mac)?.();
  await settled();
}

function open(
  known = (macs: readonly string[]): Promise<Set<string>> => {
    questions.push([...macs]);
    return Promise.resolve(new Set(macs.filter((mac) => mac.startsWith(KNOWN))));
  },
): void {
  admission = new Admission({ atOnce: 2, waiting: 3, perS: 2, known, clock });
}

beforeEach(() => {
  clock = new FakeClock();
  [questions, log, leave] = [[], [], new Map()];
  open();
});

describe('admission', () => {
  it('lets boards in at once while there is room, without asking who they are', async () => {
    come('a', 'b');
    await settled();
    expect(log).toEqual(['a', 'b']);
    expect(questions).toEqual([]);
  });

  it('lets the next one in when one is done, in order', async () => {
    come('a', 'b', 'c', 'd');
    await settled();
    expect(log).toEqual(['a', 'b']);
    await end('b');
    await end('a');
    expect(log).toEqual(['a', 'b', 'c', 'd']);
  });

  it('sends those away that find no place, each at a time of its own', async () => {
    come('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
    await settled();
    // Two a second.
    expect(log).toEqual(['a', 'b', 'h: too_many_requests 1', 'g: too_many_requests 1', 'f: too_many_requests 2']);
    await clock.advance(1000);
    come('i');
    await settled();
    expect(log.at(-1)).toBe('i: too_many_requests 1');
  });

  it('sends nobody away for more than a minute', async () => {
    come(...Array.from({ length: 300 }, (_, index) => `n${index}`));
    await settled();
    expect(log.at(-1)).toBe('n5: too_many_requests 60');
  });

  it('lets known devices go first, and sends new ones away for them', async () => {
    come('a', 'b', 'new1', 'new2', 'new3');
    await settled();
    come('known1', 'known2');
    await settled();
    expect(log).toEqual(['a', 'b', 'new3: too_many_requests 1', 'new2: too_many_requests 1']);
    await end('a');
    await end('b');
    await end('known1');
    expect(log.slice(4)).toEqual(['known1', 'known2', 'new1']);
  });

  it('asks once for all that come while it asks', async () => {
    come('a', 'b', 'c', 'd', 'e');
    await settled();
    expect(questions).toEqual([['c'], ['d', 'e']]);
  });

  it('lets nobody wait who has gone', async () => {
    const [, , c] = come('a', 'b', 'c', 'd');
    await settled();
    c?.abort();
    await settled();
    expect(log.at(-1)).toBe('c: AbortError');
    await end('a');
    expect(log.at(-1)).toBe('d');
  });

  it('does not let a board in that went away before', async () => {
    const gone = AbortSignal.abort();
    await expect(admission.enter('a', gone)).rejects.toThrow('aborted');
    come('b', 'c');
    await settled();
    expect(log).toEqual(['b', 'c']);
  });

  it('tells those who wait why the database does not say who they are, and goes on', async () => {
    let fails = true;
    open(() => (fails ? Promise.reject(new TypeError('away')) : Promise.resolve(new Set())));
    come('a', 'b', 'c');
    await settled();
    expect(log).toEqual(['a', 'b', 'c: TypeError']);
    fails = false;
    come('d');
    await settled();
    await end('a');
    expect(log.at(-1)).toBe('d');
  });

  it('gives every place back: as many as at first may come in later', async () => {
    come('a', 'b', 'c');
    await settled();
    for (const mac of ['a', 'b', 'c']) await end(mac);
    come('d', 'e', 'f');
    await settled();
    expect(log).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
