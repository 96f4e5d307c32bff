import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import express from 'express';
import { beforeEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { rawRequest } from '../testing/raw-request.ts';
import { useServed } from '../testing/served.ts';
import { problemHandler } from './problem-response.ts';
import { requestLimit } from './request-limit.ts';

const serve = useServed();
let clock: FakeClock;
let url: string;
/** Whether what is behind the limit has no time. */
let isBusy: boolean;
const ask = async (from: string) => {
  const { status, headers, text } = await rawRequest(url, { path: '/', from });
  return { status, retryAfter: headers['retry-after'], text };
};
const statuses = async (count: number, from = '127.0.0.1'): Promise<number[]> => {
  const all: number[] = [];
  for (let asked = 0; asked < count; asked += 1) all.push((await ask(from)).status);
  return all;
};

beforeEach(async () => {
  clock = new FakeClock(new Date());
  isBusy = false;
  url = await serve(
    express()
      .use(requestLimit(3, 'wait a minute', clock))
      .get('/', (_request, response) => void response.status(isBusy ? 429 : 200).send('taken'))
      .use(problemHandler(pino({ level: 'silent' }), () => undefined)),
  );
});

describe('a limit of requests', () => {
  it('takes that many of an address, and refuses the next with the reason and when to come back', async () => {
    expect(await statuses(3)).toEqual([200, 200, 200]);
    const { status, retryAfter, text } = await ask('127.0.0.1');
    expect([status, JSON.parse(text)]).toMatchObject([429, { code: 'too_many_requests', detail: 'wait a minute' }]);
    expect(Number(retryAfter)).toBeGreaterThan(0);
    expect(Number(retryAfter)).toBeLessThanOrEqual(60);
  });

  it('does not count against one address what another has sent', async () => {
    expect(await statuses(4)).toEqual([200, 200, 200, 429]);
    expect(await statuses(4, '127.0.0.9')).toEqual([200, 200, 200, 429]);
  });

  it('begins anew a minute after the first request, each time', async () => {
    expect(await statuses(4)).toEqual([200, 200, 200, 429]);
    await clock.advance(59_999);
    expect(await statuses(1)).toEqual([429]);
    await clock.advance(1);
    expect(await statuses(4)).toEqual([200, 200, 200, 429]);
    await clock.advance(60_000);
    expect(await statuses(4)).toEqual([200, 200, 200, 429]);
  });

  it('does not count a request that something else tells to come back', async () => {
    isBusy = true;
    expect(await statuses(5)).toEqual([429, 429, 429, 429, 429]);
    isBusy = false;
    expect(await statuses(4)).toEqual([200, 200, 200, 429]);
  });

  it('sets no timer', async () => {
    await statuses(4);
    expect(clock.timers).toBe(0);
  });
});
