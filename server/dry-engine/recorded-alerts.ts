import type { Metric } from '@plantops/shared/metrics.ts';
import {
  type AlertState,
  type AlertStates,
  type Breach,
  freshAlertState,
  type Notice,
  type NoticeKind,
} from '@plantops/shared/ports.ts';
import type { DryAlert, DryFacts } from '../port/dry-offers.ts';
import type { RecordedOutbox } from './recorded-outbox.ts';
import type { Records } from './records.ts';

const keyOf = (plantId: string, metric: Metric): string => `${plantId} ${metric}`;

/** Keeps alerts in memory as the database would, from none, and records what changes. */
export class RecordedAlerts implements AlertStates {
  readonly #records: Records;
  readonly #outbox: Pick<RecordedOutbox, 'made'>;
  readonly #mutes: DryFacts['mutes'];
  readonly #states = new Map<string, AlertState>();
  #lastId = 0;
  #open = 0;

  constructor({
    records,
    outbox,
    mutes,
  }: {
    records: Records;
    outbox: Pick<RecordedOutbox, 'made'>;
    mutes: DryFacts['mutes'];
  }) {
    this.#records = records;
    this.#outbox = outbox;
    this.#mutes = mutes;
  }

  state(plantId: string, metric: Metric): AlertState {
    const key = keyOf(plantId, metric);
    let state = this.#states.get(key);
    if (!state) {
      state = { ...freshAlertState(), mutedUntil: this.#mutedUntil(plantId, metric) };
      this.#states.set(key, state);
    }
    return state;
  }

  judged(plantId: string, metric: Metric, readingTime: Date): void {
    this.state(plantId, metric).judgedUntil = readingTime;
  }

  async open(breach: Breach, notify: boolean): Promise<Notice | undefined> {
    const state = this.state(breach.plantId, breach.metric);
    const { direction, threshold } = breach;
    this.#lastId += 1;
    this.#open += 1;
    state.open = { id: this.#lastId, direction, threshold, noticed: notify };
    this.#record('opened', state.open.id, breach);
    return notify ? this.#tell('breach', state, state.open.id, breach) : undefined;
  }

  async remind(alertId: number, breach: Breach): Promise<Notice | undefined> {
    const state = this.state(breach.plantId, breach.metric);
    const kind = state.open?.noticed ? 'reminder' : 'breach';
    if (state.open) Object.assign(state.open, { threshold: breach.threshold, noticed: true });
    this.#record('reminded', alertId, breach);
    return this.#tell(kind, state, alertId, breach);
  }

  async restate(alertId: number, breach: Breach): Promise<undefined> {
    const { open } = this.state(breach.plantId, breach.metric);
    if (open) open.threshold = breach.threshold;
    this.#record('restated', alertId, breach);
    return undefined;
  }

  async close(
    alertId: number,
    { plantId, metric, message, at }: Parameters<AlertStates['close']>[1],
    notify: boolean,
  ): Promise<Notice | undefined> {
    const state = this.state(plantId, metric);
    const direction = state.open?.direction ?? null;
    if (state.open) this.#open -= 1;
    state.open = undefined;
    this.#records.alert({
      at: at.getTime(),
      change: 'closed',
      alertId,
      plantId,
      deviceId: null,
      metric,
      direction,
      message,
    });
    return notify ? this.#outbox.made({ alertId, kind: 'recovery', message, plantId, deviceId: null }) : undefined;
  }

  openCount(): number {
    return this.#open;
  }

  #tell(kind: NoticeKind, state: AlertState, alertId: number, breach: Breach): Notice {
    const { at, measuredAt, message, plantId, deviceId } = breach;
    state.lastNoticeAt = at;
    state.toldUntil = measuredAt;
    return this.#outbox.made({ alertId, kind, message, plantId, deviceId });
  }

  #record(change: DryAlert['change'], alertId: number, breach: Breach): void {
    const { at, plantId, deviceId, metric, direction, message } = breach;
    this.#records.alert({ at: at.getTime(), change, alertId, plantId, deviceId, metric, direction, message });
  }

  #mutedUntil(plantId: string, metric: Metric): Date | undefined {
    const ends = this.#mutes
      .filter((mute) => mute.plantId === plantId && (mute.metric === null || mute.metric === metric))
      .map(({ until }) => until);
    return ends.length === 0 ? undefined : new Date(Math.max(...ends));
  }
}
