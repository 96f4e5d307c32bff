import type { Clock } from '@plantops/shared/clock.ts';
import type { IncomingMessage, MessageInbox } from '@plantops/shared/ports.ts';
import { DEVICE_MESSAGE_FILTERS, type MessageKind, parseDeviceTopic } from '@plantops/shared/topics.ts';
import mqtt, { type MqttClient } from 'mqtt';

/** An account of the broker for all devices. */
export interface BrokerAccount {
  brokerUrl: string;
  username: string | undefined;
  password: string | undefined;
}

/**
 * The messages of all devices, as another listener at the broker. Nothing waits for this listener: a message that comes
 * while it is away, or that ends in the flow, is not kept for it.
 */
export class DeviceMessages implements MessageInbox {
  readonly #account: BrokerAccount;
  readonly #clock: Clock;
  #client: MqttClient | undefined;
  #hears = false;

  constructor({ account, clock }: { account: BrokerAccount; clock: Clock }) {
    this.#account = account;
    this.#clock = clock;
  }

  consume(kind: MessageKind, handler: (message: IncomingMessage) => void): () => void {
    const { brokerUrl, username, password } = this.#account;
    const client = mqtt.connect(brokerUrl, {
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
    });
    this.#client = client;
    // mqtt.js tries again by itself. Until then the status says that the broker is away.
    client.on('error', () => undefined);
    client.on('close', () => {
      this.#hears = false;
    });
    client.on('connect', () => {
      client.subscribe(DEVICE_MESSAGE_FILTERS[kind], { qos: 1 }, (failure, granted) => {
        this.#hears = !failure && granted?.every(({ qos }) => qos < 128) === true;
      });
    });
    client.on('message', (topic, payload, { retain }) => {
      const deviceId = parseDeviceTopic(topic)?.deviceId;
      // What the broker kept is no news.
      if (retain || deviceId === undefined) return;
      handler({ delivery: 0, kind, deviceId, topic, payload, receivedAt: this.#clock.now() });
    });
    return () => void client.end(true);
  }

  status(): { connected: boolean; inFlight: number } {
    return { connected: this.#client?.connected === true && this.#hears, inFlight: 0 };
  }

  // Only PlantOps' own inbox waits for messages.
  hold(): void {}
  handOn(): void {}
  acknowledge(): void {}
  letGo(): void {}
}
