/**
 * The form in which Home Assistant is told of a device and its entities: one message for all of them.
 * https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload
 */
import type { Subject, HomeTopics } from './home-topics.ts';
import { SERVER_VERSION } from '../system/system-info.ts';

/** One entity. Its options are those of its kind, e.g. https://www.home-assistant.io/integrations/sensor.mqtt/ */
export interface Entity {
  /** Its kind: what Home Assistant calls a platform. */
  p: 'sensor' | 'binary_sensor' | 'button';
  name: string;
  [option: string]: unknown;
}

/** What Home Assistant is told of the device that entities belong to. */
export interface DeviceInfo {
  name: string;
  mf: string;
  mdl: string;
  [option: string]: unknown;
}

export interface DiscoveryMessage {
  dev: DeviceInfo & { ids: string[] };
  o: { name: string; sw: string };
  cmps: Record<string, Entity & { unique_id: string }>;
  availability: { topic: string }[];
  state_topic: string;
  qos: 1;
}

/** The value of a field of the state topic. A null is rendered as `None`, by which an entity becomes unknown. */
export const fieldOf = (name: string): string => `{{ value_json.${name} }}`;

/** @param entities by the names of their fields, which stay the same for good */
export function discoveryMessage(
  topics: HomeTopics,
  { subject, id }: { subject: Subject; id: string },
  device: DeviceInfo,
  entities: Readonly<Record<string, Entity>>,
): DiscoveryMessage {
  const identity = topics.identity(subject, id);
  return {
    dev: { ids: [identity], ...device },
    o: { name: 'PlantOps', sw: SERVER_VERSION },
    cmps: Object.fromEntries(
      Object.entries(entities).map(([name, entity]) => [name, { ...entity, unique_id: `${identity}_${name}` }]),
    ),
    availability: [{ topic: topics.status }],
    state_topic: topics.state(subject, id),
    qos: 1,
  };
}

interface Announced {
  cmps: Record<string, { p?: unknown }>;
}

function announcedIn(text: string | undefined): Announced | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    const message = JSON.parse(text) as Partial<Announced> | null;
    return typeof message?.cmps === 'object' ? (message as Announced) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What must be published between two discovery messages: Home Assistant keeps an entity that is merely left out, and removes
 * one of which only its kind is left. undefined where no entity is gone.
 */
export function removalOfEntities(before: string | undefined, after: string): string | undefined {
  const [old, next] = [announcedIn(before), announcedIn(after)];
  if (!old || !next) return undefined;
  const gone = Object.entries(old.cmps).filter(([name]) => !(name in next.cmps));
  if (gone.length === 0) return undefined;
  return JSON.stringify({
    ...next,
    cmps: { ...next.cmps, ...Object.fromEntries(gone.map(([name, { p }]) => [name, { p }])) },
  });
}
