import { describe, expect, it } from 'vitest';
import { serverNow } from '../composables/use-now';
import { useLanguage } from '../messages/text';
import { problem, Reply } from '../testing/fake-server';
import { fern } from '../testing/samples';
import { openScreen } from '../testing/screen';
import { clock, server } from '../testing/stage';
import { ApiError, isOffline, messageOf } from './client';
import { getPlant } from './generated';

const ask = () => getPlant({ path: { id: 'fern' }, throwOnError: true });
const failure = (): Promise<ApiError> =>
  ask().then(
    () => expect.unreachable('The request should fail.'),
    (reason: unknown) => reason as ApiError,
  );
const refuseWith = (reply: unknown): void => server.answer('GET', '/api/plants/fern', reply);

describe('a request that is refused', () => {
  it('says what the server says, and what is wrong with each field', async () => {
    const errors = [
      { pointer: '/name', detail: 'Too long.' },
      { pointer: '/species', detail: 'Unknown.' },
    ];
    refuseWith(problem(422, { code: 'invalid_request', detail: 'Two fields are wrong.', errors }));
    const refused = await failure();
    expect(refused).toBeInstanceOf(ApiError);
    expect(refused).toMatchObject({
      status: 422,
      code: 'invalid_request',
      message: 'Two fields are wrong.',
      fields: { '/name': 'Too long.', '/species': 'Unknown.' },
    });
    expect([messageOf(refused), isOffline(refused)]).toEqual(['Two fields are wrong.', false]);
  });

  it('is put in the owner’s language where its code is known, else in the words of the server', async () => {
    await useLanguage('de');
    refuseWith(problem(404, { code: 'plant_not_found', detail: 'No such plant.' }));
    const known = await failure();
    expect(known.message).not.toBe('No such plant.');
    expect(known.message).toMatch(/Pflanze/);
    refuseWith(problem(418, { code: 'something_new', detail: 'In English.' }));
    expect((await failure()).message).toBe('In English.');
  });

  it.each([
    { case: 'a page that is not JSON', reply: new Reply('<html>', { status: 502 }) },
    { case: 'nothing', reply: new Reply(null, { status: 500 }) },
  ])('with $case has a message for the owner', async ({ reply }) => {
    refuseWith(reply);
    expect(await failure()).toMatchObject({ status: reply.status, code: 'unknown', fields: {} });
    expect(messageOf(await failure())).toBe(messageOf('anything'));
  });

  it('without words of the server has those for its code', () => {
    expect(new ApiError(404, { code: 'plant_not_found' }).message).toMatch(/plant/i);
  });

  it('with 401 ends the session; with 403 it does not', async () => {
    const { session } = openScreen();
    session.note({ password_required: true, authenticated: true });
    refuseWith(problem(403));
    await failure();
    expect(session.isOpen).toBe(true);
    refuseWith(problem(401));
    await failure();
    expect(session.isOpen).toBe(false);
  });
});

describe('a request that does not reach the server', () => {
  it('is told from a refusal', async () => {
    server.isReachable = false;
    const lost = await failure();
    expect(lost).toMatchObject({ status: 0, code: 'unknown' });
    expect([isOffline(lost), isOffline(new TypeError('Failed to fetch')), isOffline(new Error('no'))]).toEqual([
      true,
      true,
      false,
    ]);
    expect(messageOf(lost)).toBe(messageOf(new TypeError('Failed to fetch')));
    expect(messageOf(lost)).not.toBe(messageOf(new Error('no')));
  });
});

describe('the clock of the server', () => {
  it('is noted with each answer', async () => {
    refuseWith(fern());
    server.aheadMs = 3_600_000;
    await ask();
    expect(serverNow()).toBe(clock.now().getTime() + 3_600_000);
    server.aheadMs = 0;
    await ask();
    expect(serverNow()).toBe(clock.now().getTime());
  });
});
