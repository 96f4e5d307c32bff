import { type Clock, pause } from '@plantops/shared/clock.ts';
import type { Words } from '@plantops/shared/settings/display.ts';
import { type HomeBrokerAddress, HomeLink } from '../../broker/home-link.ts';
import { NO_PUBLISHING } from '../../broker/link-trouble.ts';
import { removalOfEntities } from './discovery.ts';
import type { HomeTopics } from './home-topics.ts';
import { RetainedTopics } from './retained-topics.ts';

export interface HomeVoiceOptions {
  broker: HomeBrokerAddress;
  clientId: string;
  topics: HomeTopics;
  /** The button of a plant was pressed. */
  onWatered: (plantId: string) => void;
  /** The connection was made or lost. */
  onChanged: () => void;
  clock: Clock;
}

/** What a broker hands out late is still removed within this time (ms). */
const LATE_MS = 2000;

/**
 * What this server says at one broker: retained messages for Home Assistant, and whether the server is there. Listens for
 * Home Assistant, and says everything again when that has started.
 */
export class HomeVoice {
  readonly broker: HomeBrokerAddress;
  readonly topics: HomeTopics;
  readonly #options: HomeVoiceOptions;
  readonly #retained: RetainedTopics;
  readonly #link: HomeLink;
  #isOpen = false;
  #reason: Words | undefined;
  #isStopped = false;
  #isLeaving = false;
  /** What Home Assistant last said of itself. */
  home: 'online' | 'offline' | null = null;

  constructor(options: HomeVoiceOptions) {
    const { broker, clientId, topics, clock } = options;
    this.broker = broker;
    this.topics = topics;
    this.#options = options;
    this.#retained = new RetainedTopics({
      publish: (topic, payload) => this.#link.publish(topic, payload),
      isOurs: (topic) => topics.isOurs(topic),
      between: (topic, held, next) => (topics.isConfig(topic) ? removalOfEntities(held, next) : undefined),
      clock,
    });
    this.#link = new HomeLink({
      broker,
      clientId,
      filters: topics.filters,
      will: { topic: topics.status, payload: 'offline' },
      onMessage: (topic, payload, isHeld) => this.#heard(topic, payload, isHeld),
      onOpen: () => {
        this.#isOpen = true;
        this.#reason = undefined;
        this.#retained.open();
        options.onChanged();
      },
      onClose: (reason) => {
        this.#isOpen = false;
        this.#reason = reason ?? this.#reason;
        this.#retained.close();
        options.onChanged();
      },
      clock,
    });
  }

  /** Begins to speak. */
  start(): void {
    this.#retained.want(this.topics.status, 'online');
    this.#link.start();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Why it is not heard, as the end of a sentence that begins with the broker; undefined while nothing is wrong. */
  get trouble(): Words | undefined {
    if (!this.#isOpen) return this.#reason;
    return this.#retained.isUnheard ? NO_PUBLISHING : undefined;
  }

  say(topic: string, payload: string): void {
    this.#retained.want(topic, payload);
  }

  unsay(topic: string): void {
    this.#retained.drop(topic);
  }

  /** Everything has been said that there is to say: what else of this server's is at the broker is removed. */
  complete(): void {
    this.#retained.complete();
  }

  /** Says everything again. */
  repeat(): void {
    this.#retained.repeat();
  }

  /** Removes everything that this server ever said at the broker, as soon as it can be reached, and ends. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    this.#retained.complete();
    for (const topic of this.#retained.topics) this.#retained.drop(topic);
    await this.#retained.settled();
    await pause(this.#options.clock, LATE_MS);
    await this.#retained.settled();
    await this.#end();
  }

  /** Ends; what was said stays, marked as that of a server that is not there. */
  async stop(): Promise<void> {
    if (this.#isOpen && !this.#isLeaving) await this.#link.publishLast(this.topics.status, 'offline');
    await this.#end();
  }

  async #end(): Promise<void> {
    this.#isStopped = true;
    this.#isOpen = false;
    this.#retained.close();
    await this.#link.stop();
  }

  #heard(topic: string, payload: string, isHeld: boolean): void {
    if (this.#isStopped) return;
    if (topic === this.topics.home) {
      this.home = payload === 'online' || payload === 'offline' ? payload : this.home;
      // It has started: it knows nothing of before, and its broker may have forgotten, too.
      if (payload === 'online' && !isHeld) this.repeat();
      return;
    }
    const plantId = this.topics.wateredPlant(topic);
    // One that was kept is a press of some other day.
    if (plantId !== undefined && !isHeld && payload !== '') this.#options.onWatered(plantId);
    this.#retained.heard(topic, payload, isHeld);
  }
}
