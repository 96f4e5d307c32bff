/**
 * What Home Assistant's documentation says of discovery messages and of states, as data, and a judge by it. It stands for
 * Home Assistant in tests. Sources (read in the state of 2025-12):
 * - https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery, #device-discovery-payload
 * - https://www.home-assistant.io/integrations/sensor.mqtt/, /binary_sensor.mqtt/, /button.mqtt/
 * - https://www.home-assistant.io/integrations/sensor/#device-class, /binary_sensor/#device-class
 * - https://developers.home-assistant.io/docs/core/entity/sensor/#available-device-classes, #available-state-classes
 * - home-assistant/core: homeassistant/components/mqtt/schemas.py, abbreviations.py; components/sensor/const.py
 */

type Kind = 'text' | 'texts' | 'number' | 'flag' | 'topic' | 'template' | 'icon' | 'url';
type Options = Readonly<Record<string, Kind>>;

/** Of every entity; a component of a device message also has `platform`. */
const ENTITY: Options = {
  unique_id: 'text',
  name: 'text',
  icon: 'icon',
  entity_category: 'text',
  enabled_by_default: 'flag',
  default_entity_id: 'text',
  json_attributes_topic: 'topic',
  json_attributes_template: 'template',
  qos: 'number',
};
const PLATFORMS: Readonly<Record<string, { required: readonly string[]; options: Options }>> = {
  sensor: {
    required: ['state_topic'],
    options: {
      device_class: 'text',
      expire_after: 'number',
      force_update: 'flag',
      options: 'texts',
      state_class: 'text',
      state_topic: 'topic',
      suggested_display_precision: 'number',
      unit_of_measurement: 'text',
      value_template: 'template',
    },
  },
  binary_sensor: {
    required: ['state_topic'],
    options: {
      device_class: 'text',
      expire_after: 'number',
      force_update: 'flag',
      off_delay: 'number',
      payload_on: 'text',
      payload_off: 'text',
      state_topic: 'topic',
      value_template: 'template',
    },
  },
  button: {
    required: ['command_topic'],
    options: {
      command_topic: 'topic',
      command_template: 'template',
      device_class: 'text',
      payload_press: 'text',
      retain: 'flag',
    },
  },
};

const DEVICE: Options = {
  ids: 'texts',
  name: 'text',
  mf: 'text',
  mdl: 'text',
  mdl_id: 'text',
  hw: 'text',
  sw: 'text',
  sn: 'text',
  sa: 'text',
  cu: 'url',
  via_device: 'text',
};
const ORIGIN: Options = { name: 'text', sw: 'text', url: 'url' };
/** What a device message may have at its root for all of its components. */
const SHARED = [
  'dev',
  'o',
  'cmps',
  'availability',
  'availability_mode',
  'state_topic',
  'command_topic',
  'qos',
  'encoding',
];

/** Units by the device class of a sensor; null: none. */
const UNITS: Readonly<Record<string, readonly (string | null)[]>> = {
  battery: ['%'],
  carbon_dioxide: ['ppm'],
  conductivity: ['S/cm', 'mS/cm', 'µS/cm'],
  date: [null],
  enum: [null],
  humidity: ['%'],
  illuminance: ['lx'],
  moisture: ['%'],
  ph: [null],
  signal_strength: ['dB', 'dBm'],
  temperature: ['°C', '°F', 'K'],
  timestamp: [null],
};
const NOT_NUMERIC = ['date', 'enum', 'timestamp'];
const STATE_CLASSES = ['measurement', 'measurement_angle', 'total', 'total_increasing'];
const BINARY_CLASSES = ['battery', 'connectivity', 'moisture', 'problem', 'running', 'update'];
const CATEGORIES = ['config', 'diagnostic'];

const FITS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string' && value !== '',
  texts: (value) => Array.isArray(value) && value.length > 0 && value.every((each) => FITS.text(each)),
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  flag: (value) => typeof value === 'boolean',
  topic: (value) => typeof value === 'string' && /^[^+#\0]+$/.test(value),
  template: (value) => typeof value === 'string' && /^\{\{ value_json\.[a-z0-9_]+(?: \| tojson)? \}\}$/.test(value),
  icon: (value) => typeof value === 'string' && /^mdi:[a-z-]+$/.test(value),
  url: (value) => typeof value === 'string' && /^(?:https?|homeassistant):\/\/[^/]/.test(value),
};

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));

const wrong = (where: string, given: Record<string, unknown>, options: Options): string[] =>
  Object.entries(given).flatMap(([name, value]) => {
    const kind = options[name];
    if (!kind) return [`${where}: ${name} is not documented`];
    return FITS[kind](value) ? [] : [`${where}: ${name} is no ${kind}: ${JSON.stringify(value)}`];
  });

type Values = Record<string, unknown>;

function faultsOfSensor(where: string, entity: Values): string[] {
  const { device_class: deviceClass, state_class: stateClass, unit_of_measurement: unit = null, options } = entity;
  const faults: string[] = [];
  if (deviceClass !== undefined) {
    const units = UNITS[asText(deviceClass)];
    if (!units) faults.push(`${where}: there is no device class ${asText(deviceClass)}`);
    else if (!units.includes(unit as string | null)) faults.push(`${where}: ${asText(unit)} is no unit of its class`);
  }
  if (stateClass !== undefined && !STATE_CLASSES.includes(asText(stateClass))) faults.push(`${where}: state_class`);
  if (stateClass !== undefined && NOT_NUMERIC.includes(asText(deviceClass)))
    faults.push(`${where}: a state class needs numbers`);
  if ((deviceClass === 'enum') !== (options !== undefined)) faults.push(`${where}: options are those of an enum`);
  return faults;
}

/** What is wrong with a discovery message, by the documentation; empty: nothing. */
export function faultsOfDiscovery(topic: string, message: Values, prefix = 'homeassistant'): string[] {
  const { dev = {}, o = {}, cmps = {}, availability, state_topic: stateTopic } = message as Record<string, Values>;
  const faults = Object.keys(message).flatMap((name) => (SHARED.includes(name) ? [] : [`${name} is not shared`]));
  if (!new RegExp(`^${prefix}/device/[a-zA-Z0-9_-]+/config$`).test(topic))
    faults.push(`${topic} is no topic of a device`);
  faults.push(...wrong('dev', dev, DEVICE), ...wrong('o', o, ORIGIN));
  if (!('ids' in dev)) faults.push('dev: needs an identifier');
  if (!('name' in o)) faults.push('o: needs a name');
  if (!Array.isArray(availability) || !availability.every((each: Values) => FITS.topic(each.topic)))
    faults.push('availability: a list of topics');
  const uniqueIds = new Set<unknown>();
  for (const [key, component] of Object.entries(cmps as Record<string, Values>)) {
    const { p, ...entity } = component;
    const platform = PLATFORMS[asText(p)];
    if (!platform) {
      faults.push(`${key}: there is no platform ${asText(p)}`);
      continue;
    }
    // Of an entity that is removed, only its kind is left.
    if (Object.keys(entity).length === 0) continue;
    faults.push(...wrong(key, entity, { ...ENTITY, ...platform.options }));
    const all: Values = { state_topic: stateTopic, ...entity };
    for (const name of ['unique_id', ...platform.required])
      if (all[name] === undefined) faults.push(`${key}: needs ${name}`);
    if (uniqueIds.has(entity.unique_id)) faults.push(`${key}: its unique_id is not unique`);
    uniqueIds.add(entity.unique_id);
    if (entity.entity_category !== undefined && !CATEGORIES.includes(asText(entity.entity_category)))
      faults.push(`${key}: entity_category`);
    if (p === 'sensor') faults.push(...faultsOfSensor(key, entity));
    if (
      p === 'binary_sensor' &&
      entity.device_class !== undefined &&
      !BINARY_CLASSES.includes(asText(entity.device_class))
    )
      faults.push(`${key}: there is no device class ${asText(entity.device_class)}`);
  }
  return faults;
}

/** How Home Assistant reads a template of ours; null becomes `None`, by which an entity is unknown. */
const rendered = (template: unknown, state: Values): unknown =>
  state[/value_json\.([a-z0-9_]+)/.exec(asText(template))?.[1] ?? ''];

/** What is wrong with a state, by the discovery message that it belongs to: each entity must be able to show its value. */
export function faultsOfState(message: { cmps: Record<string, Values> }, state: Values): string[] {
  return Object.entries(message.cmps).flatMap(([key, { p, device_class: deviceClass, options, ...entity }]) => {
    if (p === 'button' || Object.keys(entity).length === 0) return [];
    const value = rendered(entity.value_template, state);
    if (value === undefined) return [`${key}: the state has no value of it`];
    if (value === null) return [];
    const said = `${key}: ${JSON.stringify(value)}`;
    if (p === 'binary_sensor') return value === 'ON' || value === 'OFF' ? [] : [`${said} is neither ON nor OFF`];
    if (deviceClass === 'enum') return (options as unknown[]).includes(value) ? [] : [`${said} is not an option`];
    if (deviceClass === 'date') return /^\d{4}-\d\d-\d\d$/.test(asText(value)) ? [] : [`${said} is no date`];
    if (deviceClass === 'timestamp')
      return /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(asText(value)) ? [] : [`${said} has no time zone`];
    if (entity.state_class !== undefined) return FITS.number(value) ? [] : [`${said} is no number`];
    return typeof value === 'string' && value.length <= 255 ? [] : [`${said} is no state`];
  });
}
