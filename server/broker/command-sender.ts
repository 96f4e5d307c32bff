import type { Clock } from '@plantops/shared/clock.ts';
import type { DeviceCommand, DeviceCommands } from '@plantops/shared/ports.ts';
import { commandsTopic } from '@plantops/shared/topics.ts';
import mqtt, { type MqttClient } from 'mqtt';
import type { Logger } from 'pino';
import type { BrokerLogin } from './accounts.ts';
import { reportTrouble } from './connection-trouble.ts';

/** How long the broker may take for a command. Sent later, it might water a plant when nobody expects it (ms). */
const PATIENCE_MS = 10_000;
const RECONNECT_MS = 1000;
/** The broker has it, and nobody for whom to keep it (MQTT 5, 3.4.2.1). */
const NO_MATCHING_SUBSCRIBERS = 0x10;

export interface CommandSenderOptions extends BrokerLogin {
  url: string;
  clock: Clock;
  log: Logger;
}

const nobodyFor = (deviceId: string): string =>
  `Nobody gets the command: the device does not listen to ${commandsTopic(deviceId)}, and keeps no session in which the broker could keep it`;

/**
 * Publishes commands to devices over a connection of its own: the inbox stops reading its connection when too much is in
 * flight, and would not hear that the broker has a command. Connects at the first command.
 */
export class CommandSender implements DeviceCommands {
  readonly #options: CommandSenderOptions;
  #client: MqttClient | undefined;
  /** Commands under way of which the broker said that nobody gets them, by the ids of their packets. */
  readonly #forNobody = new Set<number | undefined>();

  constructor(options: CommandSenderOptions) {
    this.#options = options;
  }

  /**
   * A command is not retained, so that it is carried out once. One that the broker does not take in time is given up.
   * @throws Error also where neither a device listens nor a session of one keeps it
   */
  async send(command: DeviceCommand): Promise<void> {
    const client = (this.#client ??= this.#connect());
    await this.#connected(client);
    await this.#published(client, command);
  }

  async stop(): Promise<void> {
    await this.#client?.endAsync(true);
  }

  #connect(): MqttClient {
    const { url, username, password, log } = this.#options;
    const client = mqtt.connect(url, {
      username,
      password,
      clientId: username,
      protocolVersion: 5,
      clean: true,
      reconnectPeriod: RECONNECT_MS,
      reconnectOnConnackError: true,
    });
    // Who publishes is told that it is acknowledged, and not what the acknowledgement says.
    client.on('packetreceive', (packet) => {
      if (packet.cmd === 'puback' && packet.reasonCode === NO_MATCHING_SUBSCRIBERS)
        this.#forNobody.add(packet.messageId);
    });
    reportTrouble(client, url, log);
    return client;
  }

  #connected(client: MqttClient): Promise<void> {
    if (client.connected) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const connected = (): void => {
        tooLate.cancel();
        resolve();
      };
      const tooLate = this.#options.clock.after(PATIENCE_MS, () => {
        client.off('connect', connected);
        reject(new Error('The command is not sent: the broker cannot be reached'));
      });
      client.once('connect', connected);
    });
  }

  #published(client: MqttClient, { deviceId, text, expiryS }: DeviceCommand): Promise<void> {
    return new Promise((resolve, reject) => {
      const tooLate = this.#options.clock.after(PATIENCE_MS, () => {
        client.removeOutgoingMessage(messageId);
        reject(new Error('The broker does not say whether it has the command, so the device may get it or not'));
      });
      const options = { qos: 1, properties: { messageExpiryInterval: expiryS } } as const;
      client.publish(commandsTopic(deviceId), text, options, (failure) => {
        tooLate.cancel();
        if (failure) reject(new Error(`The broker refuses the command: ${failure.message}`, { cause: failure }));
        else if (this.#forNobody.delete(messageId)) reject(new Error(nobodyFor(deviceId)));
        else resolve();
      });
      const messageId = client.getLastMessageId();
      // Of a command before that was given up.
      this.#forNobody.delete(messageId);
    });
  }
}
