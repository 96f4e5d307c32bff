import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, fakeServices, itBehavesLikeANode, startNode } from '../testing/bench.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import answer from './node.ts';

let bench: Bench;
afterEach(() => bench?.stop());

describe('the answer node', () => {
  itBehavesLikeANode(answer, undefined);

  it('answers the request with the payload', async () => {
    bench = await startNode(answer);
    bench.receive({ requestId: 'r1', payload: { created: true } });
    await bench.completed();
    expect(bench.services.requests.answers).toEqual([{ requestId: 'r1', payload: { created: true } }]);
    expect(bench.services.requests.refusals).toEqual([]);
  });

  it('refuses the request with what a Catch node caught, keeping a stable code', async () => {
    bench = await startNode(answer);
    bench.receive({ requestId: 'r1', error: { message: 'ProblemError: The device is locked', code: 'device_locked' } });
    await bench.completed();
    const [refusal] = bench.services.requests.refusals;
    expect(refusal?.error).toBeInstanceOf(ProblemError);
    expect(refusal).toMatchObject({
      requestId: 'r1',
      error: { code: 'device_locked', status: 409, message: 'The device is locked' },
    });
    expect(bench.services.requests.answers).toEqual([]);
  });

  it.each([
    [{ message: 'TypeError: x is not a function' }, 'x is not a function'],
    [{ message: 'Error: refused', code: 'ECONNREFUSED' }, 'refused'],
    [{}, 'the flow failed'],
  ])('turns %j into an error without a code', async (error, message) => {
    bench = await startNode(answer);
    bench.receive({ requestId: 'r1', error });
    await bench.completed();
    const refused = bench.services.requests.refusals[0]?.error;
    expect(refused?.message).toBe(message);
    expect(refused).not.toBeInstanceOf(ProblemError);
  });

  it('counts answers that nobody is waiting for any more', async () => {
    const services = fakeServices();
    services.requests.awaited = false;
    bench = await startNode(answer, { services });
    bench.receive({ requestId: 'r1', payload: {} });
    await bench.completed();
    expect(await bench.statusAfterASecond()).toMatchObject({
      fill: 'yellow',
      shape: 'ring',
      text: '1 too late',
    });
  });

  it('refuses a message that belongs to no request', async () => {
    bench = await startNode(answer);
    bench.receive({ payload: {} });
    expect((await bench.caught()).error.message).toMatch(/msg\.requestId is missing/);
  });
});
