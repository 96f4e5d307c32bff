import type { NoticeKind } from '@plantops/shared/ports.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { closeAlert, findAlerts, openAlert } from '../../db/repositories/alerts.ts';
import { insertNotice } from '../../db/repositories/notices.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { Outbox } from './outbox.ts';
import { discordAt, useTestReceiver } from '../../testing/receiver.ts';

const HOUR_MS = 3_600_000;

describe('the outbox in quiet hours', () => {
  const databases = useTestDatabases();
  let database: Database;
  const receiver = useTestReceiver();
  const sent = (): string[] => receiver.taken.map((body) => (JSON.parse(body) as { content: string }).content);
  let told: number[];
  let quietUntil: Date | undefined;
  let outbox: Outbox | undefined;

  beforeEach(async () => {
    database = await databases.pool();
    told = [];
    quietUntil = new Date(Date.now() + HOUR_MS);
    await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
  });
  afterEach(async () => {
    await outbox?.stop();
  });

  function started(): Outbox {
    outbox = new Outbox({
      database,
      channels: () => [discordAt(receiver.url())],
      quietUntil: () => quietUntil,
      onAlerts: (ids) => told.push(...ids),
      log: silentLog,
    });
    outbox.start();
    return outbox;
  }

  const opened = async (metric: 'humidity' | 'temperature' = 'humidity'): Promise<number> =>
    (await openAlert(
      database,
      {
        plantId: 'plant_1',
        deviceId: 'dev_1',
        metric,
        value: 1,
        threshold: 2,
        direction: 'min',
        message: 'm',
        at: new Date(),
      },
      true,
    )) ?? -1;
  async function release(running: Outbox, alertId: number, kind: NoticeKind, message: string): Promise<void> {
    await running.release(
      (await insertNotice(database, { alertId, kind, message, plantId: 'plant_1', deviceId: null })).id,
    );
  }
  const rows = async (): Promise<Record<string, unknown>[]> =>
    (
      await database.query(
        'SELECT n.message, d.state, d.held_back, d.next_attempt_at AS due FROM deliveries d JOIN notices n ON n.id = d.notice_id ORDER BY n.created_at',
      )
    ).rows as Record<string, unknown>[];
  const states = async (): Promise<unknown[]> =>
    (await rows()).map(({ message, state }) => `${String(message)} ${String(state)}`);
  const allHeld = async (): Promise<boolean> => (await rows()).every(({ held_back }) => held_back);
  function end(running: Outbox): void {
    quietUntil = undefined;
    running.settingsChanged({ channels: [] });
  }

  it('sends nothing; what is released is due at their end', async () => {
    const running = started();
    await release(running, await opened(), 'breach', 'breach');
    await expect.poll(rows).toEqual([{ message: 'breach', state: 'queued', held_back: true, due: quietUntil }]);
    await expect.poll(() => running.status()).toEqual({ waiting: 1, lastError: undefined });
    expect(sent()).toEqual([]);
  });

  it('sends when they end by themselves', async () => {
    quietUntil = new Date(Date.now() + 400);
    const ends = quietUntil.getTime();
    outbox = started();
    const timer = setTimeout(() => {
      quietUntil = undefined;
    }, 400);
    await release(outbox, await opened(), 'breach', 'breach');
    await expect.poll(sent, { timeout: 5000 }).toEqual(['breach']);
    clearTimeout(timer);
    expect(Date.now()).toBeGreaterThanOrEqual(ends);
  });

  it('follows when they are moved', async () => {
    const running = started();
    await release(running, await opened(), 'breach', 'breach');
    await expect.poll(allHeld).toBe(true);
    for (const hours of [3, 2]) {
      quietUntil = new Date(Date.now() + hours * HOUR_MS);
      running.settingsChanged({ channels: [] });
      await expect.poll(async () => (await rows()).map(({ due }) => due)).toEqual([quietUntil]);
    }
    expect(sent()).toEqual([]);
  });

  it('skips an alert that is over when they end, breach and recovery, and tells the dashboard', async () => {
    const running = started();
    const alertId = await opened();
    await release(running, alertId, 'breach', 'breach');
    await closeAlert(database, alertId, new Date());
    await release(running, alertId, 'recovery', 'recovery');
    await expect.poll(allHeld).toBe(true);
    end(running);
    await expect.poll(states).toEqual(['breach skipped', 'recovery skipped']);
    expect(new Set(told)).toEqual(new Set([alertId]));
    expect(await findAlerts(database, [alertId])).toMatchObject([{ delivery: 'skipped', sent_at: null }]);
    expect(sent()).toEqual([]);
    await expect.poll(() => running.status().waiting).toBe(0);
  });

  it('sends the recovery of an alert that was told before they began', async () => {
    const hours = quietUntil;
    quietUntil = undefined;
    const running = started();
    const alertId = await opened();
    await release(running, alertId, 'breach', 'breach');
    await expect.poll(sent).toEqual(['breach']);
    quietUntil = hours;
    await release(running, alertId, 'reminder', 'reminder');
    await closeAlert(database, alertId, new Date());
    await release(running, alertId, 'recovery', 'recovery');
    await expect.poll(async () => (await rows()).filter(({ held_back }) => held_back).length).toBe(2);
    end(running);
    await expect.poll(sent).toEqual(['breach', 'recovery']);
    await expect.poll(states).toEqual(['breach sent', 'reminder skipped', 'recovery sent']);
  });

  it('sends of each open alert only the last message', async () => {
    const running = started();
    const [one, other] = [await opened('humidity'), await opened('temperature')];
    await release(running, one, 'breach', 'one breach');
    await release(running, other, 'breach', 'other breach');
    await release(running, one, 'reminder', 'one reminder');
    await release(running, one, 'reminder', 'one more reminder');
    await expect.poll(allHeld).toBe(true);
    end(running);
    await expect.poll(sent).toEqual(['other breach', 'one more reminder']);
    await expect
      .poll(states)
      .toEqual(['one breach skipped', 'other breach sent', 'one reminder skipped', 'one more reminder sent']);
  });

  it('are kept over a restart, and their end that came while the server was down is made up for', async () => {
    const before = started();
    const [over, open] = [await opened('humidity'), await opened('temperature')];
    await release(before, over, 'breach', 'over');
    await release(before, open, 'breach', 'open');
    await expect.poll(allHeld).toBe(true);
    await before.stop();
    started();
    await expect.poll(allHeld).toBe(true);
    await outbox?.stop();
    expect(sent()).toEqual([]);
    await closeAlert(database, over, new Date());
    quietUntil = undefined;
    started();
    await expect.poll(states).toEqual(['over skipped', 'open sent']);
    expect(sent()).toEqual(['open']);
  });
});
