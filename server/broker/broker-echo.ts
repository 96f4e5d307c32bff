import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Logger } from 'pino';

/**
 * The topic on which the server hears itself through the broker. An open connection does not show that messages come: a
 * broker that hangs, or a network that is gone, keeps it open.
 */
export const ECHO_TOPIC = 'plantops/probe';

/** How often the server listens for itself (ms). */
const EVERY_MS = 2000;
/** A message of our own that is away for so long does not come (ms). So `/readyz` tells within ten seconds. */
const LATE_MS = 5000;
/** How many of our own messages may be away. The oldest are forgotten first. */
const MOST_AWAY = 30;
/** A timer that is so late shows that the machine or this process stood still (ms). */
const STOOD_STILL_MS = 3000;

/** The time in which every message could be heard, without interruption. */
export interface Hearing {
  since: Date;
  until: Date;
}

export interface BrokerEchoOptions {
  /** Publishes on `ECHO_TOPIC`; calls back once the broker has answered, with an error if it refused. */
  publish: (text: string, done: (error: Error | undefined) => void) => void;
  /** Called once if the broker does not let the server use the topic. */
  onRefused: () => void;
  /** Called with when it was sent, for each of our own messages that was heard. */
  onHeard?: (sentAt: Date) => void;
  clock: Clock;
}

interface Probe {
  at: Date;
  sentMs: number;
  /** Whether the broker has acknowledged it. */
  isTaken: boolean;
}

/**
 * Publishes to itself through the broker, and knows from that in which time the server could hear. Silence outside of
 * that time says nothing about a device.
 */
export class BrokerEcho {
  readonly #options: BrokerEchoOptions;
  /** Those that were sent and not heard yet, oldest first, by their text. */
  readonly #away = new Map<string, Probe>();
  #timer: Timer | undefined;
  #number = 0;
  #lastTick: { at: Date; elapsedMs: number } | undefined;
  #since: Date | undefined;
  #until: Date | undefined;
  #roundTripMs: number | undefined;
  #wasHeard = false;
  #isRefused = false;

  constructor(options: BrokerEchoOptions) {
    this.#options = options;
  }

  /** The connection stands, and the topic is subscribed to. */
  start(): void {
    this.stop();
    const { clock } = this.#options;
    this.#since = clock.now();
    this.#until = undefined;
    this.#timer = clock.every(EVERY_MS, () => this.#tick());
    this.#send();
  }

  /** The connection is gone, or will be. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#lastTick = undefined;
    this.#away.clear();
  }

  /** Takes a message that came on `ECHO_TOPIC`. */
  heard(text: string): void {
    const probe = this.#away.get(text);
    if (!probe) return;
    const { clock } = this.#options;
    // While nothing came, devices were not heard either: each gets its full time from now on.
    if (this.#isLate()) this.#since = clock.now();
    // The broker keeps the order, so what was sent before is lost if it was not heard.
    for (const [sent, { sentMs }] of this.#away) if (sentMs <= probe.sentMs) this.#away.delete(sent);
    this.#wasHeard = true;
    this.#isRefused = false;
    this.#until = probe.at;
    this.#roundTripMs = clock.elapsedMs() - probe.sentMs;
    this.#options.onHeard?.(probe.at);
  }

  /** Whether messages come through the broker, as far as is known. */
  passes(): boolean {
    return this.#isRefused || !this.#isLate();
  }

  /** Whether the broker does not let the server use the topic. */
  isRefused(): boolean {
    return this.#isRefused;
  }

  /** How long the last message of our own took through the broker (ms); undefined before the first. */
  roundTripMs(): number | undefined {
    return this.#roundTripMs;
  }

  /**
   * The time in which everything could be heard; undefined while it cannot.
   * @param earliest since when the server reads what comes; not later than now
   */
  hearing(earliest: Date): Hearing | undefined {
    if (!this.#since) return undefined;
    const since = this.#since > earliest ? this.#since : earliest;
    if (this.#isRefused) return { since, until: this.#options.clock.now() };
    return this.#until && !this.#isLate() ? { since, until: this.#until } : undefined;
  }

  #isLate(): boolean {
    const [oldest] = this.#away.values();
    return oldest !== undefined && this.#options.clock.elapsedMs() - oldest.sentMs > LATE_MS;
  }

  #tick(): void {
    const { clock } = this.#options;
    const tick = { at: clock.now(), elapsedMs: clock.elapsedMs() };
    const last = this.#lastTick;
    this.#lastTick = tick;
    if (last) {
      // A machine that was suspended may count that time in the time of day only, so both are looked at.
      const passedMs = Math.max(tick.at.getTime() - last.at.getTime(), tick.elapsedMs - last.elapsedMs);
      if (passedMs > EVERY_MS + STOOD_STILL_MS) this.#since = tick.at;
    }
    // The broker takes what we publish and does not pass it on to us: its access rules are those of before.
    const [oldest] = this.#away.values();
    if (!this.#wasHeard && this.#isLate() && oldest?.isTaken === true) this.#refuse();
    this.#send();
  }

  #send(): void {
    const { clock, publish } = this.#options;
    this.#number += 1;
    const text = `${clock.now().getTime()}-${this.#number}`;
    const probe: Probe = { at: clock.now(), sentMs: clock.elapsedMs(), isTaken: false };
    this.#lastTick ??= { at: probe.at, elapsedMs: probe.sentMs };
    this.#away.set(text, probe);
    if (this.#away.size > MOST_AWAY) this.#away.delete(this.#away.keys().next().value ?? '');
    publish(text, (error) => {
      probe.isTaken = !error;
      if (error && this.#away.has(text) && /not authorized/i.test(error.message)) this.#refuse();
    });
  }

  #refuse(): void {
    this.#away.clear();
    if (this.#isRefused) return;
    this.#isRefused = true;
    this.#options.onRefused();
  }
}

/** Who publishes for the echo, and who is told of it. */
export interface EchoParties {
  /** Publishes on `ECHO_TOPIC`. */
  publish: BrokerEchoOptions['publish'];
  /** The account that it does so with. */
  username: string;
  onHeard: (sentAt: Date) => void;
  clock: Clock;
  log: Logger;
}

/** An echo that says in the log what the broker must allow. */
export const echoOf = ({ publish, username, onHeard, clock, log }: EchoParties): BrokerEcho =>
  new BrokerEcho({
    publish,
    onHeard,
    onRefused: () =>
      log.warn(
        `the broker does not pass on ${ECHO_TOPIC}, so a broker that hangs cannot be told from silent devices: give ${username} the rule "topic readwrite ${ECHO_TOPIC}" (mosquitto/acl has all rules)`,
      ),
    clock,
  });
