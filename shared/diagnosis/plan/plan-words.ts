/** The sentences of a plan that no finding says: how often, how much, which light, and tasks. In both languages. */
import type { Language } from '../../settings/display.ts';
import type { Watering } from '../../species/species-schema.ts';
import type { WateringAnchor } from '../diagnosis.ts';

/** How much light a day is, from little to much. */
export type Brightness = 'dark' | 'low' | 'medium' | 'bright' | 'sun';

export interface PlanWords {
  everyDays: (days: number) => string;
  frequency: Record<WateringAnchor['basis'] | 'paused' | 'overdue', (every: string, limit: string) => string>;
  amounts: Record<Watering, string>;
  amountMl: (ml: string) => string;
  /** Instead of an amount, while nothing is to be given. */
  none: string;
  rainwater: string;
  brightness: Record<Brightness, string>;
  dli: (brightness: string, dli: string) => string;
  lux: (lux: string) => string;
  notMeasured: string;
  notBelieved: string;
  unknownLight: string;
  light: { fine: string; early: string; unknown: string; moves: string; resting: string };
  air: {
    range: (min: string, max: string) => string;
    from: (min: string) => string;
    upTo: (max: string) => string;
    any: string;
    usual: string;
    fine: string;
    unknown: string;
    outdoors: string;
  };
  tasks: { feel: string; feed: string; look: string; repot: string };
  unknownSpecies: string;
}

const THOROUGHLY = {
  en: 'Thoroughly, until water drains from the pot; then empty the saucer',
  de: 'Durchdringend, bis Wasser aus dem Topf läuft; danach den Untersetzer leeren',
};

const ENGLISH: PlanWords = {
  everyDays: (days) => (days === 1 ? 'every day' : `every ${days} days`),
  frequency: {
    soil: (every, limit) => `About ${every}, when the soil has dried to ${limit}`,
    habit: (every) => `About ${every}, as you have been watering; feel the soil first`,
    species: (every) => `About ${every}; feel the soil first`,
    paused: (_every, limit) => `Not before the soil has dried; then when it is down to ${limit}`,
    overdue: (every) => `Usually about ${every}; check the soil today`,
  },
  amounts: {
    dry_out: THOROUGHLY.en,
    mostly_dry: THOROUGHLY.en,
    surface_dry: THOROUGHLY.en,
    keep_moist: 'Until the soil is evenly moist; no water should stand in the saucer',
    keep_wet: 'Until the pot stands in two to three centimetres of water',
  },
  amountMl: (ml) => `About ${ml} ml; empty the saucer afterwards`,
  none: 'Nothing for now; pour away what stands in the saucer',
  rainwater: 'Use rainwater or distilled water',
  brightness: { dark: 'Very dark', low: 'Little light', medium: 'Medium light', bright: 'Bright', sun: 'Sun' },
  dli: (brightness, dli) => `${brightness}, about ${dli} mol/m² of light a day`,
  lux: (lux) => `about ${lux} in the brightest hours so far`,
  notMeasured: 'Not measured',
  notBelieved: 'Measured, but not to be believed',
  unknownLight: 'Bright without direct sun suits most house plants',
  light: {
    fine: 'The light suits it.',
    early: 'Whether that is enough is known after two whole days.',
    unknown:
      'Without a light sensor the plant itself tells: long thin shoots mean too little light, bleached or scorched leaves too much.',
    moves: 'The light suits it; it moves for another reason.',
    resting: 'It needs little light while it rests.',
  },
  air: {
    range: (min, max) => `${min}-${max}%`,
    from: (min) => `at least ${min}%`,
    upTo: (max) => `at most ${max}%`,
    any: 'any room air',
    usual: '40-60%',
    fine: 'Fine as it is.',
    unknown: 'Without a sensor: brown tips of leaves hint at air that is too dry.',
    outdoors: 'Outdoors the air is as it is.',
  },
  tasks: {
    feel: 'Feel the soil two centimetres deep before you water.',
    feed: 'Liquid fertilizer at half the dose on its label, on moist soil.',
    look: 'Look under the leaves for pests, and wipe off dust.',
    repot: 'See whether roots grow out of the pot; if so, repot into one two centimetres wider.',
  },
  unknownSpecies: 'Its species is not known here, so this goes by what most house plants need.',
};

const GERMAN: PlanWords = {
  everyDays: (days) => (days === 1 ? 'jeden Tag' : `alle ${days} Tage`),
  frequency: {
    soil: (every, limit) => `Etwa ${every}, wenn die Erde auf ${limit} getrocknet ist`,
    habit: (every) => `Etwa ${every}, wie du bisher gegossen hast; vorher die Erde fühlen`,
    species: (every) => `Etwa ${every}; vorher die Erde fühlen`,
    paused: (_every, limit) => `Erst wieder, wenn die Erde getrocknet ist; dann bei ${limit}`,
    overdue: (every) => `Sonst etwa ${every}; heute die Erde prüfen`,
  },
  amounts: {
    dry_out: THOROUGHLY.de,
    mostly_dry: THOROUGHLY.de,
    surface_dry: THOROUGHLY.de,
    keep_moist: 'Bis die Erde gleichmäßig feucht ist; im Untersetzer soll kein Wasser stehen',
    keep_wet: 'Bis der Topf zwei bis drei Zentimeter im Wasser steht',
  },
  amountMl: (ml) => `Etwa ${ml} ml; danach den Untersetzer leeren`,
  none: 'Vorerst nichts; gieße weg, was im Untersetzer steht',
  rainwater: 'Nimm Regenwasser oder destilliertes Wasser',
  brightness: { dark: 'Sehr dunkel', low: 'Wenig Licht', medium: 'Mittleres Licht', bright: 'Hell', sun: 'Sonne' },
  dli: (brightness, dli) => `${brightness}, etwa ${dli} mol/m² Licht am Tag`,
  lux: (lux) => `bisher etwa ${lux} in den hellsten Stunden`,
  notMeasured: 'Nicht gemessen',
  notBelieved: 'Gemessen, aber nicht zu glauben',
  unknownLight: 'Hell ohne direkte Sonne tut den meisten Zimmerpflanzen gut',
  light: {
    fine: 'Das Licht passt.',
    early: 'Ob das reicht, zeigt sich nach zwei ganzen Tagen.',
    unknown:
      'Ohne Lichtsensor zeigt es die Pflanze: lange dünne Triebe bedeuten zu wenig Licht, ausgeblichene oder verbrannte Blätter zu viel.',
    moves: 'Das Licht passt; umgestellt wird sie aus einem anderen Grund.',
    resting: 'In der Ruhe braucht sie wenig Licht.',
  },
  air: {
    range: (min, max) => `${min}-${max} %`,
    from: (min) => `mindestens ${min} %`,
    upTo: (max) => `höchstens ${max} %`,
    any: 'jede Raumluft',
    usual: '40-60 %',
    fine: 'Gut, wie sie ist.',
    unknown: 'Ohne Sensor: Braune Blattspitzen deuten auf zu trockene Luft.',
    outdoors: 'Draußen ist die Luft, wie sie ist.',
  },
  tasks: {
    feel: 'Fühle zwei Zentimeter tief in die Erde, bevor du gießt.',
    feed: 'Flüssigdünger in halber Dosis, auf feuchte Erde.',
    look: 'Sieh unter den Blättern nach Schädlingen, und wische Staub ab.',
    repot: 'Sieh nach, ob Wurzeln aus dem Topf wachsen; wenn ja, topfe in einen zwei Zentimeter weiteren um.',
  },
  unknownSpecies: 'Die Art ist hier nicht bekannt; es gilt, was die meisten Zimmerpflanzen brauchen.',
};

export const PLAN_WORDS: Readonly<Record<Language, PlanWords>> = { en: ENGLISH, de: GERMAN };
