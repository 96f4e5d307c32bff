/** Alerts, reviews and the outbox in memory, for the nodes' tests. Each one records the calls it receives. */
import type { Metric } from '@plantops/shared/metrics.ts';
import {
  type AlertState,
  type AlertStates,
  type Breach,
  freshAlertState,
  type Notice,
  type NoticeKind,
  type Outbox,
  type PlantReviews,
  type ReviewedPlant,
} from '@plantops/shared/ports.ts';

/** Keeps alerts in memory as the database would. */
export class FakeAlertStates implements AlertStates {
  readonly made: Notice[] = [];
  readonly closed: number[] = [];
  readonly breaches: Breach[] = [];
  readonly restated: { alertId: number; message: string }[] = [];
  readonly #states = new Map<string, AlertState>();
  #nextId = 1;

  state(plantId: string, metric: Metric): AlertState {
    const key = `${plantId} ${metric}`;
    const state = this.#states.get(key) ?? freshAlertState();
    this.#states.set(key, state);
    return state;
  }

  judged(plantId: string, metric: Metric, readingTime: Date): void {
    this.state(plantId, metric).judgedUntil = readingTime;
  }

  open(breach: Breach, notify: boolean): Promise<Notice | undefined> {
    const state = this.state(breach.plantId, breach.metric);
    const id = this.#nextId++;
    this.breaches.push(breach);
    state.open = { id, direction: breach.direction, threshold: breach.threshold, noticed: notify };
    if (notify) Object.assign(state, { lastNoticeAt: breach.at, toldUntil: breach.measuredAt });
    return Promise.resolve(notify ? this.#notice(id, 'breach', breach) : undefined);
  }

  remind(alertId: number, breach: Breach): Promise<Notice | undefined> {
    const state = this.state(breach.plantId, breach.metric);
    Object.assign(state, { lastNoticeAt: breach.at, toldUntil: breach.measuredAt });
    if (state.open) state.open.noticed = true;
    return Promise.resolve(this.#notice(alertId, 'reminder', breach));
  }

  restate(alertId: number, breach: Breach): Promise<undefined> {
    const state = this.state(breach.plantId, breach.metric);
    this.restated.push({ alertId, message: breach.message });
    if (state.open) state.open.threshold = breach.threshold;
    return Promise.resolve(undefined);
  }

  close(
    alertId: number,
    recovery: { plantId: string; metric: Metric; message: string },
    notify: boolean,
  ): Promise<Notice | undefined> {
    this.state(recovery.plantId, recovery.metric).open = undefined;
    this.closed.push(alertId);
    return Promise.resolve(notify ? this.#notice(alertId, 'recovery', { ...recovery, deviceId: null }) : undefined);
  }

  openCount(): number {
    return [...this.#states.values()].filter(({ open }) => open).length;
  }

  #notice(
    alertId: number,
    kind: NoticeKind,
    { plantId, deviceId, message }: Pick<Notice, 'plantId' | 'deviceId' | 'message'>,
  ): Notice {
    const notice = { id: `notice-${this.made.length + 1}`, alertId, kind, message, plantId, deviceId };
    this.made.push(notice);
    return notice;
  }
}

export class FakeReviews implements PlantReviews {
  readonly #reviewers = new Set<Parameters<PlantReviews['serve']>[0]>();

  serve(review: Parameters<PlantReviews['serve']>[0]): () => void {
    this.#reviewers.add(review);
    return () => this.#reviewers.delete(review);
  }

  /** Requests a review of plants. @returns whether anyone reviews them */
  async review(...plants: ReviewedPlant[]): Promise<boolean> {
    for (const reviewer of this.#reviewers) await reviewer(plants, 'change');
    return this.#reviewers.size > 0;
  }
}

export class FakeOutbox implements Outbox {
  readonly released: string[] = [];
  left: Notice[] = [];
  condition: { waiting: number; lastError: string | undefined } = { waiting: 0, lastError: undefined };

  release(noticeId: string, channel?: string): Promise<void> {
    this.released.push(channel === undefined ? noticeId : `${noticeId} on ${channel}`);
    return Promise.resolve();
  }

  unreleased(): Promise<Notice[]> {
    return Promise.resolve(this.left);
  }

  status(): { waiting: number; lastError: string | undefined } {
    return this.condition;
  }
}
