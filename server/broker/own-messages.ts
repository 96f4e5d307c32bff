import type { Clock } from '@plantops/shared/clock.ts';
import type { MqttClient } from 'mqtt';
import type { Logger } from 'pino';
import type { BrokerLogin } from './accounts.ts';
import { type BrokerEcho, ECHO_TOPIC, echoOf, type Hearing } from './broker-echo.ts';
import { type BrokerFigures, FigureReader } from './broker-figures.ts';
import { CanaryLine } from './canary-line.ts';
import { SessionContest } from './session-contest.ts';

/** 5, or 4, as MQTT 3.1.1 calls itself, for brokers that know no other. */
export type MqttVersion = 4 | 5;

export interface OwnMessagesOptions {
  url: string;
  username: string;
  /** Publishes the server's own readings; without one, the connection of the inbox does. */
  canary?: BrokerLogin | undefined;
  speaks: MqttVersion;
  clock: Clock;
  log: Logger;
}

/** What the server hears of itself and of the broker on the connection that readings come by. */
export class OwnMessages {
  readonly #canary: CanaryLine | undefined;
  readonly #echo: BrokerEcho;
  readonly #figures: FigureReader;
  readonly #contest: SessionContest;
  #hasFailed = false;
  #onHeard: (sentAt: Date) => void = () => undefined;

  constructor({ url, username, canary, speaks, clock, log }: OwnMessagesOptions, client: () => MqttClient | undefined) {
    this.#canary = canary && new CanaryLine({ url, login: canary, speaks, clock });
    this.#echo = echoOf({
      publish: (text, done) => {
        if (this.#canary) this.#canary.publish(text, done);
        else client()?.publish(ECHO_TOPIC, text, { qos: 1 }, (error) => done(error ?? undefined));
      },
      username: canary?.username ?? username,
      onHeard: (sentAt) => this.#onHeard(sentAt),
      clock,
      log,
    });
    this.#figures = new FigureReader(clock);
    this.#contest = new SessionContest(clock, () =>
      log.error(
        `Another server logs in at the broker ${new URL(url).host} as ${username}, and the two end each other's connection: stop one of them, or give each a name of its own (MQTT_USERNAME)`,
      ),
    );
  }

  /** Calls the listener with when each of the server's own readings was sent, once it has come in. */
  onHeard(listener: (sentAt: Date) => void): void {
    this.#onHeard = listener;
  }

  start(): void {
    this.#canary?.start();
  }

  /** The connection stands, and its topics are subscribed to. */
  connected(): void {
    this.#echo.start();
  }

  /** The connection is being made, so the broker may be another. */
  connecting(): void {
    this.#figures.forget();
    this.#hasFailed = false;
    this.#contest.connected();
  }

  /** The connection has failed, and will be gone. */
  failed(): void {
    this.#hasFailed = true;
  }

  /** The connection is gone. @param isOurs whether we have ended it */
  lost(isOurs: boolean): void {
    this.#contest.ended({ isSilent: !isOurs && !this.#hasFailed });
    this.#echo.stop();
  }

  /** Takes a message that came on one of `OWN_TOPICS`; others are passed over. */
  take(topic: string, text: string): void {
    if (topic === ECHO_TOPIC) this.#echo.heard(text);
    else this.#figures.take(topic, text);
    const { figures } = this.#figures;
    if (figures) this.#contest.brokerRunsSince(figures.startedAt);
  }

  /** The broker has said why it ends the connection. */
  endedFor(reasonCode: number | undefined): void {
    this.#contest.ended({ isSilent: false, reasonCode });
  }

  async stop(): Promise<void> {
    this.#echo.stop();
    await this.#canary?.stop();
  }

  passes(): boolean {
    return this.#echo.passes();
  }

  roundTripMs(): number | undefined {
    return this.#echo.roundTripMs();
  }

  hearing(earliest: Date): Hearing | undefined {
    return this.#echo.hearing(earliest);
  }

  /** What the durability watch wants to know. */
  status(): { isRefused: boolean; isContested: boolean; figures: BrokerFigures | undefined } {
    return {
      isRefused: this.#echo.isRefused(),
      isContested: this.#contest.isContested,
      figures: this.#figures.figures,
    };
  }
}
