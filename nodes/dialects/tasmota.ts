/**
 * Tasmota: `tele/{topic}/SENSOR` and its like, wherever FullTopic puts `%prefix%` and `%topic%`.
 * Source: https://tasmota.github.io/docs/MQTT/ and the payloads in `fixtures/tasmota.json`.
 */
import type { Metric } from '@plantops/shared/metrics.ts';
import { addressOf, isObject, objectIn, presenceOf, said, type SensorSaid, type Translation } from './dialect.ts';
import { hasAny, isFahrenheit, unclearIn, valuesIn, vitalsIn } from './fields.ts';

const PREFIXES = new Set(['tele', 'stat', 'cmnd']);
/** What these measure is the board, or needs a calibration before it means anything (CHIRP, SEESAW_SOIL). */
const OF_THE_BOARD = /^(?:ESP32|ESP8266|ENERGY|MCU|AXP\d*|CPU)/i;
const UNCALIBRATED = /^(?:CHIRP|SEESAW)/i;
/** Several of a kind are numbered, or named by their bus addresses. */
const ONE_OF_SEVERAL = /^(.+)[-_](?:\d{1,2}|[0-9A-F]{2})$/;

interface Module {
  key: string;
  fields: Record<string, unknown>;
  values: Partial<Record<Metric, unknown>>;
}

export function tasmota(topic: string, payload: string): Translation | undefined {
  const parts = topic.split('/');
  const kind = parts.at(-1) ?? '';
  const path = parts.slice(0, -1);
  const prefixAt = path.findIndex((part) => PREFIXES.has(part));
  if (kind === 'LWT') {
    const gateway = presenceOf(payload);
    return gateway && said('tasmota', [], { gateway });
  }
  if (prefixAt < 0 && kind !== 'SENSOR') return undefined;
  const board = path.filter((_, index) => index !== prefixAt).join('/');
  if (kind === 'SENSOR') return sensorsOf(board, objectIn(payload));
  if (kind === 'STATUS8' || kind === 'STATUS10') {
    const status = objectIn(payload)?.StatusSNS;
    return sensorsOf(board, isObject(status) ? status : undefined);
  }
  if (kind === 'STATE') return stateOf(board, objectIn(payload));
  return { nothing: `Tasmota's ${kind} holds no reading` };
}

/** The strength of the radio, for what the board is already known for. */
function stateOf(board: string, state: Record<string, unknown> | undefined): Translation {
  const wifi = state?.Wifi;
  if (!isObject(wifi) || typeof wifi.Signal !== 'number') return { nothing: "Tasmota's STATE without Wi-Fi" };
  return said('tasmota', [{ local: board, name: board, values: {}, vitals: { rssi_dbm: wifi.Signal } }]);
}

function sensorsOf(board: string, message: Record<string, unknown> | undefined): Translation {
  if (!message) return { unclear: 'SENSOR is no JSON object' };
  const modules = modulesOf(message, isFahrenheit(message.TempUnit));
  const measuring = modules.filter(({ values }) => hasAny(values));
  const sensors = [...withAddress(measuring), ...onBoard(board, measuring)];
  if (sensors.length > 0) return said('tasmota', sensors);
  const unclear = modules.flatMap(({ key, fields }) => unclearIn(fields).map((name) => `${key}.${name}`));
  if (unclear.length > 0) return { unclear: `no calibrated value: ${unclear.join(', ')}` };
  return { nothing: 'SENSOR without a value of a plant' };
}

function modulesOf(message: Record<string, unknown>, inFahrenheit: boolean): Module[] {
  return Object.entries(message).flatMap(([key, fields]) => {
    if (!isObject(fields) || OF_THE_BOARD.test(key)) return [];
    // Old versions list several DS18B20 below one key, with their addresses.
    const inner = Object.entries(fields).filter(([, value]) => isObject(value));
    if (inner.length > 0 && inner.length === Object.keys(fields).length)
      return inner.map(([name, value]) => ({
        key: `${key}-${name}`,
        ...measuredBy(key, value as object, inFahrenheit),
      }));
    return [{ key, ...measuredBy(key, fields, inFahrenheit) }];
  });
}

function measuredBy(key: string, fields: object, inFahrenheit: boolean): Omit<Module, 'key'> {
  const known = { ...fields } as Record<string, unknown>;
  const values = valuesIn(known, inFahrenheit);
  if (UNCALIBRATED.test(key)) {
    delete values.soil_moisture;
    delete values.light_level;
  }
  return { fields: known, values };
}

/** Sensors that Tasmota hears over Bluetooth. */
const withAddress = (modules: readonly Module[]): SensorSaid[] =>
  modules.flatMap(({ key, fields, values }) => {
    const address = addressOf(fields.mac);
    return address ? [{ local: address, name: key, address, values, vitals: vitalsIn(fields) }] : [];
  });

/**
 * What is wired to the board is one sensor, in one row, as long as no two modules give the same metric. Then, and where
 * Tasmota numbers them, each is a sensor of its own; of different kinds the board keeps the one that gives most.
 */
function onBoard(board: string, modules: readonly Module[]): SensorSaid[] {
  const wired = modules.filter(({ fields }) => !addressOf(fields.mac));
  const row: SensorSaid = { local: board, name: board, values: {} };
  const own: SensorSaid[] = [];
  const byMost = wired.toSorted((one, other) => Object.keys(other.values).length - Object.keys(one.values).length);
  for (const { key, fields, values } of byMost) {
    const isTaken = Object.keys(values).some((metric) => metric in row.values);
    if (!isTaken && !ONE_OF_SEVERAL.test(key) && !key.startsWith('DS18x20-')) {
      Object.assign(row.values, values);
      continue;
    }
    const id = typeof fields.Id === 'string' ? fields.Id : fields.Address;
    own.push({
      local: [board, typeof id === 'string' ? id : key].filter(Boolean).join('/'),
      name: [board, key].filter(Boolean).join(' '),
      values,
    });
  }
  return hasAny(row.values) ? [row, ...own] : own;
}
