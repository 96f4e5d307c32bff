/** The topics by which PlantOps speaks with Home Assistant, at whichever broker. */
import { DISCOVERY_PREFIX } from '@plantops/shared/settings/home-assistant-names.ts';

/** What every topic of ours begins with. `mosquitto/acl` names it. */
const BASE = 'plantops/home';

/** What a topic tells of: a plant or a device. */
export const SUBJECTS = ['plant', 'device'] as const;
export type Subject = (typeof SUBJECTS)[number];

/** Home Assistant takes letters, digits, `_` and `-` in the id of a device's topic; what else is in one of ours is written as a number. */
const plainId = (id: string): string => id.replaceAll(/\W/g, (sign) => `-${sign.codePointAt(0)?.toString(16) ?? ''}-`);

/**
 * The topics of one server: two servers of a house have different instances, so neither takes the other's for its own.
 */
export class HomeTopics {
  readonly #prefix: string;
  readonly #name: string;
  /** All that this server publishes but what is discovered lies below it. */
  readonly base: string;

  /** @param instance eight hex digits, made once for a server @param prefix where Home Assistant looks for devices */
  constructor(instance: string, prefix: string = DISCOVERY_PREFIX) {
    this.#prefix = prefix;
    this.#name = `plantops_${instance}`;
    this.base = `${BASE}/${instance}`;
  }

  /** What Home Assistant is subscribed to, and what tells it of new and removed devices. */
  get filters(): string[] {
    return [this.home, `${this.#prefix}/device/+/config`, `${this.base}/#`];
  }

  /** Where Home Assistant says that it is there (its birth and will). */
  get home(): string {
    return `${this.#prefix}/status`;
  }

  /** Whether this server is there: `online`, and by its last will `offline`. */
  get status(): string {
    return `${this.base}/status`;
  }

  /** By which Home Assistant knows a plant or device for good. */
  identity(subject: Subject, id: string): string {
    return `${this.#name}_${subject}_${plainId(id)}`;
  }

  config(subject: Subject, id: string): string {
    return `${this.#prefix}/device/${this.identity(subject, id)}/config`;
  }

  state(subject: Subject, id: string): string {
    return `${this.base}/${subject}s/${id}`;
  }

  /** Where the button "watered" of a plant arrives. */
  watered(plantId: string): string {
    return `${this.state('plant', plantId)}/watered`;
  }

  /** The plant whose button was pressed; undefined for any other topic. */
  wateredPlant(topic: string): string | undefined {
    const [id, ending, ...more] = topic.startsWith(`${this.base}/plants/`)
      ? topic.slice(`${this.base}/plants/`.length).split('/')
      : [];
    return ending === 'watered' && more.length === 0 ? id : undefined;
  }

  isConfig(topic: string): boolean {
    return topic.startsWith(`${this.#prefix}/device/${this.#name}_`) && topic.endsWith('/config');
  }

  /** Whether it is one of the topics at which nothing may stay but what this server wants there. */
  isOurs(topic: string): boolean {
    return this.isConfig(topic) || topic.startsWith(`${this.base}/`);
  }
}
