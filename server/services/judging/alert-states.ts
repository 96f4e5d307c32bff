import type { Metric } from '@plantops/shared/metrics.ts';
import {
  type AlertState,
  type AlertStates as AlertStatesPort,
  type Breach,
  freshAlertState,
  type Notice,
} from '@plantops/shared/ports.ts';
import { type Database, inTransaction, type Queryable } from '../../db/pool.ts';
import {
  closeAlert,
  listAlertStates,
  listSeenValues,
  noteReminder,
  openAlert,
  restateAlert,
} from '../../db/repositories/alerts.ts';
import { insertNotice } from '../../db/repositories/notices.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import type { MuteTimes } from './mute-times.ts';

export interface AlertStatesOptions {
  database: Database;
  mutes: Pick<MuteTimes, 'until'>;
  bus: ChangeBus;
}

/**
 * Alert state. The database decides who opens, reminds of or closes an alert. The state in memory only saves it from
 * the many readings that change nothing.
 */
export class AlertStates implements AlertStatesPort {
  readonly #database: Database;
  readonly #mutes: Pick<MuteTimes, 'until'>;
  readonly #bus: ChangeBus;
  /** By plant and metric. One key made of both would be a new string for each value of each reading. */
  readonly #states = new Map<string, Map<Metric, AlertState>>();

  constructor({ database, mutes, bus }: AlertStatesOptions) {
    this.#database = database;
    this.#mutes = mutes;
    this.#bus = bus;
    bus.on('plant_removed', ({ plantId }) => this.#forget(plantId, 'all'));
    // The times of judged readings from other devices say nothing about the plant's present devices.
    bus.on(['device_moved', 'device_removed'], ({ plantIds }) =>
      plantIds.forEach((plantId) => this.#forget(plantId, 'judged')),
    );
    bus.on(['plant_restored', 'data_replaced'], () => this.load());
    bus.on('alerts_acknowledged', ({ alertIds }) => this.#noteSeen(alertIds));
  }

  /** Loads what the last run left or another process changed. */
  async load(): Promise<void> {
    const rows = await listAlertStates(this.#database);
    for (const state of this.#all()) state.open = state.lastNoticeAt = undefined;
    for (const { plantId, metric, openId, direction, threshold, seenValue, openNoticedAt, lastNoticeAt } of rows) {
      const state = this.state(plantId, metric);
      state.lastNoticeAt = lastNoticeAt ?? undefined;
      state.toldUntil ??= state.lastNoticeAt;
      if (openId === null || direction === null || threshold === null) continue;
      state.open = {
        id: openId,
        direction,
        threshold,
        noticed: openNoticedAt !== null,
        seenValue: seenValue ?? undefined,
      };
    }
  }

  state(plantId: string, metric: Metric): AlertState {
    const state = this.#known(plantId, metric);
    // Callers act on the state right away, so it does not need to follow every change of a mute.
    state.mutedUntil = this.#mutes.until(plantId, metric);
    return state;
  }

  judged(plantId: string, metric: Metric, readingTime: Date): void {
    this.#known(plantId, metric).judgedUntil = readingTime;
  }

  #known(plantId: string, metric: Metric): AlertState {
    let ofPlant = this.#states.get(plantId);
    if (!ofPlant) {
      ofPlant = new Map();
      this.#states.set(plantId, ofPlant);
    }
    let state = ofPlant.get(metric);
    if (!state) {
      state = freshAlertState();
      ofPlant.set(metric, state);
    }
    return state;
  }

  #all(): AlertState[] {
    return [...this.#states.values()].flatMap((ofPlant) => [...ofPlant.values()]);
  }

  async open(breach: Breach, notify: boolean): Promise<Notice | undefined> {
    const state = this.state(breach.plantId, breach.metric);
    const opened = await inTransaction(this.#database, async (connection) => {
      const alertId = await openAlert(connection, breach, notify);
      if (alertId === undefined) return undefined;
      return { alertId, notice: notify ? await noticeOf(connection, alertId, breach, 'breach') : undefined };
    });
    if (!opened) {
      // Another server opened the alert: adopt what it wrote.
      await this.load();
      return undefined;
    }
    const { direction, threshold } = breach;
    state.open = { id: opened.alertId, direction, threshold, noticed: notify };
    if (notify) noteTold(state, breach);
    this.#changed(opened.alertId);
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
    noteTold(state, breach);
    if (state.open) Object.assign(state.open, { threshold: breach.threshold, noticed: true, seenValue: undefined });
    this.#changed(alertId);
    return notice;
  }

  async restate(alertId: number, breach: Breach, isNews = false): Promise<undefined> {
    const { open } = this.state(breach.plantId, breach.metric);
    if (!(await restateAlert(this.#database, alertId, breach, isNews))) {
      await this.load();
      return undefined;
    }
    if (open) {
      open.threshold = breach.threshold;
      if (isNews) open.seenValue = undefined;
    }
    this.#changed(alertId);
    return undefined;
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
    this.#changed(alertId);
    return closed.notice;
  }

  openCount(): number {
    return this.#all().filter(({ open }) => open).length;
  }

  /** The owner acknowledged alerts, or took that back. */
  async #noteSeen(alertIds: readonly number[]): Promise<void> {
    for (const { id, plantId, metric, seenValue } of await listSeenValues(this.#database, alertIds)) {
      const { open } = this.state(plantId, metric);
      if (open?.id === id) open.seenValue = seenValue ?? undefined;
    }
  }

  #changed(alertId: number): void {
    void this.#bus.publish('alerts_changed', { alertIds: [alertId] });
  }

  #forget(plantId: string, what: 'all' | 'judged'): void {
    if (what === 'all') this.#states.delete(plantId);
    else for (const state of this.#states.get(plantId)?.values() ?? []) state.judgedUntil = undefined;
  }
}

function noteTold(state: AlertState, { at, measuredAt }: Breach): void {
  state.lastNoticeAt = at;
  state.toldUntil = measuredAt;
}

const noticeOf = (
  connection: Queryable,
  alertId: number,
  { message, plantId, deviceId }: Breach,
  kind: 'breach' | 'reminder',
): Promise<Notice> => insertNotice(connection, { alertId, kind, message, plantId, deviceId });
