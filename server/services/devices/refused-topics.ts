import type { Clock } from '@plantops/shared/clock.ts';
import type { Findings } from '@plantops/shared/ports.ts';
import { gatewayTopic, telemetryTopic } from '@plantops/shared/topics.ts';
import type { Logger } from 'pino';
import type { BrokerLine } from '../../broker/broker-log.ts';
import type { Queryable } from '../../db/pool.ts';
import { findDevices } from '../../db/repositories/devices.ts';

export interface RefusedTopicsOptions {
  database: Queryable;
  findings: Findings;
  isDevice: (username: string) => boolean;
  clock: Clock;
  log: Logger;
}

/** So many topics of a device are named, the newest last. */
const NAMED = 3;
/** A device that publishes, and of which nothing was refused for three of its usual pauses, is mended; at least for so long (ms). */
const MENDED_AFTER = { pauses: 3, leastMs: 120_000 };
/** What is supposed of a finding from before the start of the server (ms). */
const PAUSE_BEFORE_MS = 20 * 60_000;
/** Announcements for Home Assistant: they hold no reading, so nothing is lost. */
const NO_LOSS = /^(?:homeassistant|tasmota\/discovery)\//;

interface Refused {
  topics: string[];
  lastMs: number;
  /** The longest pause between two refusals (ms). */
  pauseMs: number;
}

/** Notes at a device the topics that the broker refuses, and ends that once the device publishes and nothing is refused any more. */
export class RefusedTopics {
  readonly #options: RefusedTopicsOptions;
  readonly #refused = new Map<string, Refused>();
  /** Where each device should publish. */
  readonly #own = new Map<string, string>();

  constructor(options: RefusedTopicsOptions) {
    this.#options = options;
  }

  take(line: BrokerLine): void {
    if (line.what === 'published') this.#published(line.username);
    else if (line.what === 'denied' && this.#options.isDevice(line.username) && !NO_LOSS.test(line.topic))
      this.#denied(line.username, line.topic);
  }

  #denied(deviceId: string, topic: string): void {
    const nowMs = this.#options.clock.elapsedMs();
    const before = this.#refused.get(deviceId);
    const topics = [...(before?.topics ?? []).filter((known) => known !== topic), topic].slice(-NAMED);
    const pauseMs = Math.max(before ? nowMs - before.lastMs : 0, before?.pauseMs ?? 0);
    this.#refused.set(deviceId, { topics, lastMs: nowMs, pauseMs });
    void this.#note(deviceId);
  }

  #published(deviceId: string): void {
    const { findings, clock } = this.#options;
    if (!findings.has(deviceId, 'topic_refused')) return;
    const nowMs = clock.elapsedMs();
    const refused = this.#refused.get(deviceId);
    if (!refused) {
      this.#refused.set(deviceId, { topics: [], lastMs: nowMs, pauseMs: PAUSE_BEFORE_MS });
      return;
    }
    const { pauses, leastMs } = MENDED_AFTER;
    if (nowMs - refused.lastMs < Math.max(pauses * refused.pauseMs, leastMs)) return;
    this.#refused.delete(deviceId);
    findings.clear(deviceId, 'topic_refused');
  }

  async #note(deviceId: string): Promise<void> {
    const { database, findings, log } = this.#options;
    try {
      let own = this.#own.get(deviceId);
      if (own === undefined) {
        const [device] = await findDevices(database, [deviceId]);
        own = device?.kind === 'gateway' ? gatewayTopic(deviceId) : telemetryTopic(deviceId);
        this.#own.set(deviceId, own);
      }
      // Others may have been refused meanwhile.
      const topics = this.#refused.get(deviceId)?.topics.join(', ').slice(0, 300) ?? '';
      findings.note(deviceId, { code: 'topic_refused', evidence: { topics, own } });
    } catch (failure) {
      log.debug({ err: failure, device_id: deviceId }, 'a topic that the broker refused was not noted');
    }
  }
}
