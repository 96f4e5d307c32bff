import type { Clock } from '@plantops/shared/clock.ts';
import type { DeviceCommand, DeviceCommands, IncomingMessage, MessageInbox } from '@plantops/shared/ports.ts';
import { commandsTopic, DEVICE_MESSAGE_FILTERS, type MessageKind, parseDeviceTopic } from '@plantops/shared/topics.ts';
import mqtt, { type MqttClient } from 'mqtt';

/** How long the broker may take for a command. Sent later, it might water a plant when nobody expects it (ms). */
const PATIENCE_MS = 10_000;

/** An account of the broker that may read `devices/#` and publish `devices/+/commands`. */
export interface BrokerAccount {
  brokerUrl: string;
  username: string | undefined;
  password: string | undefined;
}

/**
 * What one account of the broker does for all devices, over one connection: a broker may allow an account no second one.
 * It hears messages as another listener beside PlantOps, and publishes commands. Connects when it is first needed, and
 * again by itself.
 */
export class AccountConnection implements DeviceCommands {
  readonly #account: BrokerAccount;
  readonly #clock: Clock;
  readonly #handlers = new Map<MessageKind, Set<(messages: readonly IncomingMessage[]) => void>>();
  readonly #heard = new Set<MessageKind>();
  #client: MqttClient | undefined;

  constructor({ account, clock }: { account: BrokerAccount; clock: Clock }) {
    this.#account = account;
    this.#clock = clock;
  }

  /**
   * The messages of devices, for one node. Nothing waits for it: a message that comes while it is away, or that ends in
   * the flow, is not kept for it.
   */
  inbox(): MessageInbox {
    const kinds = new Set<MessageKind>();
    return {
      consume: (kind, _node, handler) => {
        kinds.add(kind);
        return this.#listen(kind, handler);
      },
      hold: () => undefined,
      handOn: () => undefined,
      divide: () => [],
      acknowledge: () => undefined,
      letGo: () => undefined,
      status: () => ({
        connected: this.#client?.connected === true && [...kinds].every((kind) => this.#heard.has(kind)),
        inFlight: 0,
      }),
    };
  }

  /** A command is not retained, so that it is carried out once. One that the broker does not take in time is given up. */
  async send({ deviceId, text, expiryS }: DeviceCommand): Promise<void> {
    const client = this.#connection();
    await this.#connected(client);
    await this.#inTime(
      'The broker does not say whether it has the command, so the device may get it or not',
      (done, fail) => {
        const options = { qos: 1, properties: { messageExpiryInterval: expiryS } } as const;
        client.publish(commandsTopic(deviceId), text, options, (failure) => {
          if (failure) fail(new Error(`The broker refuses the command: ${failure.message}`, { cause: failure }));
          else done();
        });
        const messageId = client.getLastMessageId();
        return () => void client.removeOutgoingMessage(messageId);
      },
    );
  }

  stop(): void {
    this.#client?.end(true);
    this.#client = undefined;
  }

  #listen(kind: MessageKind, handler: (messages: readonly IncomingMessage[]) => void): () => void {
    const client = this.#connection();
    const handlers = this.#handlers.get(kind) ?? new Set();
    handlers.add(handler);
    this.#handlers.set(kind, handlers);
    if (client.connected) this.#subscribe(client, kind);
    return () => void handlers.delete(handler);
  }

  #connection(): MqttClient {
    return (this.#client ??= this.#connect());
  }

  #connect(): MqttClient {
    const { brokerUrl, username, password } = this.#account;
    const client = mqtt.connect(brokerUrl, {
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      protocolVersion: 5,
      reconnectOnConnackError: true,
      resubscribe: false,
    });
    // It tries again by itself. Until then the status says that the broker is away.
    client.on('error', () => undefined);
    client.on('close', () => this.#heard.clear());
    client.on('connect', () => [...this.#handlers.keys()].forEach((kind) => this.#subscribe(client, kind)));
    client.on('message', (topic, payload, { retain }) => {
      const device = parseDeviceTopic(topic);
      // What the broker kept is no news.
      if (retain || !device) return;
      const message = { ...device, delivery: 0, topic, payload, receivedAt: this.#clock.now() };
      this.#handlers.get(device.kind)?.forEach((handler) => handler([message]));
    });
    return client;
  }

  #subscribe(client: MqttClient, kind: MessageKind): void {
    client.subscribe(DEVICE_MESSAGE_FILTERS[kind], { qos: 1 }, (failure, granted) => {
      if (!failure && granted?.every(({ qos }) => qos < 128)) this.#heard.add(kind);
    });
  }

  #connected(client: MqttClient): Promise<void> {
    if (client.connected) return Promise.resolve();
    return this.#inTime('The command is not sent: the broker cannot be reached, or refuses the account', (done) => {
      client.once('connect', done);
      return () => void client.off('connect', done);
    });
  }

  /** Waits for what `begin` starts. @param begin returns what to do when it takes too long */
  #inTime(tooLong: string, begin: (done: () => void, fail: (failure: Error) => void) => () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(PATIENCE_MS, () => {
        giveUp();
        reject(new Error(tooLong));
      });
      const settle = (settled: () => void): void => {
        timer.cancel();
        settled();
      };
      const giveUp = begin(
        () => settle(resolve),
        (failure) => settle(() => reject(failure)),
      );
    });
  }
}
