/** A plant as Home Assistant sees it: its entities, and the values that they show. Pure. */
import type { Plant } from '@plantops/shared/api/plants.ts';
import { LEVELS } from '@plantops/shared/diagnosis/codes.ts';
import { isBelieved, mainFinding } from '@plantops/shared/diagnosis/main-finding.ts';
import { findingWords } from '@plantops/shared/diagnosis/words/say.ts';
import { metricWords } from '@plantops/shared/languages/metric-words.ts';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import type { HouseName } from '@plantops/shared/languages/words-of-language.ts';
import { METRIC_NAMES, METRICS, type Metric, perMetric } from '@plantops/shared/metrics.ts';
import type { Language, TemperatureUnit } from '@plantops/shared/settings/display.ts';
import { type DiscoveryMessage, discoveryMessage, type Entity, fieldOf } from './discovery.ts';
import type { HomeTopics } from './home-topics.ts';

/** How the house is told of plants. */
export interface Told {
  topics: HomeTopics;
  language: Language;
  temperatureUnit: TemperatureUnit;
  /** Where the dashboard is opened, without a slash at its end; null: not known. */
  dashboardUrl: string | null;
  /** YYYY-MM-DD, in the owner's time zone. */
  today: string;
}

/**
 * Classes by which Home Assistant converts units and draws icons; a metric without one is a number with a unit.
 * https://www.home-assistant.io/integrations/sensor/#device-class
 */
const DEVICE_CLASSES: Readonly<Partial<Record<Metric, string>>> = {
  soil_moisture: 'moisture',
  temperature: 'temperature',
  humidity: 'humidity',
  light_level: 'illuminance',
  soil_ec: 'conductivity',
  soil_temperature: 'temperature',
  co2: 'carbon_dioxide',
  ph: 'ph',
};
/** Home Assistant keeps no longer state. */
const LONGEST_STATE = 255;

const metricsOf = ({ latest }: Plant): Metric[] => METRIC_NAMES.filter((metric) => latest?.[metric] != null);

function metricEntity(metric: Metric, language: Language): Entity {
  const { unit, decimals } = METRICS[metric];
  const deviceClass = DEVICE_CLASSES[metric];
  return {
    p: 'sensor',
    name: metricWords(metric, language).label,
    ...(deviceClass && { device_class: deviceClass }),
    state_class: 'measurement',
    ...(unit && { unit_of_measurement: unit }),
    suggested_display_precision: decimals,
    value_template: fieldOf(metric),
  };
}

/** What a plant's discovery message says. Its entities are those of the metrics that it has values of, and its care. */
export function plantDiscovery(plant: Plant, { topics, language, dashboardUrl }: Told): DiscoveryMessage {
  const called = (name: HouseName): string => spoken(language).house[name];
  const binary = (name: 'problem' | 'needs_water', options: Record<string, unknown>): Entity => ({
    p: 'binary_sensor',
    name: called(name),
    ...options,
    value_template: fieldOf(name),
  });
  const state = topics.state('plant', plant.id);
  return discoveryMessage(
    topics,
    { subject: 'plant', id: plant.id },
    {
      name: plant.name,
      mf: 'PlantOps',
      mdl: plant.species ?? called('plant'),
      ...(plant.place.room && { sa: plant.place.room }),
      ...(dashboardUrl !== null && { cu: `${dashboardUrl}/plants/${plant.id}` }),
    },
    {
      ...Object.fromEntries(metricsOf(plant).map((metric) => [metric, metricEntity(metric, language)])),
      state: {
        p: 'sensor',
        name: called('state'),
        device_class: 'enum',
        options: [...LEVELS],
        icon: 'mdi:sprout',
        value_template: fieldOf('state'),
      },
      advice: {
        p: 'sensor',
        name: called('advice'),
        icon: 'mdi:message-text-outline',
        value_template: fieldOf('advice'),
        json_attributes_topic: state,
        json_attributes_template: '{{ value_json.details | tojson }}',
      },
      problem: binary('problem', { device_class: 'problem' }),
      needs_water: binary('needs_water', { icon: 'mdi:watering-can-outline' }),
      next_watering: {
        p: 'sensor',
        name: called('next_watering'),
        device_class: 'date',
        value_template: fieldOf('next_watering'),
      },
      last_watered: {
        p: 'sensor',
        name: called('last_watered'),
        device_class: 'timestamp',
        value_template: fieldOf('last_watered'),
      },
      watered: {
        p: 'button',
        name: called('watered'),
        icon: 'mdi:watering-can',
        command_topic: topics.watered(plant.id),
      },
    },
  );
}

/** A value as it is shown; null where it is too old, or from a probe that cannot be believed. */
function shownValue(plant: Plant, metric: Metric): number | null {
  const value = plant.latest?.[metric] ?? null;
  const isSilent = plant.device_count > 0 && plant.offline_count === plant.device_count;
  const isOld = isSilent || plant.stale.some((stale) => stale.metric === metric);
  return value === null || isOld || !isBelieved(plant, metric) ? null : Number(value.toFixed(METRICS[metric].decimals));
}

const onOff = (isOn: boolean): 'ON' | 'OFF' => (isOn ? 'ON' : 'OFF');

/**
 * What a plant's state topic holds: a value for each entity that it may have, so that none looks for one that is not there
 * while its entities change.
 */
export function plantState(plant: Plant, { language, temperatureUnit, today }: Told): Record<string, unknown> {
  const { verdict } = plant;
  const main = mainFinding(plant);
  const about = { language, temperatureUnit, name: plant.name, today, site: plant.place.site };
  const words = main && findingWords(main, about, verdict?.asks);
  const nextWatering = verdict?.next_watering ?? null;
  return {
    ...perMetric((metric) => shownValue(plant, metric)),
    state: verdict?.level ?? 'unknown',
    advice: words ? words.title.slice(0, LONGEST_STATE) : null,
    problem: onOff(plant.status === 'alert' || verdict?.level === 'urgent' || verdict?.level === 'attention'),
    needs_water: onOff(
      verdict?.asks.includes('water_now') === true || (nextWatering !== null && nextWatering <= today),
    ),
    next_watering: nextWatering,
    last_watered: plant.last_watered_at,
    details: {
      text: words?.text ?? null,
      advice: words?.advice ?? null,
      status: plant.status,
      stale: plant.stale.map(({ metric }) => metric),
      doubted: verdict?.doubted ?? [],
    },
  };
}
