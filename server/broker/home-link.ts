import { lookup } from 'node:dns';
import net from 'node:net';
import tls from 'node:tls';
import type { Clock, Timer } from '@plantops/shared/clock.ts';
import { type IClientOptions, MqttClient } from 'mqtt';
import { guardedLookup } from '../outgoing/guarded-fetch.ts';

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
  onClose: (reason: string | undefined) => void;
  clock: Clock;
}

const RECONNECT_MS = 5000;
const CONNECT_TIMEOUT_MS = 10_000;
/** Within this time after a subscription a broker hands out what it holds (ms). */
const HELD_MS = 500;

/** Return codes of MQTT 3.1.1 (section 3.2.2.3) for a refused login. */
const LOGIN_REFUSED: ReadonlySet<unknown> = new Set([4, 5]);
const NO_ANSWER = 'does not answer as an MQTT broker: does this port expect TLS (mqtts), or none (mqtt)?';
const WORDS_OF_CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'does not answer: nothing listens at this port',
  ENOTFOUND: 'is not found: there is no such host name',
  EAI_AGAIN: 'is not found: the name cannot be looked up now',
  ETIMEDOUT: 'does not answer in time',
  EHOSTUNREACH: 'cannot be reached from this machine',
  ECONNRESET: NO_ANSWER,
  FORBIDDEN_ADDRESS: 'is at an address inside of a cloud or link-local, which is never called',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'has a certificate that it made itself: give it here as the certificate to trust',
  SELF_SIGNED_CERT_IN_CHAIN: 'has a certificate of an authority that is not known: give that of the authority here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'has a certificate of an authority that is not known: give that of the authority here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'has a certificate of an authority that is not known: give that of the authority here',
  CERT_HAS_EXPIRED: 'has a certificate that has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another name than that of the address',
};

/** Why there is no connection, as the end of a sentence that begins with the broker. */
export function whyNoLink(error: Error): string {
  const { code } = error as { code?: unknown };
  if (LOGIN_REFUSED.has(code)) return 'does not let this account in: check the name and the password';
  if (typeof code === 'string' && WORDS_OF_CODES[code]) return WORDS_OF_CODES[code];
  if (typeof code === 'string' && code.startsWith('ERR_SSL'))
    return 'does not speak TLS at this port: it may be the one for mqtt://';
  return `cannot be reached (${error.message.trim() || String(code)})`;
}

/**
 * A connection to the broker at which Home Assistant listens. By MQTT 3.1.1, which every broker speaks. It is made again
 * whenever it is lost.
 */
export class HomeLink {
  readonly #options: HomeLinkOptions;
  #client: MqttClient | undefined;
  #held: Timer | undefined;
  #reason: string | undefined;
  /** Whether the broker has answered in this attempt. */
  #hasAnswered = false;

  constructor(options: HomeLinkOptions) {
    this.#options = options;
  }

  start(): void {
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

  /** Publishes a retained message. Resolves once the broker has it. @throws if the connection is lost before */
  async publish(topic: string, payload: string): Promise<void> {
    if (!this.#client?.connected) throw new Error('There is no connection');
    await this.#client.publishAsync(topic, payload, { qos: 1, retain: true });
  }

  async stop(): Promise<void> {
    this.#held?.cancel();
    const client = this.#client;
    this.#client = undefined;
    await client?.endAsync(!client.connected);
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
        this.#reason ??= `does not let this account read ${filters.join(', ')}: allow it there, and to publish below them`;
        client.reconnect();
        return;
      }
      this.#held = clock.after(HELD_MS, onOpen);
    });
  }
}
