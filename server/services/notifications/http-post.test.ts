import { afterEach, describe, expect, it, vi } from 'vitest';
import { pauseOf, postJson } from './http-post.ts';
import { useTestReceiver } from '../../testing/receiver.ts';

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
    ['Wed, 21 Oct 2999 07:28:00 GMT', undefined, 3600],
    ['soon', 9, 9],
    [null, 'soon', 60],
  ])('of header %j and body %j is %d s', (header, fromBody, seconds) => {
    expect(pauseOf(new Headers(header === null ? {} : { 'retry-after': header }), fromBody)).toBe(seconds);
  });
});

describe('what is posted', () => {
  const receiver = useTestReceiver();
  afterEach(() => vi.restoreAllMocks());
  const post = () =>
    postJson({ url: receiver.url().href, headers: { 'x-more': 'yes' }, body: '{"a":1}', receiver: 'The owl' });

  it('arrives as it is, with its headers', async () => {
    expect(await post()).toEqual({ outcome: 'sent' });
    expect(receiver.requests).toEqual([
      {
        headers: expect.objectContaining({ 'content-type': 'application/json', 'x-more': 'yes' }),
        body: '{"a":1}',
      },
    ]);
  });

  it.each([
    [200, { outcome: 'sent' }],
    [429, { outcome: 'paused', retryAfterS: 7 }],
    [500, { outcome: 'unreachable', reason: 'The owl answered 500' }],
    [404, { outcome: 'refused', reason: 'The owl refused the message with 404: check the webhook address' }],
    [400, { outcome: 'refused', reason: 'The owl refused the message with 400' }],
    [
      302,
      {
        outcome: 'unreachable',
        reason: 'The owl answered 302, a redirect, which is not followed: check the webhook address',
      },
    ],
  ])('and answered with %d comes to %j', async (status, result) => {
    receiver.answers = [{ status, headers: { 'retry-after': '7', location: receiver.url().href }, body: 'oops' }];
    expect(await post()).toEqual(result);
    expect(receiver.requests).toHaveLength(1);
  });

  it('to nobody is told, without the secret address', async () => {
    receiver.leave();
    expect(await post()).toEqual({ outcome: 'unreachable', reason: 'The owl cannot be reached' });
  });

  it('over a connection that breaks is told', async () => {
    receiver.answers = ['broken'];
    expect(await post()).toEqual({ outcome: 'unreachable', reason: 'The owl cannot be reached' });
  });

  it('and not answered in time is told', async () => {
    receiver.answers = ['silent'];
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout(50));
    expect(await post()).toEqual({ outcome: 'unreachable', reason: 'The owl did not answer in time' });
  });
});
