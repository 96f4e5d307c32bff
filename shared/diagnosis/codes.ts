/** The fixed words of a diagnosis. Without schemas, so that the browser does not have to load them. */

export const LEVELS = ['urgent', 'attention', 'well', 'unknown'] as const;
export type Level = (typeof LEVELS)[number];

/** `good`: something that is as it should be, and worth saying. */
export const SEVERITIES = ['urgent', 'attention', 'notice', 'good'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const CONFIDENCES = ['sure', 'likely', 'guess'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** What was found, by family. Sensors come first: they silence what rests on them. */
export const DIAGNOSIS_CODES = [
  // Sensors
  'never_measured',
  'all_silent',
  'metric_stale',
  'probe_out_of_soil',
  'probe_numb',
  'values_stuck',
  'probes_disagree',
  'value_impossible',
  'battery_low',
  'device_offline',
  'device_trouble',
  // Water
  'soil_dry',
  'soil_wet',
  'overwatered',
  'water_did_not_reach',
  'dries_fast',
  'dries_slowly',
  'habit_too_often',
  'habit_too_seldom',
  'watering_due',
  'watered_lately',
  'kept_moist',
  'dormant',
  'soil_unknown',
  // Temperature
  'cold_now',
  'hot_now',
  'cold_nights',
  'frost',
  'cold_for_some',
  'hot_days',
  // Light
  'too_dark',
  'too_bright',
  'winter_light',
  // Air
  'air_dry',
  'air_moist',
  // Salt
  'value_outside',
  // Feeding and pot
  'feeding_due',
  'feeding_paused',
  'feeding_not_wanted',
  'repotting_due',
  'buds_setting',
  // What the owner said
  'limits_unlike_species',
  'species_unknown',
  'species_is_genus',
  'toxic_to_pets',
  'site_unlike_species',
  // Well
  'doing_well',
] as const;
export type DiagnosisCode = (typeof DIAGNOSIS_CODES)[number];

/** What a finding can ask the owner to do, or to leave. */
export const ASKS = [
  'check_sensor',
  'put_probe_back',
  'check_probes',
  'charge_battery',
  'water_now',
  'water_when_due',
  'water_after_frost',
  'hold_water',
  'water_less_often',
  'water_more_often',
  'water_thoroughly',
  'empty_saucer',
  'move_warmer',
  'move_cooler',
  'shade_greenhouse',
  'bring_inside',
  'protect_from_frost',
  'move_brighter',
  'move_shadier',
  'add_lamp',
  'raise_humidity',
  'air_room',
  'feed',
  'stop_feeding',
  'repot',
  'do_not_move',
  'check_limits',
  'name_species',
  'keep_from_pets',
  'feel_soil',
  'look_at_plant',
  'leave_it',
] as const;
export type Ask = (typeof ASKS)[number];

/** How strongly the air dries leaves, from damp to dry. */
export const AIR_STATES = ['damp', 'moist', 'good', 'dry', 'parched'] as const;
export type AirState = (typeof AIR_STATES)[number];

/** Why one request yields to another. */
export const SETTLEMENT_RULES = [
  'sensor_before_plant',
  'harm_before_comfort',
  'wet_before_habit',
  'soil_before_calendar',
  'species_before_limits',
  'rest_before_feeding',
  'one_move',
] as const;
export type SettlementRule = (typeof SETTLEMENT_RULES)[number];
