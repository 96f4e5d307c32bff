import { lookup } from 'node:dns';
import net from 'node:net';
import tls from 'node:tls';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import type { Words } from '@plantops/shared/settings/display.ts';
import type { IClientOptions, MqttClient } from 'mqtt';
import { guardedLookup } from '../outgoing/guarded-fetch.ts';
import { NO_ANSWER, NO_READING, whyNoLink } from './link-trouble.ts';

/** A broker, and how to log in there. */
export interface HomeBrokerAddress {
  /** mqtt: or mqtts: */
  url: string;
  username: string | undefined;
  password: string | undefined;
  /** PEM of who vouches for the broker; undefined: the authorities that Node.js knows. */
  ca: string | undefined;
  /** The address was typed by somebody: those inside of a cloud are not called. */
  isTyped: boolean;
}

export interface HomeLinkOptions {
  broker: HomeBrokerAddress;
  clientId: string;
  filters: readonly string[];
  /** Published by the broker when this server is gone. */
  will: { topic: string; payload: string };
  onMessage: (topic: string, payload: string, isHeld: boolean) => void;
  /** Subscribed, and what the broker holds has been handed out. */
  onOpen: () => void;
  /** The connection is lost, or could not be made; why, as the end of a sentence that begins with the broker. */
  onClose: (reason: Words | undefined) => void;
  clock: Clock;
}

const RECONNECT_MS = 5000;
/** How long a broker may take for the last messages (ms). */
const GOODBYE_MS = 2000;
const CONNECT_TIMEOUT_MS = 10_000;
/** Within this time after a subscription a broker hands out what it holds (ms). */
const HELD_MS = 500;

/**
 * A connection to the broker at which Home Assistant listens. By MQTT 3.1.1, which every broker speaks. It is made again
 * whenever it is lost.
 */
export class HomeLink {
  readonly #options: HomeLinkOptions;
  #client: MqttClient | undefined;
  #isStopped = false;
  #held: Timer | undefined;
  #reason: Words | undefined;
  /** Whether the broker has answered in this attempt. */
  #hasAnswered = false;

  constructor(options: HomeLinkOptions) {
    this.#options = options;
  }

  start(): void {
    void this.#connect();
  }

  async #connect(): Promise<void> {
    const { MqttClient } = await import('mqtt');
    if (this.#isStopped) return;
    const { broker, clientId, will } = this.#options;
    const options: IClientOptions = {
      clientId,
      protocolVersion: 4,
      clean: true,
      reconnectPeriod: RECONNECT_MS,
      reconnectOnConnackError: true,
      connectTimeout: CONNECT_TIMEOUT_MS,
      queueQoSZero: false,
      will: { ...will, payload: Buffer.from(will.payload), qos: 1, retain: true },
      ...(broker.username !== undefined && { username: broker.username }),
      ...(broker.password !== undefined && { password: broker.password }),
    };
    const client = new MqttClient(() => this.#socket(), options);
    this.#client = client;
    client.on('error', (error) => {
      this.#reason ??= whyNoLink(error);
    });
    client.on('message', (topic, payload, { retain }) =>
      this.#options.onMessage(topic, payload.toString('utf8'), retain),
    );
    client.on('connect', () => {
      this.#hasAnswered = true;
      this.#subscribe(client);
    });
    client.on('close', () => {
      this.#held?.cancel();
      this.#options.onClose(this.#reason ?? (this.#hasAnswered ? undefined : NO_ANSWER));
      this.#reason = undefined;
      this.#hasAnswered = false;
    });
  }

  /** Publishes a retained message at the end. Resolves once the broker has it, or has taken too long. */
  publishLast(topic: string, payload: string): Promise<void> {
    return new Promise((resolve) => {
      const tooLate = this.#options.clock.after(GOODBYE_MS, resolve);
      void this.publish(topic, payload)
        .catch(() => undefined)
        .then(() => {
          tooLate.cancel();
          resolve();
        });
    });
  }

  /** Publishes a retained message. Resolves once the broker has it. @throws if the connection is lost before */
  async publish(topic: string, payload: string): Promise<void> {
    if (!this.#client?.connected) throw new Error('There is no connection');
    await this.#client.publishAsync(topic, payload, { qos: 1, retain: true });
  }

  /** Says goodbye, so that the broker does not publish the will; not to one that no longer answers. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#held?.cancel();
    const client = this.#client;
    this.#client = undefined;
    if (!client) return;
    await new Promise<void>((resolve) => {
      const tooLate = this.#options.clock.after(GOODBYE_MS, () => {
        client.stream.destroy();
        resolve();
      });
      client.end(!client.connected, () => {
        tooLate.cancel();
        resolve();
      });
    });
  }

  #socket(): net.Socket {
    const { url, ca, isTyped } = this.#options.broker;
    const { protocol, hostname, port } = new URL(url);
    const isTls = protocol === 'mqtts:';
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const to = {
      host,
      port: Number(port || (isTls ? 8883 : 1883)),
      ...(isTyped && { lookup: guardedLookup(lookup) }),
    };
    const name = net.isIP(host) === 0 ? { servername: host } : {};
    const socket = isTls ? tls.connect({ ...to, ...name, ...(ca !== undefined && { ca }) }) : net.connect(to);
    socket.once('error', (error: Error) => {
      this.#reason ??= whyNoLink(error);
    });
    return socket;
  }

  #subscribe(client: MqttClient): void {
    const { filters, onOpen, clock } = this.#options;
    client.subscribe([...filters], { qos: 1 }, (failure, granted) => {
      const isRefused = failure !== null || granted?.some(({ qos }) => qos > 2);
      if (isRefused) {
        this.#reason ??= NO_READING;
        client.reconnect();
        return;
      }
      this.#held = clock.after(HELD_MS, onOpen);
    });
  }
}
