import type { TakenReading } from '@plantops/shared/api/telemetry.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { Reading, Rejection } from '@plantops/shared/messages.ts';
import type { MetricValues } from '@plantops/shared/metrics.ts';
import type { IncomingMessage, ReadingStore, RejectionStore, StoreOutcome } from '@plantops/shared/ports.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { type Remark, remarkText } from '@plantops/shared/remarks.ts';
import { telemetryTopic } from '@plantops/shared/topics.ts';

export interface DirectReadingsOptions {
  /** Takes a message into the flows, see `BrokerInbox.takeDirect`. */
  take: (
    message: Omit<IncomingMessage, 'delivery'>,
    onBegun: (delivery: number) => void,
    onSettled: (delivery: number) => void,
  ) => void;
  clock: Clock;
}

/** Whoever sent readings waits for so long (ms). */
const PATIENCE_MS = 10_000;

const nothing = (outcome: TakenReading['outcome'], reason: string | null): TakenReading => ({
  outcome,
  time: null,
  stored: {},
  remarks: [],
  reason,
});
const shown = (remarks: readonly Remark[] = []): TakenReading['remarks'] =>
  remarks.map((remark) => ({ field: remark.field, code: remark.code, sent: remark.sent, detail: remarkText(remark) }));

/**
 * Readings that came by another way than the broker. They go through the flows like all others; whoever sent them waits
 * for what becomes of each.
 */
export class DirectReadings {
  readonly #options: DirectReadingsOptions;
  readonly #waiting = new Map<number, { known: TakenReading | undefined; done: (taken: TakenReading) => void }>();

  constructor(options: DirectReadingsOptions) {
    this.#options = options;
  }

  /**
   * Sends readings of a device through the flows.
   * @param payloads what the device sent, each as text
   * @returns what became of each
   * @throws ProblemError `flow_unavailable` if that is not known in time; they may be stored nevertheless
   */
  async take(deviceId: string, payloads: readonly string[]): Promise<TakenReading[]> {
    const { clock } = this.#options;
    const topic = telemetryTopic(deviceId);
    let tooLate = (): void => undefined;
    const late = new Promise<never>((_, reject) => {
      tooLate = () =>
        reject(
          new ProblemError(
            'flow_unavailable',
            'The readings are not stored yet. Send them again: those with a timestamp are stored once',
          ),
        );
    });
    const timer = clock.after(PATIENCE_MS, tooLate);
    const deliveries: number[] = [];
    const sent = (text: string) => ({
      kind: 'telemetry' as const,
      deviceId,
      topic,
      payload: Buffer.from(text),
      receivedAt: clock.now(),
    });
    try {
      const taken = payloads.map(
        (text) =>
          new Promise<TakenReading>((done) =>
            this.#options.take(
              sent(text),
              (delivery) => {
                deliveries.push(delivery);
                this.#waiting.set(delivery, { known: undefined, done });
              },
              (delivery) => this.#settled(delivery),
            ),
          ),
      );
      return await Promise.race([Promise.all(taken), late]);
    } finally {
      timer.cancel();
      for (const delivery of deliveries) this.#waiting.delete(delivery);
    }
  }

  /** The same store, which tells what became of the readings that are waited for. */
  watching(readings: ReadingStore): ReadingStore {
    return {
      append: (reading, delivery) => {
        const result = readings.append(reading, delivery);
        if (delivery !== undefined && this.#waiting.has(delivery))
          void result.then((outcome) => this.#stored(delivery, reading, outcome));
        return result;
      },
      waiting: () => readings.waiting(),
    };
  }

  /** The same store of rejected messages, likewise. */
  watchingRejections(rejections: RejectionStore): RejectionStore {
    return {
      reject: async (rejection, delivery) => {
        await rejections.reject(rejection, delivery);
        if (delivery !== undefined) this.#rejected(delivery, rejection);
      },
    };
  }

  #rejected(delivery: number, { reason, remarks, setAside }: Rejection): void {
    const waiting = this.#waiting.get(delivery);
    if (waiting) waiting.known = { ...nothing(setAside ? 'set_aside' : 'rejected', reason), remarks: shown(remarks) };
  }

  #settled(delivery: number): void {
    const waiting = this.#waiting.get(delivery);
    if (!waiting) return;
    this.#waiting.delete(delivery);
    waiting.done(waiting.known ?? nothing('let_go', 'A flow did not store it'));
  }

  #stored(delivery: number, { time, values, remarks }: Reading, outcome: StoreOutcome): void {
    const waiting = this.#waiting.get(delivery);
    if (!waiting || outcome.outcome === 'refused') return;
    const stored: MetricValues = outcome.outcome === 'duplicate' ? {} : { ...values };
    waiting.known = {
      outcome: outcome.outcome,
      time: time.toISOString(),
      stored,
      remarks: shown(remarks),
      reason: null,
    };
  }
}
