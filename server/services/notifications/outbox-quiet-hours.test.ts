import type { NoticeKind } from '@plantops/shared/ports.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { closeAlert, findAlerts, openAlert } from '../../db/repositories/alerts.ts';
import { insertNotice } from '../../db/repositories/notices.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { Outbox } from './outbox.ts';
import { quietUntil as quietHoursEnd } from './quiet-hours.ts';
import { discordAt, useTestReceiver } from '../../testing/receiver.ts';

const HOUR_MS = 3_600_000;

describe('the outbox in quiet hours', () => {
  const databases = useTestDatabases();
  let database: Database;
  const receiver = useTestReceiver();
  const sent = (): string[] => receiver.taken.map((body) => (JSON.parse(body) as { content: string }).content);
  let clock: FakeClock;
  let told: number[];
  let quietUntil: Date | undefined;
  let outbox: Outbox | undefined;

  beforeEach(async () => {
    database = await databases.pool();
    clock = new FakeClock();
    told = [];
    quietUntil = inHours(1);
    await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
  });
  afterEach(async () => {
    await outbox?.stop();
    expect(clock.timers).toBe(0);
  });
  const inHours = (hours: number): Date => new Date(clock.now().getTime() + hours * HOUR_MS);
  /** Reads again and again while what is due now happens. No time passes. */
  const soon = <T>(read: () => T | Promise<T>, message?: string) =>
    expect.poll(
      async () => {
        await clock.advance(0);
        return read();
      },
      { interval: 5, ...(message !== undefined && { message }) },
    );

  function started(quiet: (now: Date) => Date | undefined = () => quietUntil): Outbox {
    outbox = new Outbox({
      database,
      channels: () => [discordAt(receiver.url(), clock)],
      quietUntil: quiet,
      onAlerts: (ids) => told.push(...ids),
      clock,
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
        at: clock.now(),
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
    await soon(rows).toEqual([{ message: 'breach', state: 'queued', held_back: true, due: quietUntil }]);
    await soon(() => running.status()).toEqual({ waiting: 1, lastError: undefined });
    expect(sent()).toEqual([]);
  });

  it.each([
    ['over midnight', '2026-01-10T22:30:00Z', '2026-01-11T06:00:00Z'],
    ['of the night the clocks are put forward', '2026-03-28T22:30:00Z', '2026-03-29T05:00:00Z'],
    ['of the night they are put back', '2026-10-24T21:30:00Z', '2026-10-25T06:00:00Z'],
  ])('%s end by themselves, and what was held back is sent then and not before', async (_, released, ends) => {
    const hours = { from: '22:00', to: '07:00', time_zone: 'Europe/Berlin' };
    clock = new FakeClock(released);
    const running = started((now) => quietHoursEnd(hours, now));
    await release(running, await opened(), 'breach', 'breach');
    await soon(rows).toMatchObject([{ held_back: true, due: new Date(ends) }]);
    await soon(() => clock.timers, 'the courier sleeps').toBe(1);
    await clock.advance(Date.parse(ends) - Date.parse(released) - 1);
    await soon(() => clock.timers, 'the courier looked, and sleeps again').toBe(1);
    expect([sent(), await states()]).toEqual([[], ['breach queued']]);
    await clock.advance(1);
    await soon(sent).toEqual(['breach']);
  });

  it('follows when they are moved', async () => {
    const running = started();
    await release(running, await opened(), 'breach', 'breach');
    await soon(allHeld).toBe(true);
    for (const hours of [3, 2]) {
      quietUntil = inHours(hours);
      running.settingsChanged({ channels: [] });
      await soon(async () => (await rows()).map(({ due }) => due)).toEqual([quietUntil]);
    }
    expect(sent()).toEqual([]);
  });

  it('skips an alert that is over when they end, breach and recovery, and tells the dashboard', async () => {
    const running = started();
    const alertId = await opened();
    await release(running, alertId, 'breach', 'breach');
    await closeAlert(database, alertId, clock.now());
    await release(running, alertId, 'recovery', 'recovery');
    await soon(allHeld).toBe(true);
    end(running);
    await soon(states).toEqual(['breach skipped', 'recovery skipped']);
    expect(new Set(told)).toEqual(new Set([alertId]));
    expect(await findAlerts(database, [alertId])).toMatchObject([{ delivery: 'skipped', sent_at: null }]);
    expect(sent()).toEqual([]);
    await soon(() => running.status().waiting).toBe(0);
  });

  it('sends the recovery of an alert that was told before they began', async () => {
    const hours = quietUntil;
    quietUntil = undefined;
    const running = started();
    const alertId = await opened();
    await release(running, alertId, 'breach', 'breach');
    await soon(states).toEqual(['breach sent']);
    await soon(() => clock.timers, 'the courier sleeps').toBe(1);
    quietUntil = hours;
    await release(running, alertId, 'reminder', 'reminder');
    await closeAlert(database, alertId, clock.now());
    await release(running, alertId, 'recovery', 'recovery');
    await soon(async () => (await rows()).filter(({ held_back }) => held_back).length).toBe(2);
    end(running);
    await soon(sent).toEqual(['breach', 'recovery']);
    await soon(states).toEqual(['breach sent', 'reminder skipped', 'recovery sent']);
  });

  it('sends of each open alert only the last message', async () => {
    const running = started();
    const [one, other] = [await opened('humidity'), await opened('temperature')];
    await release(running, one, 'breach', 'one breach');
    await release(running, other, 'breach', 'other breach');
    await release(running, one, 'reminder', 'one reminder');
    await release(running, one, 'reminder', 'one more reminder');
    await soon(allHeld).toBe(true);
    end(running);
    await soon(sent).toEqual(['other breach', 'one more reminder']);
    await soon(states).toEqual([
      'one breach skipped',
      'other breach sent',
      'one reminder skipped',
      'one more reminder sent',
    ]);
  });

  it('are kept over a restart, and their end that came while the server was down is made up for', async () => {
    const before = started();
    const [over, open] = [await opened('humidity'), await opened('temperature')];
    await release(before, over, 'breach', 'over');
    await release(before, open, 'breach', 'open');
    await soon(allHeld).toBe(true);
    await before.stop();
    started();
    await soon(allHeld).toBe(true);
    await outbox?.stop();
    expect(sent()).toEqual([]);
    await closeAlert(database, over, clock.now());
    quietUntil = undefined;
    started();
    await soon(states).toEqual(['over skipped', 'open sent']);
    expect(sent()).toEqual(['open']);
  });
});
