/**
 * zigbee2mqtt: `{base}/{friendly name}` with JSON, `{base}/{friendly name}/availability`, `{base}/bridge/…`.
 * Source: https://www.zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html
 */
import {
  addressOf,
  isObject,
  objectIn,
  presenceOf,
  type Roster,
  said,
  type SensorAddress,
  type Translation,
} from './dialect.ts';
import { hasAny, isFahrenheit, unclearIn, valuesIn, vitalsIn } from './fields.ts';

/** A base topic below that of the gateway, as zigbee2mqtt sets it unless it is told otherwise. */
const USUAL_BASE = /^zigbee2mqtt\//;

export function zigbee2mqtt(topic: string, payload: string): Translation | undefined {
  const path = topic.replace(USUAL_BASE, '');
  if (path.startsWith('bridge/')) return ofBridge(path.slice('bridge/'.length), payload);
  if (/\/(?:set|get)(?:\/|$)/.test(path)) return { nothing: 'it is a command' };
  if (path.endsWith('/availability')) {
    const presence = presenceOf(payload);
    const name = path.slice(0, -'/availability'.length);
    return presence && said('zigbee2mqtt', [{ ...sensor(name, undefined), values: {}, presence }]);
  }
  const message = objectIn(payload);
  if (!message || !('linkquality' in message || 'last_seen' in message || USUAL_BASE.test(topic))) return undefined;
  return ofSensor(path, message);
}

function sensor(name: string, address: SensorAddress | undefined) {
  const known = address ?? addressOf(name);
  return { local: name, name, ...(known && { address: known }) };
}

function ofSensor(name: string, message: Record<string, unknown>): Translation {
  const fields = { ...message };
  // Beside lux, older versions give the raw value of the cluster under the plain name.
  if (typeof fields.illuminance_lux === 'number') delete fields.illuminance;
  const values = valuesIn(fields, isFahrenheit(fields.temperature_unit));
  const vitals = vitalsIn(fields);
  const unclear = hasAny(values) ? [] : unclearIn(fields);
  if (unclear.length > 0) return { unclear: `no name of these is known: ${unclear.join(', ')}` };
  const { device, last_seen: seen } = message;
  const ieee = isObject(device) ? addressOf(device.ieeeAddr ?? device.ieee_address) : undefined;
  return said('zigbee2mqtt', [
    {
      ...sensor(name, ieee),
      values,
      vitals,
      ...((typeof seen === 'string' || typeof seen === 'number') && { time: seen }),
    },
  ]);
}

function ofBridge(topic: string, payload: string): Translation {
  if (topic === 'state') {
    const gateway = presenceOf(payload);
    return gateway ? said('zigbee2mqtt', [], { gateway }) : { nothing: 'a state that is neither online nor offline' };
  }
  if (topic === 'devices') return { ...said('zigbee2mqtt', []), ...roster(payload) };
  if (topic === 'response/device/rename') {
    const answer = objectIn(payload);
    const data = answer?.data;
    if (answer?.status === 'ok' && isObject(data) && typeof data.from === 'string' && typeof data.to === 'string')
      return said('zigbee2mqtt', [], { renamed: { from: data.from, to: data.to } });
  }
  return { nothing: `bridge/${topic} holds no reading` };
}

/** The list of all devices of the network; the coordinator is none of them. */
function roster(payload: string): { roster?: Roster } {
  let listed: unknown;
  try {
    listed = JSON.parse(payload);
  } catch {
    return {};
  }
  if (!Array.isArray(listed)) return {};
  const entries = listed.flatMap((device: unknown) => {
    if (!isObject(device) || device.type === 'Coordinator') return [];
    const address = addressOf(device.ieee_address);
    const name = device.friendly_name;
    return address && typeof name === 'string' && name !== '' ? [{ local: name, name, address }] : [];
  });
  return { roster: { isComplete: true, entries } };
}
