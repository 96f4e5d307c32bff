/** What is asked for, one imperative sentence each, and why something is not asked for. */
import type { Ask, SettlementRule } from '../codes.ts';
import type { About } from './said.ts';

type AskWords = Readonly<Record<Ask, (outdoors: boolean) => string>>;
/** What a request is called within a sentence: "to water it", "zu gießen". */
type AskNames = Readonly<Record<Ask, string>>;
type RuleWords = Readonly<Record<SettlementRule, string>>;

const ENGLISH: AskWords = {
  check_sensor: () => 'Check the sensor: its power, its network and its wiring.',
  put_probe_back: () => 'Put the probe back into the soil, down to its mark.',
  check_probes: () =>
    'Put both sensors side by side in the same place; the one that is off needs calibrating or replacing.',
  charge_battery: () => 'Charge or change the battery.',
  water_now: () => 'Water it today.',
  water_when_due: () => 'Water it only if the soil feels dry two centimetres deep.',
  water_after_frost: () => 'Water it on the next day without frost.',
  hold_water: () => 'Do not water until the soil has dried.',
  water_less_often: () => 'Water less often: wait until the soil has dried to where the plant wants water.',
  water_more_often: () => 'Water a little earlier, before the soil gets that dry.',
  water_thoroughly: () => 'If it is dry, water slowly in small portions, or stand the pot in water for half an hour.',
  empty_saucer: () => 'Pour away the water in the saucer or cachepot.',
  move_warmer: () => 'Move it to a warmer place, away from cold panes and draughts.',
  move_cooler: () => 'Move it to a cooler place, away from sun behind glass and heaters.',
  bring_inside: () => 'Bring it inside.',
  protect_from_frost: () => 'Wrap the pot and cover the plant before the night.',
  move_brighter: (outdoors) => (outdoors ? 'Give it a sunnier spot outside.' : 'Move it closer to a window.'),
  move_shadier: (outdoors) =>
    outdoors ? 'Give it shade at midday.' : 'Move it back from the window, or draw a curtain at midday.',
  add_lamp: () => 'A plant lamp for some hours a day helps until the days are longer.',
  raise_humidity: () => 'Use a humidifier or group plants, and keep it away from radiators.',
  air_room: () => 'Air the room, and let the leaves dry after spraying.',
  feed: () => 'Feed it: liquid fertilizer at half the dose on the label, on moist soil.',
  stop_feeding: () => 'Give no fertilizer.',
  repot: () => 'Look whether roots grow out of the pot; if so, repot into one two centimetres wider.',
  do_not_move: () => 'Do not move or turn it while it sets buds.',
  check_limits: () => 'Check the limits in the settings of the plant.',
  name_species: () => 'Say which species it is, for better advice.',
  keep_from_pets: () => 'Keep it where cats and dogs cannot reach it.',
  feel_soil: () => 'Feel the soil two centimetres deep.',
  look_at_plant: () => 'Look at the plant: soft, brown or drooping parts say how urgent it is.',
  leave_it: () => 'Leave it where it is.',
};

const GERMAN: AskWords = {
  check_sensor: () => 'Sieh nach dem Sensor: Strom, Netzwerk und Verkabelung.',
  put_probe_back: () => 'Stecke den Fühler wieder bis zur Markierung in die Erde.',
  check_probes: () => 'Halte beide Sensoren an dieselbe Stelle; der abweichende muss kalibriert oder ersetzt werden.',
  charge_battery: () => 'Lade oder wechsle die Batterie.',
  water_now: () => 'Gieße heute.',
  water_when_due: () => 'Gieße nur, wenn sich die Erde zwei Zentimeter tief trocken anfühlt.',
  water_after_frost: () => 'Gieße am nächsten frostfreien Tag.',
  hold_water: () => 'Gieße erst wieder, wenn die Erde getrocknet ist.',
  water_less_often: () => 'Gieße seltener: Warte, bis die Erde so weit getrocknet ist, wie die Pflanze es will.',
  water_more_often: () => 'Gieße etwas früher, bevor die Erde so trocken wird.',
  water_thoroughly: () =>
    'Ist sie trocken, gieße langsam in kleinen Portionen, oder stelle den Topf eine halbe Stunde ins Wasser.',
  empty_saucer: () => 'Gieße das Wasser aus Untersetzer oder Übertopf weg.',
  move_warmer: () => 'Stelle sie wärmer, weg von kalten Scheiben und Zugluft.',
  move_cooler: () => 'Stelle sie kühler, weg von Sonne hinter Glas und von Heizungen.',
  bring_inside: () => 'Hole sie herein.',
  protect_from_frost: () => 'Packe den Topf ein und decke die Pflanze vor der Nacht ab.',
  move_brighter: (outdoors) => (outdoors ? 'Gib ihr draußen einen sonnigeren Platz.' : 'Stelle sie näher ans Fenster.'),
  move_shadier: (outdoors) =>
    outdoors ? 'Gib ihr mittags Schatten.' : 'Rücke sie vom Fenster ab, oder zieh mittags einen Vorhang vor.',
  add_lamp: () => 'Eine Pflanzenlampe für einige Stunden am Tag hilft, bis die Tage länger werden.',
  raise_humidity: () => 'Nimm einen Luftbefeuchter oder stelle Pflanzen zusammen, und halte Abstand zur Heizung.',
  air_room: () => 'Lüfte den Raum, und lass die Blätter nach dem Sprühen trocknen.',
  feed: () => 'Dünge sie: Flüssigdünger in halber Dosis, auf feuchte Erde.',
  stop_feeding: () => 'Gib keinen Dünger.',
  repot: () => 'Sieh nach, ob Wurzeln aus dem Topf wachsen; wenn ja, topfe in einen zwei Zentimeter weiteren um.',
  do_not_move: () => 'Bewege und drehe sie nicht, solange sie Knospen ansetzt.',
  check_limits: () => 'Prüfe die Grenzen in den Einstellungen der Pflanze.',
  name_species: () => 'Sage, welche Art es ist, dann wird der Rat besser.',
  keep_from_pets: () => 'Stelle sie dorthin, wo Katzen und Hunde nicht hinkommen.',
  feel_soil: () => 'Fühle zwei Zentimeter tief in die Erde.',
  look_at_plant: () => 'Sieh dir die Pflanze an: Weiche, braune oder hängende Teile sagen, wie eilig es ist.',
  leave_it: () => 'Lass sie stehen, wo sie steht.',
};

const ENGLISH_NAMES: AskNames = {
  check_sensor: 'checking the sensor',
  put_probe_back: 'putting the probe back',
  check_probes: 'comparing the sensors',
  charge_battery: 'charging the battery',
  water_now: 'watering it now',
  water_when_due: 'watering by the calendar',
  water_after_frost: 'watering after the frost',
  hold_water: 'letting it dry',
  water_less_often: 'watering less often',
  water_more_often: 'watering more often',
  water_thoroughly: 'watering thoroughly',
  empty_saucer: 'emptying the saucer',
  move_warmer: 'moving it to a warmer place',
  move_cooler: 'moving it to a cooler place',
  bring_inside: 'bringing it inside',
  protect_from_frost: 'covering it against frost',
  move_brighter: 'moving it to a brighter place',
  move_shadier: 'moving it into shade',
  add_lamp: 'adding a lamp',
  raise_humidity: 'raising the humidity',
  air_room: 'airing the room',
  feed: 'feeding it',
  stop_feeding: 'a pause in feeding',
  repot: 'repotting it',
  do_not_move: 'leaving it unmoved for its buds',
  check_limits: 'checking the limits',
  name_species: 'naming its species',
  keep_from_pets: 'keeping it from pets',
  feel_soil: 'feeling the soil first',
  look_at_plant: 'looking at the plant',
  leave_it: 'leaving it where it is',
};

const GERMAN_NAMES: AskNames = {
  check_sensor: 'der Blick nach dem Sensor',
  put_probe_back: 'das Zurückstecken des Fühlers',
  check_probes: 'der Vergleich der Sensoren',
  charge_battery: 'das Laden der Batterie',
  water_now: 'das Gießen jetzt',
  water_when_due: 'das Gießen nach dem Kalender',
  water_after_frost: 'das Gießen nach dem Frost',
  hold_water: 'das Trocknenlassen',
  water_less_often: 'selteneres Gießen',
  water_more_often: 'häufigeres Gießen',
  water_thoroughly: 'durchdringendes Gießen',
  empty_saucer: 'das Leeren des Untersetzers',
  move_warmer: 'ein wärmerer Platz',
  move_cooler: 'ein kühlerer Platz',
  bring_inside: 'das Hereinholen',
  protect_from_frost: 'der Schutz vor Frost',
  move_brighter: 'ein hellerer Platz',
  move_shadier: 'ein schattigerer Platz',
  add_lamp: 'eine Lampe',
  raise_humidity: 'feuchtere Luft',
  air_room: 'das Lüften',
  feed: 'das Düngen',
  stop_feeding: 'eine Düngepause',
  repot: 'das Umtopfen',
  do_not_move: 'das Stehenlassen wegen der Knospen',
  check_limits: 'das Prüfen der Grenzen',
  name_species: 'das Nennen der Art',
  keep_from_pets: 'der Abstand zu Tieren',
  feel_soil: 'zuerst das Fühlen der Erde',
  look_at_plant: 'der Blick auf die Pflanze',
  leave_it: 'das Stehenlassen',
};

const ENGLISH_RULES: RuleWords = {
  sensor_before_plant: 'a value that may be wrong is checked before the plant is treated by it',
  harm_before_comfort: 'what would harm the plant comes before what would please it',
  wet_before_habit: 'wet soil counts for more than any habit',
  soil_before_calendar: 'the soil counts for more than the calendar',
  species_before_limits: 'what its kind needs counts for more than the limits that were set',
  rest_before_feeding: 'a plant that rests or suffers is not fed',
  one_move: 'a plant is moved once, as its worst trouble asks',
};

const GERMAN_RULES: RuleWords = {
  sensor_before_plant: 'ein Wert, der falsch sein kann, wird geprüft, bevor die Pflanze danach behandelt wird',
  harm_before_comfort: 'was der Pflanze schadet, geht vor dem, was ihr gefiele',
  wet_before_habit: 'nasse Erde zählt mehr als jede Gewohnheit',
  soil_before_calendar: 'die Erde zählt mehr als der Kalender',
  species_before_limits: 'was die Art braucht, zählt mehr als die gesetzten Grenzen',
  rest_before_feeding: 'eine Pflanze, die ruht oder leidet, wird nicht gedüngt',
  one_move: 'eine Pflanze wird einmal umgestellt, wie ihr größtes Übel es verlangt',
};

export const ASK_WORDS = { en: ENGLISH, de: GERMAN } as const satisfies Record<About['language'], AskWords>;
export const ASK_NAMES = { en: ENGLISH_NAMES, de: GERMAN_NAMES } as const satisfies Record<About['language'], AskNames>;
export const RULE_WORDS = { en: ENGLISH_RULES, de: GERMAN_RULES } as const satisfies Record<
  About['language'],
  RuleWords
>;
