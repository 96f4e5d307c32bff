import { Latency } from '@plantops/shared/latency.ts';
import type { Reading, Rejection } from '@plantops/shared/messages.ts';
import { MESSAGE_KINDS, type MessageKind, parseDeviceTopic } from '@plantops/shared/topics.ts';
import type { Stored } from '../../db/repositories/telemetry.ts';
import type { IngestCounts } from '../../port/offers.ts';

/** Readings that are so many heartbeats older than their receipt raise no alert: they are history. */
const LATE_HEARTBEATS = 3;

const perMessageKind = (): Record<MessageKind, number> => ({ telemetry: 0, heartbeat: 0, gateway: 0 });

/** Counts for monitors what became of readings, and how long that took. */
export class IngestFigures {
  readonly #lateAfterMs: number;
  readonly #deliveryOf: () => IngestCounts['delivery'];
  readonly #commit = new Latency();
  readonly #readings = { stored: 0, late: 0, repeated: 0 };
  readonly #messages = { rejected: perMessageKind(), setAside: perMessageKind() };

  /** @param deliveryOf how long messages took from the broker until they were answered for */
  constructor(heartbeatIntervalS: number, deliveryOf: () => IngestCounts['delivery']) {
    this.#lateAfterMs = LATE_HEARTBEATS * heartbeatIntervalS * 1000;
    this.#deliveryOf = deliveryOf;
  }

  /** A batch is committed. @param became of each reading; @param tookMs from its first try on */
  committed(readings: readonly Reading[], became: readonly Stored[], tookMs: number): void {
    this.#commit.lasted(tookMs);
    for (const [place, { time, receivedAt }] of readings.entries()) {
      if (became[place] === 'duplicate') this.#readings.repeated += 1;
      else {
        this.#readings.stored += 1;
        if (receivedAt.getTime() - time.getTime() > this.#lateAfterMs) this.#readings.late += 1;
      }
    }
  }

  /** A message was rejected or set aside, and is kept with the reason. */
  rejected({ topic, setAside }: Pick<Rejection, 'topic' | 'setAside'>): void {
    const kind = parseDeviceTopic(topic)?.kind;
    if (kind) this.#messages[setAside ? 'setAside' : 'rejected'][kind] += 1;
  }

  counts(): IngestCounts {
    const { rejected, setAside } = this.#messages;
    return {
      ...this.#readings,
      messages: MESSAGE_KINDS.map((kind) => ({ kind, rejected: rejected[kind], setAside: setAside[kind] })),
      commit: this.#commit.counts(),
      delivery: this.#deliveryOf(),
    };
  }
}
