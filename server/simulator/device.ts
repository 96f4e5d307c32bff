/**
 * One simulated device: registers, connects, measures and publishes, and starts over whenever it loses its connection
 * or its credentials.
 */
import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import { backoff } from '@plantops/shared/backoff.ts';
import { readingAt, sensorsOf, vitalsAt } from './curves.ts';
import { deviceTimestamp, type Fault, faultyPayload, faultyValues, isSilent } from './faults.ts';
import { type Link, LinkError, type OpenLink } from './link.ts';
import { pause } from './pause.ts';
import type { Planter } from './planter.ts';
import type { DeviceProfile } from './profiles.ts';
import { type Register, RegistrationError } from './registration.ts';
import { Sender } from './sender.ts';

const FIRMWARE_VERSION = 'simulator-1.0.0';

export type DeviceState = 'stopped' | 'registering' | 'connecting' | 'connected';

export interface DeviceWiring {
  register: Register;
  openLink: OpenLink;
  /** Gives a device its plant before it sends anything; undefined: the owner does it. */
  plant?: Planter | undefined;
  intervalMs: number;
  /** Delay before the first reading, so that devices do not all send at once. */
  firstReadingAfterMs: number;
  /** Overrides the interval that registration returns. */
  heartbeatMs: number | null;
  backfillMs: number;
  onChange: () => void;
  /** Called with a description of what keeps the device from working; the device keeps trying. */
  onTrouble: (message: string) => void;
}

const HISTORY_STEP_MS = 5 * 60_000;
const HISTORY_AT_ONCE = 50;
const TICK_MS = 10;
/** After the machine was suspended, missed readings are skipped instead of sent in one burst. */
const MOST_BEHIND_MS = 1_000;
const RETRY_S = { first: 0.5, longest: 10 };
/** A connection that lasted this long was good: the next failure is retried soon again. */
const GOOD_CONNECTION_MS = 10_000;
/** After this many failures, registers again: the broker may have a new address by now. */
const ASK_AGAIN_AFTER_FAILURES = 5;
const DRAIN_MS = 2_000;

export class SimulatedDevice {
  readonly profile: DeviceProfile;
  readonly sender = new Sender();
  state: DeviceState = 'stopped';
  deviceId: string | null = null;
  readonly #wiring: DeviceWiring;
  readonly #faults = new Map<Fault, number>();
  readonly #stopping = new AbortController();
  #faultsFromStart: Fault[];
  #running: Promise<void> | undefined;
  #link: Link | undefined;
  #heartbeatMs = 60_000;
  #isPlanted = false;
  #startedAt = 0;
  #historyFrom: number | undefined;
  #nextReadingAt = 0;
  #sequence = 0;
  #readingTimer: NodeJS.Timeout | undefined;
  #heartbeatTimer: NodeJS.Timeout | undefined;

  constructor(profile: DeviceProfile, wiring: DeviceWiring, faults: Fault[] = []) {
    this.profile = profile;
    this.#wiring = wiring;
    this.#faultsFromStart = faults;
  }

  get faults(): Fault[] {
    return [...new Set([...this.#faultsFromStart, ...this.#faults.keys()])];
  }

  start(): void {
    this.#startedAt = Date.now();
    this.#running ??= this.#run();
  }

  /** Waits up to two seconds for pending readings to be acknowledged, then disconnects from the broker. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#readingTimer);
    clearInterval(this.#heartbeatTimer);
    const link = this.#link;
    if (link) {
      const givenUpAt = Date.now() + DRAIN_MS;
      while (this.#link === link && this.sender.pending > 0 && Date.now() < givenUpAt) await pause(20);
      await link.close();
    }
    await this.#running;
    this.#setState('stopped');
  }

  /** Starts a fault now, or ends it; one that is already active continues. */
  setFault(fault: Fault, active: boolean): void {
    this.#faultsFromStart = this.#faultsFromStart.filter((other) => other !== fault);
    if (!active) this.#faults.delete(fault);
    else if (!this.#faults.has(fault)) this.#faults.set(fault, Date.now());
    this.#wiring.onChange();
  }

  async #run(): Promise<void> {
    let credentials: DeviceCredentials | undefined;
    let failures = 0;
    const isStopping = (): boolean => this.#stopping.signal.aborted;
    while (!isStopping()) {
      const triedAt = Date.now();
      try {
        credentials ??= await this.#register();
        await this.#plant(credentials.device_id);
        await this.#connect(credentials);
        failures = Date.now() - triedAt > GOOD_CONNECTION_MS ? 0 : failures + 1;
        if (failures > 0) await this.#backOff(failures, 0);
      } catch (error) {
        if (isStopping()) return;
        failures += 1;
        this.#wiring.onTrouble((error as Error).message);
        const refused = error instanceof LinkError && error.refused;
        if (refused || failures % ASK_AGAIN_AFTER_FAILURES === 0) credentials = undefined;
        await this.#backOff(failures, error instanceof RegistrationError ? error.retryAfterS : 0);
      }
    }
  }

  async #register(): Promise<DeviceCredentials> {
    this.#setState('registering');
    const { name, macAddress } = this.profile;
    const credentials = await this.#unlessStopped(
      this.#wiring.register({
        mac_address: macAddress,
        name,
        firmware_version: FIRMWARE_VERSION,
        sensor_types: sensorsOf(this.profile),
      }),
    );
    this.deviceId = credentials.device_id;
    this.#heartbeatMs = this.#wiring.heartbeatMs ?? credentials.heartbeat_interval_s * 1000;
    return credentials;
  }

  /** Only once: the owner may take the plant away again. */
  async #plant(deviceId: string): Promise<void> {
    const { plant, room } = this.profile;
    if (!plant || this.#isPlanted || !this.#wiring.plant) return;
    await this.#unlessStopped(this.#wiring.plant(deviceId, plant, room));
    this.#isPlanted = true;
  }

  /** Resolves when the connection has ended. @throws LinkError if none could be made */
  async #connect(credentials: DeviceCredentials): Promise<void> {
    this.#setState('connecting');
    const opening = this.#wiring.openLink(credentials);
    const link = await this.#unlessStopped(
      opening,
      () =>
        void opening.then(
          (late) => late.close(),
          () => undefined,
        ),
    );
    this.#link = link;
    this.#setState('connected');
    try {
      await this.#sendHistory(link, credentials.topics.telemetry);
      this.sender.attach(link, credentials.topics.telemetry);
      if (!this.#stopping.signal.aborted) this.#speak(link, credentials.topics.heartbeat);
      await link.closed;
    } finally {
      this.#link = undefined;
      clearInterval(this.#heartbeatTimer);
      this.sender.detach();
      if (!this.#stopping.signal.aborted) this.#setState('connecting');
    }
  }

  /** Sends past readings on a fixed grid, so that sending them again stores no duplicates. */
  async #sendHistory(link: Link, topic: string): Promise<void> {
    this.#historyFrom ??= Math.ceil((this.#startedAt - this.#wiring.backfillMs) / HISTORY_STEP_MS) * HISTORY_STEP_MS;
    while (this.#historyFrom < this.#startedAt && !this.#stopping.signal.aborted) {
      const times = Array.from(
        { length: HISTORY_AT_ONCE },
        (_, step) => (this.#historyFrom as number) + step * HISTORY_STEP_MS,
      );
      const past = times.filter((time) => time < this.#startedAt);
      const readings = past.map((time) =>
        JSON.stringify({ timestamp: new Date(time).toISOString(), ...readingAt(this.profile, time) }),
      );
      const sent = await Promise.race([
        Promise.all(readings.map((reading) => link.publish(topic, reading))).then(
          () => true,
          () => false,
        ),
        link.closed.then(() => false),
      ]);
      if (!sent) return;
      this.#historyFrom += HISTORY_AT_ONCE * HISTORY_STEP_MS;
    }
  }

  #speak(link: Link, heartbeatTopic: string): void {
    const now = Date.now();
    for (const fault of this.#faultsFromStart) this.#faults.set(fault, now);
    this.#faultsFromStart = [];
    const beat = () => {
      const at = Date.now();
      if (isSilent(this.#faults, at, this.#heartbeatMs / 1000)) return;
      const vitals = vitalsAt(this.profile, at, (at - this.#startedAt) / 1000, FIRMWARE_VERSION);
      // Unlike readings, a heartbeat that is lost with its connection is not kept: it would be of no use later.
      link.publish(heartbeatTopic, JSON.stringify(vitals)).catch(() => undefined);
    };
    beat();
    this.#heartbeatTimer = setInterval(beat, this.#heartbeatMs);
    if (this.#readingTimer) return;
    this.#nextReadingAt = now + this.#wiring.firstReadingAfterMs;
    this.#scheduleReading();
  }

  #scheduleReading(): void {
    this.#readingTimer = setTimeout(
      () => {
        const now = Date.now();
        if (now - this.#nextReadingAt > Math.max(MOST_BEHIND_MS, this.#wiring.intervalMs)) this.#nextReadingAt = now;
        while (this.#nextReadingAt <= now) {
          this.#measure(Math.floor(this.#nextReadingAt));
          this.#nextReadingAt += this.#wiring.intervalMs;
        }
        this.#scheduleReading();
      },
      Math.max(TICK_MS, this.#nextReadingAt - Date.now()),
    );
  }

  #measure(at: number): void {
    if (isSilent(this.#faults, at, this.#heartbeatMs / 1000)) return;
    const values = faultyValues(readingAt(this.profile, at), this.#faults, at);
    const reading = { timestamp: deviceTimestamp(this.#faults, at), ...values };
    this.sender.send(faultyPayload(reading, this.#faults, this.#sequence));
    this.#sequence += 1;
  }

  /** @throws if the device is stopped before the promise settles; `onStop` then cleans up after the promise */
  async #unlessStopped<T>(promise: Promise<T>, onStop?: () => void): Promise<T> {
    const { signal } = this.#stopping;
    const { promise: stopped, reject } = Promise.withResolvers<never>();
    const abandon = () => {
      onStop?.();
      reject(new Error('stopped'));
    };
    if (signal.aborted) abandon();
    signal.addEventListener('abort', abandon, { once: true });
    return Promise.race([promise, stopped]).finally(() => signal.removeEventListener('abort', abandon));
  }

  /** Waits longer after each failure, with jitter so that devices do not retry together. */
  async #backOff(failures: number, leastS: number): Promise<void> {
    const seconds = Math.max(leastS, backoff(failures, RETRY_S)) * (0.75 + Math.random() / 2);
    await pause(seconds * 1000, this.#stopping.signal);
  }

  #setState(state: DeviceState): void {
    if (this.state === state) return;
    this.state = state;
    this.#wiring.onChange();
  }
}
