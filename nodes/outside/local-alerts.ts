import type { Metric } from '@plantops/shared/metrics.ts';
import {
  type AlertState,
  type AlertStates,
  type Breach,
  freshAlertState,
  type Notice,
  type NoticeKind,
} from '@plantops/shared/ports.ts';
import { z } from 'zod';
import type { NodeMemory } from '../runtime/node-red.ts';

const keyOf = (plantId: string, metric: Metric): string => `${plantId} ${metric}`;

/** How a state is kept: as JSON, because a context store may write it to a file. */
const keptSchema = z.object({
  lastId: z.number(),
  states: z.record(
    z.string(),
    z.object({
      open: z
        .object({ id: z.number(), direction: z.enum(['min', 'max']), threshold: z.number(), noticed: z.boolean() })
        .optional(),
      lastNoticeAt: z.coerce.date().optional(),
      toldUntil: z.coerce.date().optional(),
    }),
  ),
});
const KEY = 'alerts';

/** The alerts of one node, kept in its context. Notices are numbered by the node itself. */
export class LocalAlerts implements AlertStates {
  readonly #memory: NodeMemory;
  readonly #states = new Map<string, AlertState>();
  #lastId = 0;

  /** @param memory what it kept before; anything else that is there counts as nothing */
  constructor(memory: NodeMemory) {
    this.#memory = memory;
    const kept = keptSchema.safeParse(memory.get(KEY));
    if (!kept.success) return;
    this.#lastId = kept.data.lastId;
    for (const [key, { open, lastNoticeAt, toldUntil }] of Object.entries(kept.data.states))
      this.#states.set(key, { ...freshAlertState(), open, lastNoticeAt, toldUntil });
  }

  state(plantId: string, metric: Metric): AlertState {
    const key = keyOf(plantId, metric);
    const known = this.#states.get(key);
    if (known) return known;
    const state: AlertState = freshAlertState();
    this.#states.set(key, state);
    return state;
  }

  judged(plantId: string, metric: Metric, readingTime: Date): void {
    this.state(plantId, metric).judgedUntil = readingTime;
  }

  async open(breach: Breach, notify: boolean): Promise<Notice | undefined> {
    const { plantId, metric, direction, threshold } = breach;
    this.#lastId += 1;
    this.state(plantId, metric).open = { id: this.#lastId, direction, threshold, noticed: notify };
    return this.#tell(this.#lastId, breach, notify ? 'breach' : undefined);
  }

  async remind(alertId: number, breach: Breach): Promise<Notice | undefined> {
    const { open } = this.state(breach.plantId, breach.metric);
    const kind = open?.noticed ? 'reminder' : 'breach';
    if (open) Object.assign(open, { threshold: breach.threshold, noticed: true });
    return this.#tell(alertId, breach, kind);
  }

  async restate(_alertId: number, breach: Breach): Promise<undefined> {
    const { open } = this.state(breach.plantId, breach.metric);
    if (open) open.threshold = breach.threshold;
    this.#keep();
  }

  async close(
    alertId: number,
    { plantId, metric, message, at }: { plantId: string; metric: Metric; message: string; at: Date },
    notify: boolean,
  ): Promise<Notice | undefined> {
    this.state(plantId, metric).open = undefined;
    this.#keep();
    return notify ? noticeOf(alertId, 'recovery', { message, plantId, deviceId: null, at }) : undefined;
  }

  openCount(): number {
    return [...this.#states.values()].filter(({ open }) => open).length;
  }

  #tell(alertId: number, breach: Breach, kind: NoticeKind | undefined): Notice | undefined {
    if (kind) {
      const state = this.state(breach.plantId, breach.metric);
      state.lastNoticeAt = breach.at;
      state.toldUntil = breach.measuredAt;
    }
    this.#keep();
    return kind && noticeOf(alertId, kind, breach);
  }

  #keep(): void {
    const states = Object.fromEntries(
      [...this.#states].map(([key, { open, lastNoticeAt, toldUntil }]) => [key, { open, lastNoticeAt, toldUntil }]),
    );
    this.#memory.set(KEY, JSON.parse(JSON.stringify({ lastId: this.#lastId, states })));
  }
}

const noticeOf = (
  alertId: number,
  kind: NoticeKind,
  { message, plantId, deviceId, at }: { message: string; plantId: string; deviceId: string | null; at: Date },
): Notice => ({ id: `${alertId}-${kind}-${at.getTime()}`, alertId, kind, message, plantId, deviceId });
