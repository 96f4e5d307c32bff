import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { ownerAccess, requestWith as request } from '../testing/owner-session.ts';
import { Front } from './client.ts';

const PASSWORD = 'correct horse: battery';
const LIFETIME_MS = 30 * 86_400_000;
const NOON = new Date('2026-03-01T12:00:00Z');

let clock: FakeClock;
let owner: ReturnType<typeof ownerAccess>;

const basic = (text: string) => request({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
const bearer = (secret: string, address?: string) => request({ authorization: `Bearer ${secret}` }, address);
/** The answer, however late the clock has to be for it. */
async function late<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined);
  await clock.advance(5000);
  return answer;
}

beforeEach(() => {
  clock = new FakeClock(NOON);
  owner = ownerAccess(PASSWORD, clock);
});

describe('the session of a browser', () => {
  it('lasts thirty days and not a millisecond longer', async () => {
    const browser = request({ cookie: await owner.cookie() });
    await clock.advance(LIFETIME_MS - 1);
    expect(await owner.session.callerOf(browser)).toMatchObject({ by: 'session' });
    await clock.advance(1);
    expect(await owner.session.callerOf(browser)).toBeUndefined();
  });

  it('ends everywhere with a logout, and no other with it', async () => {
    const [here, there] = [request({ cookie: await owner.cookie() }), request({ cookie: await owner.cookie() })];
    await owner.session.end(here);
    expect([await owner.session.callerOf(here), await owner.session.callerOf(there)]).toEqual([
      undefined,
      expect.objectContaining({ by: 'session' }),
    ]);
  });

  it('is a cookie that scripts cannot read and other sites cannot send', async () => {
    const flags = (cookie: string): string[] => cookie.split('; ').slice(1);
    const plain = request({});
    expect(flags(await owner.session.begin(plain))).toEqual([
      'Path=/',
      'Max-Age=2592000',
      'HttpOnly',
      'SameSite=Strict',
    ]);
    expect(await owner.session.end(plain)).toBe('plantops_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict');
  });

  it.each([
    [['10.0.0.0/8'], 'Path=/garden/; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure'],
    [[], 'Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict'],
  ])('behind a proxy that is among %j has the flags that fit', async (trusted, flags) => {
    const forwarded = request({ 'x-forwarded-proto': 'https', 'x-forwarded-prefix': '/garden' });
    new Front(trusted).receive(forwarded);
    expect((await owner.session.begin(forwarded)).replace(/^[^;]*; /, '')).toBe(flags);
  });

  it('is found among other cookies, also among those with a similar name', async () => {
    const cookie = await owner.cookie();
    for (const header of [
      `theme=dark; ${cookie}; lang=de`,
      `old_${cookie};${cookie}`,
      `plantops_session_2=x; ${cookie}`,
    ])
      expect(await owner.session.callerOf(request({ cookie: header }))).toMatchObject({ by: 'session' });
    expect(await owner.session.callerOf(request({ cookie: `x${cookie}` }))).toBeUndefined();
  });

  it.each(['', '1780000000.c2lnbmVk', 'x'.repeat(43)])('is not %j, as one of before an upgrade', async (value) => {
    expect(await owner.session.callerOf(request({ cookie: `plantops_session=${value}` }))).toBeUndefined();
  });
});

describe('a request that stays open', () => {
  it('is told once when its session ends, by itself or by the owner', async () => {
    const told: string[] = [];
    const [expiring, ended] = [await owner.cookie(), await owner.cookie()];
    for (const [name, cookie] of Object.entries({ expiring, ended })) {
      const caller = await owner.session.admit(request({ cookie }), 'read');
      owner.session.onEnd(caller, () => told.push(name));
    }
    await owner.session.end(request({ cookie: ended }));
    expect(told).toEqual(['ended']);
    await clock.advance(LIFETIME_MS - 1);
    expect(told).toEqual(['ended']);
    await clock.advance(1);
    expect(told).toEqual(['ended', 'expiring']);
    expect(clock.timers).toBe(0);
  });

  it('is told when its token is revoked; the password has no end', async () => {
    const told: string[] = [];
    const { token, id } = await owner.tokens.create({ name: 'screen', scope: 'read' });
    owner.session.onEnd(await owner.session.admit(bearer(token), 'read'), () => told.push('token'));
    owner.session.onEnd(await owner.session.admit(bearer(PASSWORD), 'read'), () => told.push('password'));
    await clock.advance(2 * LIFETIME_MS);
    await owner.tokens.revoke(id);
    expect(told).toEqual(['token']);
  });
});

describe('a token', () => {
  it.each([
    ['read', [true, false, false]],
    ['write', [true, true, false]],
  ] as const)('of the scope %s may read, change, make tokens: %j', async (scope, allowed) => {
    const { token } = await owner.tokens.create({ name: 'script', scope });
    const may = await Promise.all(
      (['read', 'write', 'owner'] as const).map((right) => owner.session.may(bearer(token), right)),
    );
    expect(may).toEqual(allowed);
    const refusal = owner.session.admit(bearer(token), 'owner');
    await expect(refusal).rejects.toMatchObject({ code: 'scope_too_small', status: 403 });
  });

  it('that was revoked is a wrong password', async () => {
    const { token, id } = await owner.tokens.create({ name: 'script', scope: 'write' });
    await owner.tokens.revoke(id);
    expect(await late(owner.session.callerOf(bearer(token)))).toBeUndefined();
  });
});

describe('the password of the owner', () => {
  it('is taken as Bearer, or as Basic with any name', async () => {
    expect(owner.session.passwordRequired).toBe(true);
    for (const authorization of [`Bearer ${PASSWORD}`, `bearer ${PASSWORD}`, `BEARER   ${PASSWORD}`])
      expect(await owner.session.callerOf(request({ authorization }))).toEqual({ by: 'password' });
    for (const name of ['owner', ''])
      expect(await owner.session.callerOf(basic(`${name}:${PASSWORD}`))).toEqual({ by: 'password' });
  });

  it.each(['Bearer', 'Basic', 'Bearer ', `Digest ${PASSWORD}`, PASSWORD, ` Bearer ${PASSWORD}`, `Bearer ${PASSWORD}x`])(
    'is not %j',
    async (authorization) => {
      expect(await late(owner.session.callerOf(request({ authorization })))).toBeUndefined();
    },
  );

  it('is nothing that must be given if none is set, and nothing that anybody can give', async () => {
    const open = ownerAccess(undefined, clock).session;
    expect(open.passwordRequired).toBe(false);
    expect(await open.admit(request({}), 'owner')).toEqual({ by: 'anyone' });
    expect(await open.isPassword('', request({}))).toBe(false);
  });

  it('is taken at once from an address that sends wrong ones, which are told late and then refused', async () => {
    const wrong = Array.from({ length: 12 }, (_, count) => owner.session.callerOf(bearer(`guess ${count}`)));
    const settled = Promise.allSettled(wrong);
    expect(await owner.session.callerOf(bearer(PASSWORD))).toEqual({ by: 'password' });
    expect(await owner.session.isPassword(PASSWORD, request({}))).toBe(true);
    await clock.advance(5000);
    const outcomes = (await settled).map((each) =>
      each.status === 'fulfilled' ? each.value : (each.reason as { code: string }).code,
    );
    expect(outcomes).toEqual([...Array<undefined>(10).fill(undefined), 'too_many_requests', 'too_many_requests']);
    expect(await owner.session.callerOf(bearer(PASSWORD))).toEqual({ by: 'password' });
  });
});
