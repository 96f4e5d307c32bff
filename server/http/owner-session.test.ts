import type { IncomingMessage } from 'node:http';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { OwnerSession } from './owner-session.ts';

const PASSWORD = 'correct horse: battery';
const KEY = 'the key of this server';
const LIFETIME_MS = 30 * 86_400_000;
const NOON = new Date('2026-03-01T12:00:00Z');

let clock: FakeClock;
let session: OwnerSession;

const request = (headers: Record<string, string>, address = '10.0.0.1'): IncomingMessage =>
  ({ headers, socket: { remoteAddress: address } }) as unknown as IncomingMessage;
/** What a browser sends back of a cookie that it was given. */
const withCookie = (cookie: string): IncomingMessage => request({ cookie: cookie.split(';')[0] ?? '' });
const basic = (text: string): IncomingMessage =>
  request({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

beforeEach(() => {
  clock = new FakeClock(NOON);
  session = new OwnerSession(PASSWORD, KEY, clock);
});

describe('the session of the owner', () => {
  it('lasts thirty days and not a millisecond longer', async () => {
    const browser = withCookie(session.cookie(false));
    await clock.advance(LIFETIME_MS - 1);
    expect(session.isOwner(browser)).toBe(true);
    await clock.advance(1);
    expect(session.isOwner(browser)).toBe(false);
  });

  it('that was begun later ends later, on another screen', async () => {
    const first = withCookie(session.cookie(false));
    await clock.advance(1000);
    const second = withCookie(session.cookie(false));
    await clock.advance(LIFETIME_MS - 1000);
    expect([session.isOwner(first), session.isOwner(second)]).toEqual([false, true]);
  });

  it('goes on after a restart, until the time at which it would have ended', async () => {
    const browser = withCookie(session.cookie(false));
    const restarted = new OwnerSession(PASSWORD, KEY, clock);
    await clock.advance(LIFETIME_MS - 1);
    expect(restarted.isOwner(browser)).toBe(true);
    await clock.advance(1);
    expect(restarted.isOwner(browser)).toBe(false);
  });

  it.each([
    ['the password was changed', 'another password', KEY],
    ['the server has another key', PASSWORD, 'the key of another server'],
  ])('is over if, at a restart, %s', (_what, password, key) => {
    const browser = withCookie(session.cookie(false));
    expect(new OwnerSession(password, key, clock).isOwner(browser)).toBe(false);
  });

  it('that was begun while no password was needed is over once there is one', () => {
    const open = new OwnerSession(undefined, KEY, clock);
    expect(session.isOwner(withCookie(open.cookie(false)))).toBe(false);
  });

  it('is over on a machine whose clock has been set to a time after its end', () => {
    const browser = withCookie(session.cookie(false));
    clock.set(new Date(NOON.getTime() + LIFETIME_MS));
    expect(session.isOwner(browser)).toBe(false);
  });

  it('is a cookie that scripts cannot read and other sites cannot send, and over https no http', () => {
    const flags = (cookie: string): string[] => cookie.split('; ').slice(1);
    expect(flags(session.cookie(false))).toEqual(['Path=/', 'Max-Age=2592000', 'HttpOnly', 'SameSite=Strict']);
    expect(flags(session.cookie(true))).toEqual([...flags(session.cookie(false)), 'Secure']);
    expect(session.expiredCookie).toBe('plantops_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict');
  });

  it('is found among other cookies, also among those with a similar name', () => {
    const [cookie = ''] = session.cookie(false).split(';');
    for (const header of [
      `theme=dark; ${cookie}; lang=de`,
      `old_${cookie};${cookie}`,
      `plantops_session_2=x; ${cookie}`,
    ])
      expect(session.isOwner(request({ cookie: header }))).toBe(true);
    expect(session.isOwner(request({ cookie: `x${cookie}` }))).toBe(false);
  });

  it('cannot be lengthened, nor made up', () => {
    const [, value = ''] = (session.cookie(false).split(';')[0] ?? '').split('=');
    const [expires, signature = ''] = value.split('.');
    for (const forged of [
      `${Number(expires) + 1}.${signature}`,
      `${expires}.`,
      `${expires}`,
      `.${signature}`,
      `1e99.${signature}`,
      `${expires}.${signature.slice(1)}`,
      '',
    ])
      expect(session.isOwner(request({ cookie: `plantops_session=${forged}` }))).toBe(false);
    expect(session.isOwner(request({}))).toBe(false);
  });
});

describe('a request that stays open', () => {
  it('has ended once its session has, even if another session was begun meanwhile', async () => {
    const hasEnded = session.endOf(withCookie(session.cookie(false)));
    await clock.advance(LIFETIME_MS - 1);
    session.cookie(false);
    expect(hasEnded()).toBe(false);
    await clock.advance(1);
    expect(hasEnded()).toBe(true);
  });

  it.each([
    ['a password', () => new OwnerSession(PASSWORD, KEY, clock), request({ authorization: `Bearer ${PASSWORD}` })],
    ['no need of one', () => new OwnerSession(undefined, KEY, clock), request({})],
  ])('that was let in by %s has no end', async (_what, open, made) => {
    const hasEnded = open().endOf(made);
    await clock.advance(2 * LIFETIME_MS);
    expect(hasEnded()).toBe(false);
  });

  it('has no end where no password is needed, whatever cookie it brings', async () => {
    const open = new OwnerSession(undefined, KEY, clock);
    const hasEnded = open.endOf(withCookie(open.cookie(false)));
    await clock.advance(LIFETIME_MS);
    expect(hasEnded()).toBe(false);
  });
});

describe('the password of the owner', () => {
  it('is taken as Bearer, or as Basic with any name', () => {
    expect(session.passwordRequired).toBe(true);
    for (const scheme of ['Bearer', 'bearer', 'BEARER'])
      expect(session.isOwner(request({ authorization: `${scheme} ${PASSWORD}` }))).toBe(true);
    expect(session.isOwner(request({ authorization: `Bearer   ${PASSWORD}` }))).toBe(true);
    for (const name of ['owner', '']) expect(session.isOwner(basic(`${name}:${PASSWORD}`))).toBe(true);
  });

  it.each(['Bearer', 'Basic', 'Bearer ', `Digest ${PASSWORD}`, PASSWORD, ` Bearer ${PASSWORD}`, `Bearer ${PASSWORD}x`])(
    'is not %j',
    (authorization) => {
      expect(session.isOwner(request({ authorization }))).toBe(false);
    },
  );

  it('is not taken as Digest, even in the form of Basic', () => {
    const encoded = Buffer.from(`owner:${PASSWORD}`).toString('base64');
    expect(session.isOwner(request({ authorization: `Digest ${encoded}` }))).toBe(false);
  });

  it('is nothing that must be given if none is set, and nothing that anybody can give', () => {
    const open = new OwnerSession(undefined, KEY, clock);
    expect([open.passwordRequired, open.isOwner(request({}))]).toEqual([false, true]);
    expect(open.isPassword('', request({}))).toBe(false);
  });

  it('is not even checked after ten wrong ones of an address within a minute; a session and other addresses go on', async () => {
    const cookie = session.cookie(false).split(';')[0] ?? '';
    for (let count = 0; count < 10; count += 1) expect(session.isPassword('guess', request({}))).toBe(false);
    const refusal = expect.objectContaining({ code: 'too_many_requests' });
    expect(() => session.isPassword(PASSWORD, request({}))).toThrow(refusal);
    expect(() => session.isOwner(request({ authorization: `Bearer ${PASSWORD}` }))).toThrow(refusal);
    expect(session.isOwner(request({ cookie }))).toBe(true);
    expect(session.isPassword(PASSWORD, request({}, '10.0.0.2'))).toBe(true);
    await clock.advance(60_000);
    expect(session.isPassword(PASSWORD, request({}))).toBe(true);
  });

  it('that is right is not counted', () => {
    for (let count = 0; count < 20; count += 1) expect(session.isPassword(PASSWORD, request({}))).toBe(true);
  });
});
