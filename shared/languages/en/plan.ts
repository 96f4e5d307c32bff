/** What care plans say besides findings, in English. */
import type { PlanWords } from '../../diagnosis/plan/plan-words.ts';

const THOROUGHLY = 'Thoroughly, until water drains from the pot; then empty the saucer';

export const plan: PlanWords = {
  everyDays: (days) => (days === 1 ? 'every day' : `every ${days} days`),
  frequency: {
    soil: (every, limit) => `About ${every}, when the soil has dried to ${limit}`,
    habit: (every) => `About ${every}, as you have been watering; feel the soil first`,
    species: (every) => `About ${every}; feel the soil first`,
    paused: (_every, limit) => `Not before the soil has dried; then when it is down to ${limit}`,
    dormant: (every) => `Not while it rests; afterwards about ${every}`,
    air: (every) => `About ${every}`,
    overdue: (every) => `Usually about ${every}; check the soil today`,
  },
  amounts: {
    dry_out: THOROUGHLY,
    mostly_dry: THOROUGHLY,
    surface_dry: THOROUGHLY,
    keep_moist: 'Until the soil is evenly moist; no water should stand in the saucer',
    keep_wet: 'Until the pot stands in two to three centimetres of water',
  },
  amountMl: (ml) => `About ${ml} ml; empty the saucer afterwards`,
  vessels: {
    reservoir: (ml) => `Fill its reservoir${ml === null ? '' : `, about ${ml} ml`}, once it is empty`,
    ground: (ml) =>
      ml === null ? 'Thoroughly, at the roots, in the morning' : `About ${ml} ml, at the roots, in the morning`,
    air: () => 'Soak or spray it, best with rainwater, and let it dry within some hours',
  },
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
