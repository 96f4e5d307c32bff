import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { describe, expect, it } from 'vitest';
import { hostReadiness, readiness } from './readiness.ts';

const clock = new FakeClock();
const well = {
  clock,
  pingDatabase: () => Promise.resolve(),
  brokerConnected: () => true,
  brokerPasses: () => true,
  flowsRunning: () => true,
  durability: () => [],
  warnings: () => [],
};

describe('readiness', () => {
  it('is given when database, broker and flows work', async () => {
    expect(await readiness(well)).toEqual({
      ready: true,
      checks: {
        database: { ok: true, detail: 'answers' },
        broker: { ok: true, detail: 'connected' },
        flows: { ok: true, detail: 'running' },
      },
      warnings: [],
    });
  });

  it.each([
    ['database', { pingDatabase: () => Promise.reject(new Error('password is canary')) }],
    ['broker', { brokerConnected: () => false }],
    ['broker', { brokerPasses: () => false }],
    ['flows', { flowsRunning: () => false }],
  ])('is not given without the %s, and says which is missing', async (part, missing) => {
    const status = await readiness({ ...well, ...missing });
    expect(status.ready).toBe(false);
    expect(Object.entries(status.checks).filter(([, { ok }]) => !ok)).toEqual([
      [
        part,
        {
          ok: false,
          detail: expect.stringMatching(/^(?:does not answer|not connected|does not pass messages on|not running)$/),
        },
      ],
    ]);
    expect(JSON.stringify(status)).not.toContain('canary');
  });

  it('does not wait longer than 1.5 s for a hanging database', async () => {
    let isAnswered = false;
    const status = readiness({ ...well, pingDatabase: () => new Promise(() => undefined) }).finally(() => {
      isAnswered = true;
    });
    await clock.advance(1499);
    expect(isAnswered).toBe(false);
    await clock.advance(1);
    expect((await status).checks.database).toEqual({ ok: false, detail: 'does not answer' });
  });

  it('leaves no timer behind, whether the database answers, fails or hangs', async () => {
    await readiness(well);
    await readiness({ ...well, pingDatabase: () => Promise.reject(new Error('away')) });
    expect(clock.timers).toBe(0);
  });

  it.each([
    ['failing', false],
    ['warning', true],
    ['unknown', true],
    ['ok', true],
  ] as const)('with a check that is %s is %s', async (state, isReady) => {
    const check = { name: 'canary', state, words: 'Nothing is stored.', remedy: 'See the database.' } as const;
    const status = await readiness({ ...well, durability: () => [check] });
    expect([status.ready, status.checks['canary']]).toEqual([
      isReady,
      { ok: isReady, detail: 'Nothing is stored. See the database.' },
    ]);
  });

  it('includes warnings while the server is ready', async () => {
    expect(await readiness({ ...well, warnings: () => ['a queue was full'] })).toMatchObject({
      ready: true,
      warnings: ['a queue was full'],
    });
  });
});

it.each([
  [true, true, true],
  [true, false, true],
  [false, true, false],
])('a host with database %s and engine %s is ready: %s', async (database, engine, ready) => {
  const status = await hostReadiness({
    clock,
    pingDatabase: () => (database ? Promise.resolve() : Promise.reject(new Error('away'))),
    isEngineAtWork: () => engine,
    warnings: () => [],
  });
  expect([status.ready, status.checks.database?.ok, status.checks.engine?.ok]).toEqual([ready, database, engine]);
});
