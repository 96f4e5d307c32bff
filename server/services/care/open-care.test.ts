import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { noVerdicts } from '../../testing/no-verdicts.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { Plants } from '../plants/plants.ts';
import { DisplaySettings } from '../settings/display-settings.ts';
import { SecretBox } from '../settings/secret-box.ts';
import { openCare } from './open-care.ts';
import { knownDiagnoses } from '../../testing/known-diagnoses.ts';

const databases = useTestDatabases();
let database: Database;
let clock: FakeClock;
let bus: ChangeBus;

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock();
  bus = new ChangeBus(silentLog);
});

const opened = () =>
  openCare({
    database,
    box: new SecretBox('ab'.repeat(32)),
    baseUrls: { anthropic: undefined, openai: undefined },
    plants: new Plants({ database, diagnoses: noVerdicts, bus, clock }),
    display: new DisplaySettings(database),
    diagnoses: knownDiagnoses(),
    requests: { call: () => Promise.reject(new Error('there is no flow')) },
    bus,
    clock,
    log: silentLog,
  });

describe('the room of care', () => {
  it('has plans made by rules until a model is ready, and by it from then on', async () => {
    const { settings, plans, llm } = await opened();
    const sources: (string | null)[] = [];
    bus.on('care_progressed', ({ progress }) => void sources.push(progress.source));
    const request = { plantId: 'plant_1', reason: 'user' } as const;
    const tell = async (): Promise<string | null | undefined> => {
      plans.progress(request, 'context');
      await expect.poll(() => sources.length).toBeGreaterThan(0);
      return sources.splice(0).at(-1);
    };
    expect([llm.isReady(), await tell()]).toEqual([false, 'rules']);
    await settings.update({ provider: 'openai' });
    expect([llm.isReady(), await tell()]).toEqual([false, 'rules']);
    await settings.update({ api_key: 'sk-1234567890abcd' });
    expect([llm.isReady(), await tell()]).toEqual([true, 'openai']);
    await settings.update({ provider: null });
    expect([llm.isReady(), await tell()]).toEqual([false, 'rules']);
  });

  it('reads its settings again once a backup was restored, and once more', async () => {
    const { settings } = await opened();
    for (const monthly_tokens of [5, 6]) {
      await database.query(
        `INSERT INTO settings (key, value) VALUES ('llm', $1) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value`,
        [{ monthly_tokens }],
      );
      await bus.publish('data_replaced', {});
      expect(settings.monthlyTokens()).toBe(monthly_tokens);
    }
  });

  it('sets no timer until it is started, and none is left after a stop', async () => {
    const { renewal } = await opened();
    expect(clock.timers).toBe(0);
    renewal.start();
    expect(clock.timers).toBe(1);
    renewal.stop();
    expect(clock.timers).toBe(0);
  });
});
