import type { Metric } from '@plantops/shared/metrics.ts';
import type { AlertStates as AlertStatesPort, AlertState, Breach, Notice } from '@plantops/shared/ports.ts';
import { type Database, inTransaction, type Queryable } from '../../db/pool.ts';
import { closeAlert, listAlertStates, noteReminder, openAlert } from '../../db/repositories/alerts.ts';
import { insertNotice } from '../../db/repositories/notices.ts';
import type { Mutes } from '../alerts/mutes.ts';

const keyOf = (plantId: string, metric: Metric): string => `${plantId} ${metric}`;

/**
 * Alert state. The database decides who opens, reminds of or closes an alert; memory only spares it the many readings
 * that change nothing.
 */
export class AlertStates implements AlertStatesPort {
  readonly #database: Database;
  readonly #mutes: Pick<Mutes, 'until'>;
  readonly #onAlerts: (alertIds: number[]) => void;
  readonly #states = new Map<string, AlertState>();

  constructor(database: Database, mutes: Pick<Mutes, 'until'>, onAlerts: (alertIds: number[]) => void) {
    this.#database = database;
    this.#mutes = mutes;
    this.#onAlerts = onAlerts;
  }

  /** Reads what was left by the last run, or changed by another process. */
  async load(): Promise<void> {
    const before = new Map(this.#states);
    this.#states.clear();
    for (const { plantId, metric, openId, direction, openNoticedAt, lastNoticeAt } of await listAlertStates(
      this.#database,
    )) {
      this.#states.set(keyOf(plantId, metric), {
        open:
          openId !== null && direction !== null
            ? { id: openId, direction, noticed: openNoticedAt !== null }
            : undefined,
        lastNoticeAt: lastNoticeAt ?? undefined,
        judgedUntil: before.get(keyOf(plantId, metric))?.judgedUntil,
        mutedUntil: undefined,
      });
    }
  }

  state(plantId: string, metric: Metric): AlertState {
    const key = keyOf(plantId, metric);
    let state = this.#states.get(key);
    if (!state) {
      state = { open: undefined, lastNoticeAt: undefined, judgedUntil: undefined, mutedUntil: undefined };
      this.#states.set(key, state);
    }
    // Whoever asks for a state acts on it now, so it need not be told of every change of a mute.
    state.mutedUntil = this.#mutes.until(plantId, metric);
    return state;
  }

  judged(plantId: string, metric: Metric, readingTime: Date): void {
    this.state(plantId, metric).judgedUntil = readingTime;
  }

  /** Alerts that were ended without a reading, by a change of what is watched; here that becomes known. */
  ended(alertIds: number[]): void {
    if (alertIds.length === 0) return;
    for (const state of this.#states.values())
      if (state.open && alertIds.includes(state.open.id)) state.open = undefined;
    this.#onAlerts(alertIds);
  }

  /** A removed plant's alerts are ended by whoever removes it. */
  forgetPlant(plantId: string, endedAlerts: number[]): void {
    this.ended(endedAlerts);
    for (const key of this.#states.keys()) if (key.startsWith(`${plantId} `)) this.#states.delete(key);
  }

  /** A plant came back, with alerts that are open: its state is as before the removal. */
  async reopened(alertIds: number[]): Promise<void> {
    await this.load();
    if (alertIds.length > 0) this.#onAlerts(alertIds);
  }

  async open(breach: Breach, notify: boolean): Promise<Notice | undefined> {
    const state = this.state(breach.plantId, breach.metric);
    const opened = await inTransaction(this.#database, async (connection) => {
      const alertId = await openAlert(connection, breach, notify);
      if (alertId === undefined) return undefined;
      return { alertId, notice: notify ? await noticeOf(connection, alertId, breach, 'breach') : undefined };
    });
    if (!opened) {
      // Another server opened it: take over what it wrote.
      await this.load();
      return undefined;
    }
    state.open = { id: opened.alertId, direction: breach.direction, noticed: notify };
    if (notify) state.lastNoticeAt = breach.at;
    this.#onAlerts([opened.alertId]);
    return opened.notice;
  }

  async remind(alertId: number, breach: Breach, cooldownS: number): Promise<Notice | undefined> {
    const state = this.state(breach.plantId, breach.metric);
    const kind = state.open?.noticed ? 'reminder' : 'breach';
    const notice = await inTransaction(this.#database, async (connection) =>
      (await noteReminder(connection, alertId, breach, cooldownS))
        ? noticeOf(connection, alertId, breach, kind)
        : undefined,
    );
    if (!notice) {
      await this.load();
      return undefined;
    }
    state.lastNoticeAt = breach.at;
    if (state.open) state.open.noticed = true;
    this.#onAlerts([alertId]);
    return notice;
  }

  async close(
    alertId: number,
    { plantId, metric, message, at }: { plantId: string; metric: Metric; message: string; at: Date },
    notify: boolean,
  ): Promise<Notice | undefined> {
    const closed = await inTransaction(this.#database, async (connection) => {
      if (!(await closeAlert(connection, alertId, at))) return undefined;
      return {
        notice: notify
          ? await insertNotice(connection, { alertId, kind: 'recovery', message, plantId, deviceId: null })
          : undefined,
      };
    });
    this.state(plantId, metric).open = undefined;
    if (!closed) return undefined;
    this.#onAlerts([alertId]);
    return closed.notice;
  }

  openCount(): number {
    let count = 0;
    for (const { open } of this.#states.values()) if (open) count += 1;
    return count;
  }
}

const noticeOf = (
  connection: Queryable,
  alertId: number,
  { message, plantId, deviceId }: Breach,
  kind: 'breach' | 'reminder',
): Promise<Notice> => insertNotice(connection, { alertId, kind, message, plantId, deviceId });
