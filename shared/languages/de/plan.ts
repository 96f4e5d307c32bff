/** What care plans say besides findings, in German. */
import type { PlanWords } from '../../diagnosis/plan/plan-words.ts';

const THOROUGHLY = 'Durchdringend, bis Wasser aus dem Topf läuft; danach den Untersetzer leeren';

export const plan: PlanWords = {
  everyDays: (days) => (days === 1 ? 'jeden Tag' : `alle ${days} Tage`),
  frequency: {
    soil: (every, limit) => `Etwa ${every}, wenn die Erde auf ${limit} getrocknet ist`,
    habit: (every) => `Etwa ${every}, wie du bisher gegossen hast; vorher die Erde fühlen`,
    species: (every) => `Etwa ${every}; vorher die Erde fühlen`,
    paused: (_every, limit) => `Erst wieder, wenn die Erde getrocknet ist; dann bei ${limit}`,
    dormant: (every) => `Nicht während sie ruht; danach etwa ${every}`,
    air: (every) => `Etwa ${every}`,
    overdue: (every) => `Sonst etwa ${every}; heute die Erde prüfen`,
  },
  amounts: {
    dry_out: THOROUGHLY,
    mostly_dry: THOROUGHLY,
    surface_dry: THOROUGHLY,
    keep_moist: 'Bis die Erde gleichmäßig feucht ist; im Untersetzer soll kein Wasser stehen',
    keep_wet: 'Bis der Topf zwei bis drei Zentimeter im Wasser steht',
  },
  amountMl: (ml) => `Etwa ${ml} ml; danach den Untersetzer leeren`,
  vessels: {
    reservoir: (ml) => `Fülle den Wasserspeicher${ml === null ? '' : `, etwa ${ml} ml`}, sobald er leer ist`,
    ground: (ml) =>
      ml === null ? 'Durchdringend, an die Wurzeln, am Morgen' : `Etwa ${ml} ml, an die Wurzeln, am Morgen`,
    air: () => 'Tauchen oder besprühen, am besten mit Regenwasser, und binnen Stunden trocknen lassen',
  },
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
