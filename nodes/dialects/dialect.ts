/**
 * What the dialects have in common. A dialect is how one program publishes: a pure function of the topic below the gateway
 * and the payload.
 */
import type { HeartbeatPayload } from '@plantops/shared/messages.ts';
import type { Metric } from '@plantops/shared/metrics.ts';

/** In the order in which they are tried. `json`: any JSON with names that are known. */
export const DIALECTS = ['tasmota', 'theengs', 'zigbee2mqtt', 'miflora', 'esphome', 'json'] as const;
export type Dialect = (typeof DIALECTS)[number];

export type SaidPresence = 'online' | 'offline';

/** By what a sensor is recognised wherever it appears: a MAC as `aa:bb:cc:dd:ee:ff`, or a Zigbee address as `0x` and 16 digits. */
export type SensorAddress = `mac:${string}` | `ieee:${string}`;

/** Vital signs as the gateway sent them, unchecked. */
export type SaidVitals = { -readonly [Vital in keyof HeartbeatPayload]?: unknown };

/** What a message says of one sensor. */
export interface SensorSaid {
  /** What the gateway calls it: the same in each message. Empty for what the gateway measures itself. */
  local: string;
  /** How to show it. */
  name: string;
  address?: SensorAddress;
  /** In the units of the metrics where they are numbers, and otherwise as they were sent. */
  values: Partial<Record<Metric, unknown>>;
  /** When it was measured, if the message says so in a way that can be trusted. */
  time?: string | number;
  vitals?: SaidVitals;
  presence?: SaidPresence;
  /**
   * Set where several probes of one node may share a metric: the first one is the node's, another becomes a sensor of its
   * own with this name.
   */
  probe?: { local: string; name: string };
}

/** The sensors that a gateway says it has. */
export interface Roster {
  /** Whether a sensor with an address that is missing here is gone. */
  isComplete: boolean;
  entries: { local: string; name: string; address: SensorAddress }[];
}

/** What a message means. */
export interface Said {
  dialect: Dialect;
  sensors: SensorSaid[];
  /** Whether the gateway itself is connected. */
  gateway?: SaidPresence;
  roster?: Roster;
  renamed?: { from: string; to: string };
}

/** `nothing`: it holds no reading, and why it is not needed. `unclear`: it looks like a reading, and why it is not understood. */
export type Translation = Said | { nothing: string } | { unclear: string };

/** @returns what the message means, or undefined if it is not of this dialect */
export type Translate = (topic: string, payload: string) => Translation | undefined;

export const said = (dialect: Dialect, sensors: SensorSaid[], more: Partial<Said> = {}): Said => ({
  dialect,
  sensors,
  ...more,
});

const MAC = /^(?:[0-9a-f]{2}[:-]?){5}[0-9a-f]{2}$/i;
const IEEE = /^0x[0-9a-f]{16}$/i;

/** @returns the address if this is one; anything else is undefined */
export function addressOf(value: unknown): SensorAddress | undefined {
  if (typeof value !== 'string') return undefined;
  if (IEEE.test(value)) return `ieee:${value.toLowerCase()}`;
  return MAC.test(value) ? `mac:${(value.toLowerCase().match(/[0-9a-f]{2}/g) ?? []).join(':')}` : undefined;
}

/** `online` or `offline` in any of the ways that last wills say it; undefined for anything else. */
export function presenceOf(payload: string): SaidPresence | undefined {
  const text = payload
    .trim()
    .replace(/^\{\s*"state"\s*:\s*"(\w+)"\s*\}$/, '$1')
    .toLowerCase();
  return text === 'online' || text === 'offline' ? text : undefined;
}

/** Some programs write these where a sensor gave no value, which is no JSON. */
const NOT_A_NUMBER = /([:[,]\s*)[-+]?(?:nan|inf(?:inity)?)(?=\s*[,\]}])/gi;

/** @returns the object that the payload is, or undefined if it is none */
export function objectIn(payload: string): Record<string, unknown> | undefined {
  for (const text of [payload, payload.replaceAll(NOT_A_NUMBER, '$1null')]) {
    try {
      const value: unknown = JSON.parse(text);
      return isObject(value) ? value : undefined;
    } catch {
      // The second attempt is without what is no number.
    }
  }
  return undefined;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What programs write where a sensor gave no value; the last ones are Home Assistant's. */
const NO_VALUE = /^(?:[-+]?(?:nan|inf(?:inity)?)|null|none|unavailable|unknown)$/i;
const UNIT_BEHIND = /\s*(?:%|°? ?C|lx|lux|ppm|[µu]S\/cm|pH)$/i;

/** A bare number as payload, also with its unit or a comma, or what a program writes instead of one; undefined for any other. */
export function numberIn(payload: string): number | string | undefined {
  const text = payload.trim();
  if (NO_VALUE.test(text)) return text;
  const bare = text.replace(UNIT_BEHIND, '').replace(/^([-+]?\d+),(\d{1,2})$/, '$1.$2');
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(bare) ? Number(bare) : undefined;
}

/** What a receiver of radio sensors calls one of them, by its model and id; the topic where it names neither. */
export function radioName({ model, id, channel }: Readonly<Record<string, unknown>>, topic: string): string {
  if (typeof model !== 'string' || (typeof id !== 'string' && typeof id !== 'number')) return topic;
  const number = typeof channel === 'string' || typeof channel === 'number' ? ` ${channel}` : '';
  return `${model} ${id}${number}`;
}
