import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SendContext } from './channel.ts';
import { pauseOf, postJson } from './http-post.ts';
import { useTestReceiver } from '../../testing/receiver.ts';

const NOW = new Date('2026-01-07T12:00:00Z');

describe('the pause', () => {
  it.each<[string | null, unknown, number]>([
    ['5', 9, 5],
    [null, 9.5, 9.5],
    [null, undefined, 1],
    [null, null, 1],
    ['0', undefined, 1],
    ['-3', undefined, 1],
    ['999999', undefined, 3600],
    [null, 1e9, 3600],
    ['Wed, 21 Oct 2015 07:28:00 GMT', undefined, 1],
    ['Wed, 07 Jan 2026 12:01:30 GMT', 9, 90],
    ['Wed, 21 Oct 2999 07:28:00 GMT', undefined, 3600],
    ['3601', undefined, 3600],
    [null, '7', 7],
    ['soon', 9, 9],
    [null, 'soon', 60],
  ])('of header %j and body %j is %d s', (header, fromBody, seconds) => {
    expect(pauseOf(new Headers(header === null ? {} : { 'retry-after': header }), fromBody, NOW)).toBe(seconds);
  });
});

describe('what is posted', () => {
  const receiver = useTestReceiver();
  let clock: FakeClock;
  let context: SendContext;
  beforeEach(() => {
    clock = new FakeClock(NOW);
    context = { clock, language: 'en', secrets: [] };
  });
  const post = () =>
    postJson({ url: receiver.url().href, headers: { 'x-more': 'yes' }, body: '{"a":1}', receiver: 'The owl', context });

  it('is not sent to an address inside of a cloud, and says so', async () => {
    expect(
      await postJson({ url: 'http://[::ffff:169.254.169.254]/hook', body: '{}', receiver: 'The owl', context }),
    ).toEqual({ outcome: 'refused', reason: 'The owl is at an address inside of a cloud, which is never called' });
  });

  it('arrives as it is, with its headers', async () => {
    expect(await post()).toEqual({ outcome: 'sent' });
    expect(receiver.requests).toEqual([
      {
        method: 'POST',
        path: '/api/webhooks/1/canary-token',
        headers: expect.objectContaining({ 'content-type': 'application/json', 'x-more': 'yes' }),
        body: '{"a":1}',
      },
    ]);
  });

  it.each([
    [200, { outcome: 'sent' }],
    [299, { outcome: 'sent' }],
    [401, { outcome: 'refused', reason: 'The owl refused the message with 401 (“oops”): check the address' }],
    [499, { outcome: 'refused', reason: 'The owl refused the message with 499 (“oops”)' }],
    [429, { outcome: 'paused', retryAfterS: 7 }],
    [500, { outcome: 'unreachable', reason: 'The owl answered 500 (“oops”)' }],
    [404, { outcome: 'refused', reason: 'The owl refused the message with 404 (“oops”): check the address' }],
    [400, { outcome: 'refused', reason: 'The owl refused the message with 400 (“oops”)' }],
    [
      302,
      {
        outcome: 'unreachable',
        reason: 'The owl answered 302, a redirect, which is not followed: check the address (“oops”)',
      },
    ],
  ])('and answered with %d comes to %j', async (status, result) => {
    receiver.answers = [{ status, headers: { 'retry-after': '7', location: receiver.url().href }, body: 'oops' }];
    expect(await post()).toEqual(result);
    expect(receiver.requests).toHaveLength(1);
  });

  it('to nobody is told, without the secret address', async () => {
    receiver.leave();
    expect(await post()).toEqual({
      outcome: 'unreachable',
      reason:
        'The owl cannot be reached: nobody listens there (connection refused); check address and port, and that it runs',
    });
  });

  it('over a connection that breaks is told', async () => {
    receiver.answers = ['broken'];
    expect(await post()).toEqual({ outcome: 'unreachable', reason: 'The owl cannot be reached: the connection broke' });
  });

  it('and not answered within ten seconds is told', async () => {
    receiver.answers = ['silent'];
    let result: unknown;
    const posted = post().then((given) => (result = given));
    await expect.poll(() => receiver.requests.length).toBe(1);
    await clock.advance(9999);
    expect(result).toBeUndefined();
    await clock.advance(1);
    expect(await posted).toEqual({ outcome: 'unreachable', reason: 'The owl did not answer in time' });
  });

  it('leaves no timer behind, whether it is answered or not', async () => {
    await post();
    expect(clock.timers).toBe(0);
    receiver.leave();
    await post();
    expect(clock.timers).toBe(0);
  });
});
