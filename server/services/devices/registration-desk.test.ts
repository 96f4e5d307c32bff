import { ProblemError } from '@plantops/shared/problem.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { Callers } from './callers.ts';
import { RegistrationDesk } from './registration-desk.ts';

const CREDENTIALS = { device_id: 'dev_1' };
const REQUEST = { mac_address: 'A4-CF-12-00-00-01' };
let callers: Callers;
let log: string[];
let present: AbortController;
/** What the flow does with a request. */
let flow: (payload: { callerId: string }) => Promise<unknown>;

const register = () =>
  new RegistrationDesk({
    callers,
    aliveS: 180,
    admission: {
      enter(mac) {
        log.push(`${mac} enters`);
        return Promise.resolve(() => log.push('leaves'));
      },
    },
    requests: { call: (_operation, payload) => flow(payload as { callerId: string }) },
  }).register(REQUEST, { requestHost: 'plants.local', address: '192.168.0.2' }, present.signal);

/** A flow that makes a device, which is removed again if nobody gets its credentials. */
const made =
  (answer: unknown) =>
  ({ callerId }: { callerId: string }): Promise<unknown> => {
    callers.ifUnanswered(callerId, () => log.push('undone'));
    return Promise.resolve(answer);
  };

beforeEach(() => {
  callers = new Callers();
  log = [];
  present = new AbortController();
  flow = made({ created: true, credentials: CREDENTIALS });
});

describe('the desk', () => {
  it('sends a board that may enter through the flow, with the host it used, and answers what that says', async () => {
    const given: unknown[] = [];
    flow = (payload) => {
      given.push(payload);
      return made({ created: true, credentials: CREDENTIALS })(payload);
    };
    expect(await register()).toEqual({ created: true, credentials: CREDENTIALS });
    expect(given).toEqual([{ request: REQUEST, requestHost: 'plants.local', callerId: expect.any(String) }]);
    expect(log).toEqual(['a4:cf:12:00:00:01 enters', 'leaves']);
  });

  it('undoes what was made when the board goes away meanwhile', async () => {
    flow = async (payload) => {
      const answer = await made({ created: true, credentials: CREDENTIALS })(payload);
      present.abort();
      return answer;
    };
    await register();
    expect(log).toEqual(['a4:cf:12:00:00:01 enters', 'undone', 'leaves']);
  });

  it('tells the flow that nobody waits any more, also when something is made after that', async () => {
    flow = (payload) => {
      present.abort();
      expect(callers.isWaiting(payload.callerId)).toBe(false);
      return made({ created: true, credentials: CREDENTIALS })(payload);
    };
    await register();
    expect(log).toEqual(['a4:cf:12:00:00:01 enters', 'undone', 'leaves']);
  });

  it('undoes what was made when the flow fails, and lets the next one in', async () => {
    flow = async (payload) => {
      await made(null)(payload);
      throw new ProblemError('flow_unavailable', 'gave no answer');
    };
    await expect(register()).rejects.toMatchObject({ code: 'flow_unavailable' });
    expect(log).toEqual(['a4:cf:12:00:00:01 enters', 'undone', 'leaves']);
  });

  it('refuses an answer without credentials, which an edited flow may give', async () => {
    flow = made({ hello: 'world' });
    await expect(register()).rejects.toMatchObject({
      code: 'flow_unavailable',
      message: expect.stringContaining('"register device" node'),
    });
    expect(log).toEqual(['a4:cf:12:00:00:01 enters', 'undone', 'leaves']);
  });

  it('counts an answer of which nothing is said as one for a known device', async () => {
    flow = made({ credentials: CREDENTIALS });
    expect(await register()).toEqual({ created: false, credentials: CREDENTIALS });
  });

  it('says when to try again to a board whose address another one has', async () => {
    flow = () => Promise.reject(new ProblemError('device_contested', 'in use'));
    await expect(register()).rejects.toMatchObject({ code: 'device_contested', message: 'in use', retryAfterS: 180 });
    flow = () => Promise.reject(new ProblemError('device_locked', 'locked'));
    await expect(register()).rejects.toMatchObject({ code: 'device_locked', retryAfterS: undefined });
  });
});
