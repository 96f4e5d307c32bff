import { describe, expect, it } from 'vitest';
import { problem, Reply, settled } from '../testing/fake-server';
import { fern } from '../testing/samples';
import { clock, pass, server } from '../testing/stage';
import type { ApiError } from './client';
import { createPlant, getPlant } from './generated';

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
