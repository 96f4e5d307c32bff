/** The sentences of plans by rules, in both languages. */
import type { Watering } from '@plantops/shared/species/species-schema.ts';
import type { Language, TemperatureUnit } from '@plantops/shared/settings/display.ts';
import { METRICS, type Metric } from '@plantops/shared/metrics.ts';

/** How bright the brightest hours of a day are, from dark to direct sun. */
export type Brightness = 'dark' | 'low' | 'medium' | 'bright' | 'sun';

export interface Words {
  /** @param digits most digits after the decimal mark; 1 by default */
  number(value: number, digits?: number): string;
  percent(value: number): string;
  amounts: Record<Watering, string>;
  amountMl(ml: string): string;
  /** Extra advice for carnivores. */
  rainwater: string;
  everyDays(days: number): string;
  frequency: Record<'soil' | 'habit' | 'species', (every: string, limit: string) => string>;
  summary: {
    noData(name: string, species: string | undefined): string;
    dry(name: string, value: string, limit: string): string;
    wet(name: string, value: string, limit: string): string;
    cold(name: string, value: string, limit: string): string;
    hot(name: string, value: string, limit: string): string;
    stale(name: string, age: string): string;
    dark(name: string, lux: string): string;
    sunny(name: string, lux: string, limit: string): string;
    dryAir(name: string, value: string): string;
    moistAir(name: string, value: string): string;
    /** For a metric outside its limits that has no sentence of its own. @param fault text from `below` or `above` */
    outside(name: string, fault: string): string;
    well(name: string, values: string): string;
    /** Everything measured is well, but the state of the soil is unknown. */
    partly(name: string, values: string): string;
    /** Nothing is known: only the soil was measured, and that was before the last watering. */
    soilUnknown(name: string): string;
    unknownSpecies: string;
  };
  next(days: number): string;
  below(metric: string, value: string, limit: string): string;
  above(metric: string, value: string, limit: string): string;
  hours(hours: string): string;
  standingWet: string;
  old(metric: string, age: string): string;
  age(minutes: number): string;
  sensor: {
    unnamed: string;
    offline(name: string): string;
    error(name: string): string;
    battery(name: string, percent: string): string;
    clock(name: string): string;
  };
  brightness: Record<Brightness, string>;
  lux(lux: string): string;
  notMeasured: string;
  unknownLight: string;
  light: { dark: string; winter: string; sunny: string; fine: string; unknown: string };
  air: {
    range(min: string, max: string): string;
    from(min: string): string;
    upTo(max: string): string;
    usual: string;
    dry: string;
    moist: string;
    fine: string;
    unknown: string;
  };
  tasks: { feel: string; feed: string; noFeeding: string; look: string; repot: string };
}

const numbers =
  (language: Language) =>
  (value: number, digits = 1): string =>
    value.toLocaleString(language, { maximumFractionDigits: digits });

const english: Words = {
  number: numbers('en'),
  percent: (value) => `${numbers('en')(value)}%`,
  amounts: {
    dry_out: 'Thoroughly, until water drains from the pot; then empty the saucer',
    mostly_dry: 'Thoroughly, until water drains from the pot; then empty the saucer',
    surface_dry: 'Thoroughly, until water drains from the pot; then empty the saucer',
    keep_moist: 'Until the soil is evenly moist; no water should stand in the saucer',
    keep_wet: 'Until the pot stands in two to three centimetres of water',
  },
  amountMl: (ml) => `About ${ml} ml, as you usually give; empty the saucer afterwards`,
  rainwater: 'Use rainwater or distilled water',
  everyDays: (days) => (days === 1 ? 'every day' : `every ${days} days`),
  frequency: {
    soil: (every, limit) => `About ${every}, when the soil has dried to ${limit}`,
    habit: (every) => `About ${every}, as you have been watering`,
    species: (every) => `About ${every}; feel the soil first`,
  },
  summary: {
    noData: (name, species) =>
      `There are no readings of ${name} yet: this plan goes by ${species ? `what ${species} usually needs` : 'what most house plants need, for its species is not known'}.`,
    dry: (name, value, limit) => `${name} is too dry: the soil is at ${value}, below its ${limit}. Water it today.`,
    wet: (name, value, limit) =>
      `${name} is too wet: the soil is at ${value}, above its ${limit}. Do not water until it has dried.`,
    cold: (name, value, limit) => `${name} is too cold: ${value}, below its ${limit}. Move it to a warmer place.`,
    hot: (name, value, limit) => `${name} is too warm: ${value}, above its ${limit}. Move it to a cooler place.`,
    stale: (name, age) =>
      `The sensor of ${name} has been silent for ${age}, so this plan does not know how it is now. Check the sensor.`,
    dark: (name, lux) => `${name} stands too dark: even the brightest hours reach only ${lux}.`,
    sunny: (name, lux, limit) => `${name} gets too much sun: ${lux}, above its ${limit}. Move it back from the window.`,
    dryAir: (name, value) => `The air around ${name} is too dry, at ${value}.`,
    moistAir: (name, value) => `The air around ${name} is too moist, at ${value}.`,
    outside: (name, fault) => `${name} needs attention: ${fault}.`,
    well: (name, values) => `${name} is doing well: ${values}.`,
    partly: (name, values) =>
      `What is known of ${name} is as it should be: ${values}. How moist the soil is now is not known.`,
    soilUnknown: (name) => `How moist the soil of ${name} is since it was watered was not measured yet.`,
    unknownSpecies: 'Its species is not known here, so this plan goes by what most house plants need.',
  },
  next: (days) =>
    days === 0
      ? 'It should be watered today.'
      : days === 1
        ? 'It should be watered tomorrow.'
        : `The next watering is in about ${days} days.`,
  below: (metric, value, limit) => `${metric} is ${value}, below ${limit}`,
  above: (metric, value, limit) => `${metric} is ${value}, above ${limit}`,
  hours: (hours) => `, for ${hours} of the last 24 hours`,
  standingWet: ': let it dry, for roots rot in soil that stays wet',
  old: (metric, age) => `${metric} was last measured ${age} ago: check the sensor`,
  age: (minutes) => (minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1440)} days`),
  sensor: {
    unnamed: 'A sensor',
    offline: (name) => `${name} is offline: check its power and network`,
    error: (name) => `${name} sends what cannot be read: look at it under Devices`,
    battery: (name, percent) => `The battery of ${name} is at ${percent}: charge or change it`,
    clock: (name) => `The clock of ${name} is wrong`,
  },
  brightness: { dark: 'Very dark', low: 'Low', medium: 'Medium', bright: 'Bright', sun: 'Direct sun' },
  lux: (lux) => `about ${lux} lx in the brightest hours`,
  notMeasured: 'Not measured',
  unknownLight: 'Bright without direct sun suits most house plants',
  light: {
    dark: 'Move it closer to a window, or give it a plant lamp.',
    winter: 'Winter days are short: the brightest window of the room is right until spring.',
    sunny: 'It gets more sun than it likes: move it back from the window, or draw a curtain at midday.',
    fine: 'Leave it where it is.',
    unknown:
      'Without a light sensor the plant itself tells: long thin shoots mean too little light, bleached or scorched leaves too much.',
  },
  air: {
    range: (min, max) => `${min}-${max}%`,
    from: (min) => `at least ${min}%`,
    upTo: (max) => `at most ${max}%`,
    usual: '40-60%',
    dry: 'A humidifier, a tray of wet pebbles or a group of plants raises it; keep the plant away from radiators.',
    moist: 'Air the room, and let the leaves dry after spraying: standing moisture brings mould.',
    fine: 'Fine as it is.',
    unknown: 'Without a sensor: brown tips of leaves hint at air that is too dry.',
  },
  tasks: {
    feel: 'Feel the soil two centimetres deep: no sensor tells how moist it is.',
    feed: 'Liquid fertilizer at half the dose on its label, on moist soil.',
    noFeeding: 'No feeding until spring.',
    look: 'Look under the leaves for pests, and wipe off dust.',
    repot: 'See whether roots grow out of the pot; if so, repot into one two centimetres wider.',
  },
};

const german: Words = {
  number: numbers('de'),
  percent: (value) => `${numbers('de')(value)} %`,
  amounts: {
    dry_out: 'Durchdringend, bis Wasser aus dem Topf läuft; danach den Untersetzer leeren',
    mostly_dry: 'Durchdringend, bis Wasser aus dem Topf läuft; danach den Untersetzer leeren',
    surface_dry: 'Durchdringend, bis Wasser aus dem Topf läuft; danach den Untersetzer leeren',
    keep_moist: 'Bis die Erde gleichmäßig feucht ist; im Untersetzer soll kein Wasser stehen',
    keep_wet: 'Bis der Topf zwei bis drei Zentimeter im Wasser steht',
  },
  amountMl: (ml) => `Etwa ${ml} ml, wie du sonst gießt; danach den Untersetzer leeren`,
  rainwater: 'Nimm Regenwasser oder destilliertes Wasser',
  everyDays: (days) => (days === 1 ? 'jeden Tag' : `alle ${days} Tage`),
  frequency: {
    soil: (every, limit) => `Etwa ${every}, wenn die Erde auf ${limit} getrocknet ist`,
    habit: (every) => `Etwa ${every}, wie du bisher gegossen hast`,
    species: (every) => `Etwa ${every}; vorher die Erde fühlen`,
  },
  summary: {
    noData: (name, species) =>
      `Von ${name} gibt es noch keine Messwerte: Dieser Plan richtet sich danach, was ${species ?? 'die meisten Zimmerpflanzen (die Art ist nicht bekannt)'} üblicherweise ${species ? 'braucht' : 'brauchen'}.`,
    dry: (name, value, limit) =>
      `${name} ist zu trocken: Die Erde ist bei ${value}, unter den gewünschten ${limit}. Gieße heute.`,
    wet: (name, value, limit) =>
      `${name} steht zu nass: Die Erde ist bei ${value}, über den gewünschten ${limit}. Gieße erst wieder, wenn sie getrocknet ist.`,
    cold: (name, value, limit) =>
      `${name} ist zu kalt: ${value}, unter den gewünschten ${limit}. Stelle die Pflanze wärmer.`,
    hot: (name, value, limit) =>
      `${name} ist zu warm: ${value}, über den gewünschten ${limit}. Stelle die Pflanze kühler.`,
    stale: (name, age) =>
      `Der Sensor von ${name} schweigt seit ${age}; wie es der Pflanze jetzt geht, weiß dieser Plan nicht. Sieh nach dem Sensor.`,
    dark: (name, lux) => `${name} steht zu dunkel: Auch die hellsten Stunden erreichen nur ${lux}.`,
    sunny: (name, lux, limit) =>
      `${name} bekommt zu viel Sonne: ${lux}, über den gewünschten ${limit}. Rücke die Pflanze vom Fenster ab.`,
    dryAir: (name, value) => `Die Luft um ${name} ist mit ${value} zu trocken.`,
    moistAir: (name, value) => `Die Luft um ${name} ist mit ${value} zu feucht.`,
    outside: (name, fault) => `${name} braucht Aufmerksamkeit: ${fault}.`,
    well: (name, values) => `${name} geht es gut: ${values}.`,
    partly: (name, values) =>
      `Was von ${name} bekannt ist, passt: ${values}. Wie feucht die Erde jetzt ist, weiß dieser Plan nicht.`,
    soilUnknown: (name) => `Seit ${name} gegossen wurde, ist die Bodenfeuchte noch nicht gemessen.`,
    unknownSpecies:
      'Die Art ist hier nicht bekannt; der Plan richtet sich danach, was die meisten Zimmerpflanzen brauchen.',
  },
  next: (days) =>
    days === 0
      ? 'Heute sollte gegossen werden.'
      : days === 1
        ? 'Morgen sollte gegossen werden.'
        : `Das nächste Gießen ist in etwa ${days} Tagen dran.`,
  below: (metric, value, limit) => `${metric} liegt bei ${value}, unter ${limit}`,
  above: (metric, value, limit) => `${metric} liegt bei ${value}, über ${limit}`,
  hours: (hours) => `, ${hours} der letzten 24 Stunden lang`,
  standingWet: ': Lass sie trocknen, in dauernasser Erde faulen Wurzeln',
  old: (metric, age) => `${metric} wurde zuletzt vor ${age} gemessen: Sieh nach dem Sensor`,
  age: (minutes) => (minutes < 48 * 60 ? `${Math.round(minutes / 60)} Stunden` : `${Math.round(minutes / 1440)} Tagen`),
  sensor: {
    unnamed: 'Ein Sensor',
    offline: (name) => `${name} ist offline: Prüfe Strom und Netzwerk`,
    error: (name) => `${name} sendet Unlesbares: Sieh unter Geräte nach`,
    battery: (name, percent) => `Der Akku von ${name} ist bei ${percent}: laden oder wechseln`,
    clock: (name) => `Die Uhr von ${name} geht falsch`,
  },
  brightness: {
    dark: 'Sehr dunkel',
    low: 'Wenig Licht',
    medium: 'Mittleres Licht',
    bright: 'Hell',
    sun: 'Direkte Sonne',
  },
  lux: (lux) => `etwa ${lux} lx in den hellsten Stunden`,
  notMeasured: 'Nicht gemessen',
  unknownLight: 'Hell ohne direkte Sonne tut den meisten Zimmerpflanzen gut',
  light: {
    dark: 'Stelle sie näher ans Fenster oder gib ihr eine Pflanzenlampe.',
    winter: 'Die Wintertage sind kurz: Bis zum Frühling ist das hellste Fenster im Raum richtig.',
    sunny: 'Sie bekommt mehr Sonne, als sie mag: Rücke sie vom Fenster ab oder zieh mittags einen Vorhang vor.',
    fine: 'Lass sie stehen, wo sie steht.',
    unknown:
      'Ohne Lichtsensor zeigt es die Pflanze: lange dünne Triebe bedeuten zu wenig Licht, ausgeblichene oder verbrannte Blätter zu viel.',
  },
  air: {
    range: (min, max) => `${min}-${max} %`,
    from: (min) => `mindestens ${min} %`,
    upTo: (max) => `höchstens ${max} %`,
    usual: '40-60 %',
    dry: 'Ein Luftbefeuchter, eine Schale mit nassen Kieseln oder eine Gruppe von Pflanzen hebt sie; halte Abstand zur Heizung.',
    moist: 'Lüfte den Raum und lass die Blätter nach dem Sprühen trocknen: Stehende Feuchte bringt Schimmel.',
    fine: 'Gut, wie sie ist.',
    unknown: 'Ohne Sensor: Braune Blattspitzen deuten auf zu trockene Luft.',
  },
  tasks: {
    feel: 'Fühle zwei Zentimeter tief in die Erde: Kein Sensor sagt, wie feucht sie ist.',
    feed: 'Flüssigdünger in halber Dosis, auf feuchte Erde.',
    noFeeding: 'Bis zum Frühling nicht düngen.',
    look: 'Sieh unter den Blättern nach Schädlingen und wische Staub ab.',
    repot: 'Sieh nach, ob Wurzeln aus dem Topf wachsen; wenn ja, topfe in einen zwei Zentimeter weiteren um.',
  },
};

export const WORDS: Readonly<Record<Language, Words>> = { en: english, de: german };

/** A value with its unit, in the owner's language and units. */
export function valueText(words: Words, metric: Metric, value: number, temperatureUnit: TemperatureUnit): string {
  const { unit, isTemperature, decimals } = METRICS[metric];
  if (isTemperature && temperatureUnit === 'fahrenheit') return `${words.number(value * 1.8 + 32)} °F`;
  if (unit === '%') return words.percent(value);
  return `${words.number(value, decimals)} ${unit}`.trimEnd();
}
