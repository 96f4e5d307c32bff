import { afterEach, describe, expect, it, vi } from 'vitest';
import { readiness } from './readiness.ts';

afterEach(() => {
  vi.useRealTimers();
});

const well = {
  pingDatabase: () => Promise.resolve(),
  brokerConnected: () => true,
  flowsRunning: () => true,
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
    ['flows', { flowsRunning: () => false }],
  ])('is not given without the %s, and says which is missing', async (part, missing) => {
    const status = await readiness({ ...well, ...missing });
    expect(status.ready).toBe(false);
    expect(
      Object.entries(status.checks)
        .filter(([, { ok }]) => !ok)
        .map(([name]) => name),
    ).toEqual([part]);
    expect(JSON.stringify(status)).not.toContain('canary');
  });

  it('does not wait longer than 1.5 s for a hanging database', async () => {
    vi.useFakeTimers();
    const status = readiness({ ...well, pingDatabase: () => new Promise(() => undefined) });
    await vi.advanceTimersByTimeAsync(1500);
    expect((await status).checks.database).toEqual({ ok: false, detail: 'does not answer' });
  });

  it('includes warnings while the server is ready', async () => {
    expect(await readiness({ ...well, warnings: () => ['a queue was full'] })).toMatchObject({
      ready: true,
      warnings: ['a queue was full'],
    });
  });
});
