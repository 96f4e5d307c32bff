/** What is asked for, one imperative sentence each, and why something is not asked for. */
import type { Ask, SettlementRule } from '../codes.ts';

/** What is asked for, as an imperative sentence. */
type AskWords = Readonly<Record<Ask, (outdoors: boolean) => string>>;
/** What a request is called within a sentence: "to water it", "zu gießen". */
type AskNames = Readonly<Record<Ask, string>>;
type RuleWords = Readonly<Record<SettlementRule, string>>;

/** What the requests are called in one language. */
export interface AsksInLanguage {
  asks: AskWords;
  names: AskNames;
  /** Why something is not asked for. */
  rules: RuleWords;
}

export const ENGLISH_ASKS: AsksInLanguage = {
  asks: {
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
  },
  names: {
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
  },
  rules: {
    sensor_before_plant: 'a value that may be wrong is checked before the plant is treated by it',
    harm_before_comfort: 'what would harm the plant comes before what would please it',
    wet_before_habit: 'wet soil counts for more than any habit',
    soil_before_calendar: 'the soil counts for more than the calendar',
    species_before_limits: 'what its kind needs counts for more than the limits that were set',
    rest_before_feeding: 'a plant that rests or suffers is not fed',
    one_move: 'a plant is moved once, as its worst trouble asks',
  },
};
