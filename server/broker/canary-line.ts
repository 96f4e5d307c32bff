import type { Clock } from '@plantops/shared/clock.ts';
import mqtt, { type MqttClient } from 'mqtt';
import type { BrokerLogin } from './accounts.ts';
import { ECHO_TOPIC } from './broker-echo.ts';

const RECONNECT_MS = 1000;

interface CanaryLineOptions {
  url: string;
  login: BrokerLogin;
  /** The version of MQTT that the broker speaks. */
  speaks: 4 | 5;
  clock: Clock;
}

/**
 * The connection on which the server publishes its own readings, with an account of its own: they come in at the broker as
 * those of a device do. Why it is not there need not be said, since the inbox says it of the same broker.
 */
export class CanaryLine {
  readonly #options: CanaryLineOptions;
  #client: MqttClient | undefined;
  #reconnecting: { cancel(): void } | undefined;
  #isStopped = false;

  constructor(options: CanaryLineOptions) {
    this.#options = options;
  }

  /** Connects and stays connected. */
  start(): void {
    const { url, login, speaks, clock } = this.#options;
    const client = mqtt.connect(url, {
      ...login,
      clientId: login.username,
      protocolVersion: speaks,
      clean: true,
      // What could not be sent is late already, and the next one is under way.
      queueQoSZero: false,
      reconnectPeriod: 0,
      reconnectOnConnackError: true,
      manualConnect: true,
    });
    client.on('error', () => undefined);
    client.on('close', () => {
      this.#reconnecting?.cancel();
      if (!this.#isStopped) this.#reconnecting = clock.after(RECONNECT_MS, () => client.connect());
    });
    client.connect();
    this.#client = client;
  }

  /** Publishes on `ECHO_TOPIC`. Calls back once the broker has answered, with an error if it refused. */
  publish(text: string, done: (error: Error | undefined) => void): void {
    const client = this.#client;
    if (client?.connected) client.publish(ECHO_TOPIC, text, { qos: 1 }, (error) => done(error ?? undefined));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#reconnecting?.cancel();
    await this.#client?.endAsync(true);
  }
}
