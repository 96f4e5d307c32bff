import type { Evidence } from '@plantops/shared/findings/finding-kind.ts';
import type { Findings } from '@plantops/shared/ports.ts';
import { parseDeviceTopic, willTopic } from '@plantops/shared/topics.ts';
import type { BrokerLine } from '../../broker/broker-log.ts';
import type { ReadingWill, WillEvent } from '../../broker/last-wills.ts';

export interface WillWatchOptions {
  findings: Findings;
  isDevice: (username: string) => boolean;
  /** Tells whoever takes the messages. */
  tell: (event: WillEvent) => void;
}

/** Topics of a gateway by which programs tell that they are there; a will belongs on them. */
const OF_PRESENCE = /\/(?:lwt|status|state|availability|connected|\$announce)$/i;

/** Whether what comes on a topic is taken for a reading or a sign of life. */
function isOfReadings(topic: string): boolean {
  const kind = parseDeviceTopic(topic)?.kind;
  return kind === 'telemetry' || kind === 'heartbeat' || (kind === 'gateway' && !OF_PRESENCE.test(topic));
}

/**
 * Watches last wills that boards set where their readings go. MQTT does not mark a message as a will; but the broker says in its
 * log which wills are set, which messages a board has published, and how its connection ended.
 */
export class WillWatch {
  readonly #options: WillWatchOptions;
  readonly #wills = new Map<string, ReadingWill>();
  /** Who has just connected, as long as its will may be told. */
  #latest: { username: string; bytes: number | undefined } | undefined;

  constructor(options: WillWatchOptions) {
    this.#options = options;
  }

  /** The wills that are set now, or were when the server stopped. */
  wills(): ReadingWill[] {
    return [...this.#wills.values()];
  }

  /** Takes wills that were set when the server stopped: a broker publishes them when it is stopped itself. */
  remember(noted: readonly { deviceId: string; evidence: Evidence }[]): void {
    for (const { deviceId, evidence } of noted)
      this.#wills.set(deviceId, { topic: String(evidence.topic), bytes: Number(evidence.bytes), mayWait: true });
  }

  take(line: BrokerLine): void {
    if (line.what === 'connected') {
      this.#latest = this.#options.isDevice(line.username) ? { username: line.username, bytes: undefined } : undefined;
      return;
    }
    const latest = this.#latest;
    if (latest && line.what === 'will') {
      // Its topic is in the next line.
      latest.bytes = line.bytes;
      return;
    }
    if (latest && (line.what === 'no_will' || line.what === 'topic')) {
      this.#connected(latest.username, line.what === 'topic' ? line.topic : undefined, latest.bytes);
      this.#latest = undefined;
      return;
    }
    if (line.what === 'published') {
      const will = this.#wills.get(line.username);
      if (will?.topic === line.topic && will.bytes === line.bytes)
        this.#options.tell({ what: 'published', topic: line.topic });
    } else if (line.what === 'replaced' || line.what === 'left' || line.what === 'refused') this.#left(line);
  }

  #connected(username: string, topic: string | undefined, bytes: number | undefined): void {
    const { findings, tell } = this.#options;
    const before = this.#wills.get(username);
    if (bytes === undefined || topic === undefined || !isOfReadings(topic)) {
      findings.clear(username, 'will_on_readings');
      if (!before) return;
      this.#wills.delete(username);
      tell({ what: 'unset', topic: before.topic });
      return;
    }
    if (before && before.topic !== topic) tell({ what: 'unset', topic: before.topic });
    this.#wills.set(username, { topic, bytes, mayWait: false });
    tell({ what: 'set', topic, bytes });
    findings.note(username, {
      code: 'will_on_readings',
      evidence: { topic, bytes, right: willTopic(username, topic) },
    });
  }

  /** A connection has ended; unless that was clean, the broker publishes the will of it. */
  #left(line: Extract<BrokerLine, { what: 'replaced' | 'left' | 'refused' }>): void {
    const will = line.username === undefined ? undefined : this.#wills.get(line.username);
    if (will && !(line.what === 'left' && line.isClean)) this.#options.tell({ what: 'sent', topic: will.topic });
  }
}
