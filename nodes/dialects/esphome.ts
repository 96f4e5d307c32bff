/**
 * ESPHome's `mqtt` component: `{topic_prefix}/sensor/{object_id}/state` with a bare number, `{topic_prefix}/status`.
 * What an object id measures is read from its words. Source: https://esphome.io/components/mqtt.html
 */
import type { Metric } from '@plantops/shared/metrics.ts';
import { celsius, type Vital } from '@plantops/shared/metric-names.ts';
import { numberIn, presenceOf, said, type SensorSaid, type Translation } from './dialect.ts';
import { isTemperature, looksLikeReading } from './fields.ts';

export function esphome(topic: string, payload: string): Translation | undefined {
  const parts = topic.split('/');
  const last = parts.at(-1);
  const gateway = last === 'status' ? presenceOf(payload) : undefined;
  if (gateway) return said('esphome', [], { gateway });
  if (last === 'debug') return { nothing: 'it is a line of the log' };
  const [component, objectId] = parts.slice(-3);
  if (last !== 'state' || parts.length < 3 || !component || !objectId) return undefined;
  if (!COMPONENTS.has(component)) return undefined;
  if (component !== 'sensor') return { nothing: `a ${component} measures nothing` };
  return ofSensor(parts.slice(0, -3).join('/'), objectId, payload);
}

/** Those that have a topic `…/state`. */
const COMPONENTS = new Set([
  'sensor',
  'binary_sensor',
  'text_sensor',
  'switch',
  'light',
  'number',
  'select',
  'button',
  'fan',
  'cover',
  'climate',
  'text',
  'valve',
  'lock',
]);

function ofSensor(node: string, objectId: string, payload: string): Translation {
  const value = numberIn(payload);
  const measured = measuredBy(objectId);
  if (!measured)
    return looksLikeReading(objectId) && !OF_THE_BOARD.test(objectId)
      ? { unclear: `no metric is known for the object id "${objectId}"` }
      : { nothing: `the object id "${objectId}" is no metric of a plant` };
  if (value === undefined) return { unclear: `"${objectId}" is no number` };
  // Such as the state of a sensor in Home Assistant that is away: a vital sign that is not there says nothing.
  if ('vital' in measured && typeof value === 'string') return { nothing: `"${objectId}" has no value` };
  const sensor: SensorSaid = { local: node, name: node, values: {} };
  if ('vital' in measured) return said('esphome', [{ ...sensor, vitals: { [measured.vital]: value } }]);
  const { metric, isFahrenheit } = measured;
  sensor.values[metric] = isFahrenheit && typeof value === 'number' ? celsius(value) : value;
  sensor.probe = { local: [node, objectId].filter(Boolean).join('/'), name: `${node} ${wordsOf(objectId)}`.trim() };
  return said('esphome', [sensor]);
}

const wordsOf = (objectId: string): string => objectId.replaceAll(/[_-]+/g, ' ');

/** Of the board itself, or not a value yet. */
const OF_THE_BOARD =
  /(?:^|[_-])(?:esp\d*|chip|cpu|core|internal|device|board|heap|uptime|free|raw|adc|voltage|volts?|vcc|target|setpoint|set|min|max|offset|resistance)(?:[_-]|$)/;

interface Words {
  metric: Metric;
  /** All of these must be in the object id. */
  all: readonly RegExp[];
}

/** Soil in the languages of the dashboard; not the ground floor, the attic or the basement. */
const SOIL = /soil|\bground\b(?! floor)|substrat|\bboden|\berde\b|erdfeucht|suelo|tierra|(?<!sous )\bsol\b|\bterre\b/;
const HUMIDITY = /humid|humed|feucht|\bhum\b|\brh\b/;

/** In this order: what says more comes first. ESPHome writes each byte of a letter such as ä as `_`. */
const WORDS: readonly Words[] = [
  { metric: 'soil_temperature', all: [new RegExp(`${SOIL.source}|root`), /temp/] },
  { metric: 'soil_moisture', all: [/moist/] },
  { metric: 'soil_moisture', all: [SOIL, new RegExp(`${HUMIDITY.source}|wet`)] },
  { metric: 'soil_ec', all: [/conduct|leitf|fertil|nutri|\bec\b|\bfer\b/] },
  { metric: 'ph', all: [/\bph\b/] },
  { metric: 'co2', all: [/\bco2\b|carbon dioxide/] },
  { metric: 'humidity', all: [HUMIDITY] },
  {
    metric: 'light_level',
    all: [
      /illumin|\blux\b|\blight\b|brightness|helligkeit|beleuchtung|\blicht|\bluz\b|ilumina|lumi(?:ere|.{1,2}re\b|nosi)/,
    ],
  },
  { metric: 'temperature', all: [/temp/] },
  { metric: 'soil_moisture', all: [/^(?:soil|boden|suelo)(?: \d+)?$/] },
];

/** What an object id measures, by its words. */
export function measuredBy(objectId: string): { metric: Metric; isFahrenheit: boolean } | { vital: Vital } | undefined {
  const words = wordsOf(objectId.toLowerCase());
  if (/\b(?:battery|batt)\b/.test(words)) return /volt|temp|state/.test(words) ? undefined : { vital: 'battery_pct' };
  if (/\bwi ?fi\b.*\b(?:signal|strength|rssi)\b|\brssi\b/.test(words))
    return /percent|pct/.test(words) ? undefined : { vital: 'rssi_dbm' };
  if (OF_THE_BOARD.test(objectId.toLowerCase())) return undefined;
  const metric = WORDS.find(({ all }) => all.every((word) => word.test(words)))?.metric;
  return metric && { metric, isFahrenheit: isTemperature(metric) && /\b(?:f|fahrenheit)\b/.test(words) };
}
