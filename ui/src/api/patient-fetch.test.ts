import { describe, expect, it } from 'vitest';
import { problem, Reply, settled } from '../testing/fake-server';
import { fern } from '../testing/samples';
import { clock, pass, server } from '../testing/stage';
import type { ApiError } from './client';
import { createPlant, getPlant } from './generated';
import { noteLine } from './patient-fetch';

const PATH = '/api/plants/fern';
const busy = (after: string): Reply =>
  new Reply(
    { ...(problem(503, { code: 'too_busy' }).data as object) },
    { status: 503, headers: { 'Retry-After': after } },
  );
const ask = (signal?: AbortSignal) =>
  getPlant({ path: { id: 'fern' }, throwOnError: true, ...(signal && { signal }) }).then(
    ({ data }) => data.name,
    (failure: unknown) => (failure as ApiError).code,
  );
/** How often it was asked. */
const asked = (): number => server.asked('GET', PATH).length;

describe('a request for which the server is too busy', () => {
  it('is sent again when the server says, and answered then', async () => {
    server.answer('GET', PATH, busy('2'));
    const answer = ask();
    await settled();
    await pass(1999);
    expect(asked()).toBe(1);
    server.answer('GET', PATH, fern());
    await pass(1);
    expect([await answer, asked()]).toEqual(['Fern', 2]);
  });

  it('fails when it is so three times', async () => {
    server.answer('GET', PATH, busy('2'));
    const answer = ask();
    await settled();
    await pass(2000);
    await pass(2000);
    expect([await answer, asked(), clock.timers]).toEqual(['too_busy', 3, 0]);
  });

  it('fails at once where the wait is long, nothing is said of it, or something would be changed', async () => {
    server.answer('GET', PATH, busy('60'));
    expect(await ask()).toBe('too_busy');
    server.answer('GET', PATH, problem(503, { code: 'too_busy' }));
    expect([await ask(), asked()]).toEqual(['too_busy', 2]);
    server.answer('POST', '/api/plants', busy('2'));
    await expect(createPlant({ body: { name: 'Fern' }, throwOnError: true })).rejects.toMatchObject({
      code: 'too_busy',
    });
    expect(server.asked('POST', '/api/plants')).toHaveLength(1);
  });

  it('is not sent again once nobody waits for it', async () => {
    server.answer('GET', PATH, busy('2'));
    const leaving = new AbortController();
    const answer = ask(leaving.signal);
    await settled();
    leaving.abort();
    await answer;
    expect([asked(), clock.timers]).toEqual([1, 0]);
  });
});

describe('a request over a dead line', () => {
  it('for data is given up after 20 seconds, and leaves no timer', async () => {
    const held = server.hold('GET', PATH);
    const answer = ask();
    await settled();
    await pass(19_999);
    expect(held.call?.isAborted()).toBe(false);
    await pass(1);
    expect([await answer, held.call?.isAborted(), clock.timers]).toEqual(['unknown', true, 0]);
  });

  it('is given up at once when the live events are no longer heard, also one that changes something', async () => {
    const [read, write] = [server.hold('GET', PATH), server.hold('POST', '/api/plants')];
    const answers = [
      ask(),
      createPlant({ body: { name: 'Fern' }, throwOnError: true }).then(
        () => 'done',
        (failure: unknown) => (failure as ApiError).status,
      ),
    ];
    await settled();
    await pass(10_000);
    noteLine(false);
    expect([await Promise.all(answers), read.call?.isAborted(), write.call?.isAborted()]).toEqual([
      ['unknown', 0],
      true,
      true,
    ]);
  });

  it('that changes something may take its time while the live events are heard', async () => {
    const held = server.hold('POST', '/api/plants');
    const answer = createPlant({ body: { name: 'Fern' }, throwOnError: true });
    await settled();
    await pass(600_000);
    await held.answer(fern());
    expect((await answer).data.name).toBe('Fern');
  });
});
