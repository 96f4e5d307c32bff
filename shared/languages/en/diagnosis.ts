/** The findings in English. What to do about them stands in asks.ts, so that nothing is asked for that was dropped. */
import type { Said } from '../../diagnosis/words/said.ts';
import type { DiagnosisFindings } from '../../diagnosis/words/diagnosis-words.ts';

const device = (said: Said, key = 'device'): string => (said.has(key) ? said.text(key) : 'the sensor');
const Device = (said: Said): string => (said.has('device') ? said.text('device') : 'A sensor');
const every = (said: Said): string =>
  said.count('every_days') === 1 ? 'every day' : `every ${said.days('every_days')}`;
const times = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);

export const findings: DiagnosisFindings = {
  never_measured: (said) => ({
    title: said.count('devices') === 0 ? 'No sensor: this goes by the calendar' : 'Its sensor has not measured yet',
    text:
      said.count('devices') === 0
        ? `No sensor measures ${said.name}, so this goes by what was logged and by what its kind usually needs.`
        : `The sensor of ${said.name} has not sent a single value, so nothing is known of the plant.`,
  }),
  all_silent: (said) => ({
    title: said.is('shut_out', true)
      ? 'No values: the sensor is not let in'
      : said.has('hours')
        ? `No values for ${said.time('hours')}`
        : 'No values',
    text: `${said.has('hours') ? `No sensor of ${said.name} has sent a value for ${said.time('hours')}` : `No sensor of ${said.name} sends values`}: how the plant is now is not known.${said.is('shut_out', true) ? ' The sensor is not let in, because two boards share its account; under Devices you let it in again.' : ''}`,
  }),
  metric_stale: (said) => ({
    title: `${said.subject} not measured for ${said.time('hours')}`,
    text: `${said.subject} at ${said.name} was last measured ${said.time('hours')} ago (${said.value('value')}): that says nothing about now.`,
  }),
  probe_out_of_soil: (said) => ({
    title: said.is('others', true)
      ? `The probe of ${device(said)} is probably out of the soil`
      : 'The probe is probably out of the soil',
    text: said.is('others', true)
      ? `The probe of ${device(said)} at ${said.name} is probably out of the soil. The other probes are believed.`
      : `${said.has('before') ? `Soil moisture of ${said.name} fell from ${said.percent('before')} to ${said.percent('after')} at once` : `Soil moisture of ${said.name} fell all at once`}: soil does not dry like that, a pulled probe does. How moist the soil is now is not known.`,
  }),
  probe_numb: (said) => ({
    title: 'The probe does not feel the waterings',
    text: `${said.name} was watered ${times(said.count('waterings'))} in ${said.days('days')}, and the probe says ${said.has('least') ? `${said.percent('least')} to ` : ''}${said.percent('most')} all along: it has no contact, as between pieces of bark or clay pebbles. It is not believed; the weight of the pot says more.`,
  }),
  values_stuck: (said) => ({
    title: `${said.subject} stands still: the sensor is stuck`,
    text: said.is('others', true)
      ? `${Device(said)} at ${said.name} says ${said.value('value')} and does not move any more. The other sensors are believed.`
      : `${said.subject} at ${said.name} has been exactly ${said.value('value')} for ${said.days('days')}. A working sensor always moves a little, so this figure is not believed.`,
  }),
  probes_disagree: (said) => ({
    title: `Two sensors disagree: ${said.value('low')} and ${said.value('high')}`,
    text: `At ${said.name} one sensor says ${said.value('low')} and another ${said.value('high')}. Which one is right cannot be told from here, so neither is believed.`,
  }),
  value_impossible: (said) => ({
    title: `${said.subject}: the sensor sends what cannot be`,
    text: said.is('others', true)
      ? `${Device(said)} at ${said.name} says ${said.value('value')}, which cannot be true. The other sensors are believed.`
      : said.has('value')
        ? `${said.subject} at ${said.name} is said to be ${said.value('value')}, which cannot be true.`
        : `The sensor of ${said.name} sends only values that cannot be true.`,
  }),
  battery_low: (said) => ({
    title: `Battery at ${said.percent('battery')}`,
    text: `The battery of ${device(said)} is at ${said.percent('battery')}: soon it will be silent.`,
  }),
  device_offline: (said) => ({
    title: `${Device(said)} is offline`,
    text: `${Device(said)} at ${said.name} is not connected; other sensors still measure.`,
  }),
  device_trouble: (said) => ({
    title: `${Device(said)} has a problem`,
    text: `${Device(said)} at ${said.name} ${said.has('error') ? `reports an error: ${said.text('error')}` : said.is('finding', 'account_paused') ? 'is not let in, because two boards share its account; under Devices you let it in again' : 'sends something that is not right; its page under Devices says what'}.`,
  }),
  soil_dry: (said) => ({
    title: `Too dry: soil at ${said.percent('soil')}`,
    text: `${said.name} is too dry: its soil is at ${said.percent('soil')}, below the ${said.percent('lower')} at which it wants water.${said.is('frozen', true) ? ' In frost the water would freeze in the pot, so it waits for a mild day.' : ''}`,
  }),
  soil_wet: (said) => ({
    title: `Too wet: soil at ${said.percent('soil')}`,
    text: `The soil of ${said.name} is at ${said.percent('soil')}, above the ${said.percent('upper')} that its roots bear${said.count('hours') >= 12 ? `, for ${said.time('hours')} of the last week` : ''}. Roots rot in soil that stays wet.${said.is('rain', true) ? ' Rain waters it, too: see that the water can drain.' : ''}`,
  }),
  overwatered: (said) => ({
    title: `Overwatered: soil at ${said.percent('soil')}`,
    text: `${said.name} was watered ${times(said.count('waterings'))} in ${said.days('days')}${said.has('total_ml') ? `, ${said.number('total_ml', 0)} ml in all` : ''}${said.has('least_before') ? `, though its soil was never below ${said.percent('least_before')}` : ''}, and is now at ${said.percent('soil')}, above ${said.percent('upper')}. Roots without air rot.`,
  }),
  water_did_not_reach: (said) => ({
    title: 'The last watering did not reach the probe',
    text:
      said.count('waterings') > 1
        ? `${said.name} was watered ${times(said.count('waterings'))} lately, and the probe still says ${said.percent('soil')}: the probe may be wrong, or the water runs past.`
        : `${said.name} was watered${said.has('amount_ml') ? ` with ${said.number('amount_ml', 0)} ml` : ''}, and its soil moisture did not rise; it is at ${said.percent('soil')}. Water often runs past dry peat, or it was too little.`,
  }),
  dries_fast: (said) => ({
    title: `Dries within ${said.time('hours')}`,
    text: `The pot of ${said.name} loses ${said.percent('rate')} a day and is dry again within ${said.time('hours')}: it is small for its roots, or stands hot.`,
  }),
  dries_slowly: (said) => ({
    title: 'The pot hardly dries',
    text: `The pot of ${said.name} loses only ${said.number('rate')} points a day: it is large, cool or dark for what the plant drinks.`,
  }),
  habit_too_often: (said) => ({
    title: 'Watered more often than it needs',
    text: `${said.name} is watered about ${every(said)}${said.has('before') ? `, while its soil is still at ${said.percent('before')}` : ', which is often for its kind'}.`,
  }),
  habit_too_seldom: (said) => ({
    title: 'Watered too late',
    text: `${said.name} is watered about ${every(said)}, when its soil has dried to ${said.percent('before')}; it wants water at ${said.percent('lower')}.`,
  }),
  watering_due: (said) => ({
    title: said.has('soil')
      ? 'Due for water today'
      : said.count('overdue_days') > 0 && said.is('known', true)
        ? 'Watering overdue'
        : 'Check the soil today',
    text: said.has('soil')
      ? `The soil of ${said.name} has dried to ${said.percent('soil')}, where it wants water.`
      : said.is('known', true)
        ? said.count('overdue_days') > 0
          ? `Counted from the last watering, ${said.name} has been due for water for ${said.days('overdue_days')}.`
          : `Counted from the last watering, ${said.name} is due for water today.`
        : `Nobody has logged a watering of ${said.name} yet, so whether it is due is for your finger to say.`,
  }),
  watered_lately: (said) => ({
    title: said.count('hours') < 1 ? 'Watered within the last hour' : `Watered ${said.time('hours')} ago`,
    text: `${said.name} was watered ${said.count('hours') < 1 ? 'within the last hour' : `${said.time('hours')} ago`}${said.has('amount_ml') ? ` with ${said.number('amount_ml', 0)} ml` : ''}.`,
  }),
  kept_moist: (said) => ({
    title: `Stays moist: soil at ${said.percent('soil')}`,
    text: `The soil of ${said.name} stays at about ${said.percent('soil')}, though no watering is seen: ${said.is('rain', true) ? 'rain or drops' : 'drops, a reservoir or water in its saucer'} may keep it moist. So no day is named for the next watering.`,
  }),
  dormant: (said) => ({
    title: 'Probably asleep, without leaves',
    text: `In this season ${said.name} usually rests without leaves and is kept nearly dry, until about ${said.date('until')}. If it has leaves, it is awake and wants water.`,
  }),
  soil_unknown: (said) => ({
    title: 'How moist the soil is is not known',
    text: `No sensor that can be believed says how moist the soil of ${said.name} is.`,
  }),
  cold_now: (said) => ({
    title: `Too cold: ${said.temperature('value')}`,
    text: `${said.name} stands at ${said.temperature('value')}; it should not be below ${said.temperature('limit')}.`,
  }),
  hot_now: (said) => ({
    title: `Too hot: ${said.temperature('value')}`,
    text: `${said.name} stands at ${said.temperature('value')}; it should not be above ${said.temperature('limit')}.`,
  }),
  cold_nights: (said) => ({
    title: `Cold nights: down to ${said.temperature('least')}`,
    text: `In ${said.count('of') === 1 ? 'the last night' : `${said.count('nights') === 1 ? 'one' : said.number('nights', 0)} of the last ${said.number('of', 0)} nights`} ${said.name} stood below ${said.temperature('limit')}, at ${said.temperature('least')} in the coldest, whatever the day is like.`,
  }),
  frost: (said) => ({
    title: `Frost: ${said.temperature('least')}`,
    text: `It got down to ${said.temperature('least')} at ${said.name}${said.count('limit') >= 0 ? `, which does not bear frost: it should not be below ${said.temperature('limit')}` : `, below the ${said.temperature('limit')} that it bears`}.`,
  }),
  cold_for_some: (said) => ({
    title: `Too cold for some of its kinds: ${said.temperature('least')}`,
    text: `It got down to ${said.temperature('least')} at ${said.name}. Some kinds of ${said.text('species')} bear that, others suffer below ${said.temperature('limit')}: it depends on which one it is.`,
  }),
  hot_days: (said) => ({
    title: `Hot days: up to ${said.temperature('greatest')}`,
    text: `It got up to ${said.temperature('greatest')} at ${said.name} ${said.count('of') <= 1 ? 'today' : `in the last ${said.days('of')}`}; above ${said.temperature('limit')} it suffers${said.has('now') && said.count('now') <= said.count('limit') ? `, though it is ${said.temperature('now')} now` : ''}.`,
  }),
  too_dark: (said) => ({
    title: `Too dark: ${said.number('dli')} mol/m² of light a day`,
    text: `${said.name} gets about ${said.number('dli')} mol/m² of light a day, over ${said.days('days')}${said.has('lux') ? ` (${said.lux('lux')} in the bright hours)` : ''}; ${said.is('species', true) ? 'its kind' : 'even a plant of the shade'} needs at least ${said.number('least')}.`,
  }),
  too_bright: (said) => ({
    title: `Too much sun: ${said.lux('lux')}`,
    text: `In its bright hours ${said.name} gets up to ${said.lux('lux')}, on ${said.days('days')} of the last week; more than ${said.lux('limit')} burns its leaves.`,
  }),
  winter_light: (said) => ({
    title: `Little winter light: ${said.number('dli')} mol/m² a day`,
    text: `${said.name} gets about ${said.number('dli')} mol/m² of light a day and would like ${said.number('least')}, but already stands where it is brightest: the days are short.`,
  }),
  air_dry: (said) => ({
    title: said.has('humidity') ? `Dry air: ${said.percent('humidity')}` : 'Dry air',
    text: `The air around ${said.name} is dry${said.has('humidity') ? `, at ${said.percent('humidity')}` : ''}${said.has('vpd') ? ` (its pull on leaves is ${said.number('vpd')} kPa; up to ${said.number('limit')} suits it)` : said.has('wanted') ? `; it wants ${said.percent('wanted')}` : ''}: leaf tips turn brown.`,
  }),
  air_moist: (said) => ({
    title: `Moist air: ${said.percent('humidity')}`,
    text: `The air around ${said.name} has been at ${said.percent('humidity')} for ${said.days('days')}; standing moisture above ${said.percent('limit')} brings mould.`,
  }),
  value_outside: (said) => ({
    title: `${said.subject}: ${said.has('value') ? said.value('value') : 'outside its limits'}`,
    text: `${said.subject} of ${said.name} ${said.is('is_back', true) ? 'was' : 'is'} ${said.is('side', 'below') ? 'below' : 'above'} its limit${said.has('limit') ? ` of ${said.value('limit')}` : ''}${said.is('is_back', true) ? ` and is not safely back yet, at ${said.value('value')}` : said.has('value') ? `, at ${said.value('value')}` : ''}.`,
  }),
  feeding_due: (said) => ({
    title: 'Due for feeding',
    text: said.has('days')
      ? `${said.name} is growing and was last fed ${said.days('days')} ago.`
      : `${said.name} is growing, and no feeding is logged.`,
  }),
  feeding_paused: (said) => ({
    title: said.is('why', 'repotted')
      ? 'Fresh soil feeds it'
      : said.is('until', 'autumn')
        ? 'No feeding until autumn'
        : 'No feeding until spring',
    text: said.is('why', 'repotted')
      ? `${said.name} was repotted lately: fresh soil feeds it until about ${said.date('until')}.`
      : `${said.name} rests and takes no fertilizer until ${said.is('until', 'autumn') ? 'autumn' : 'spring'}${said.has('days') ? `; it was fed ${said.days('days')} ago` : ''}.`,
  }),
  feeding_not_wanted: (said) => ({
    title: 'Never fed',
    text: `${said.name} lives on insects: fertilizer and hard water kill its roots${said.has('days') ? `, and it was fed ${said.days('days')} ago` : ''}. Rainwater or distilled water suits it.`,
  }),
  repotting_due: (said) => ({
    title: 'Time for a look at its roots',
    text: said.is('known', true)
      ? `${said.name} has been in its pot for ${said.count('years') <= 1 ? 'more than a year' : `${said.number('years', 0)} years`}, and now it starts to grow.`
      : `No repotting of ${said.name} is known in ${said.count('years') <= 1 ? 'more than a year' : `${said.number('years', 0)} years`}, and now it starts to grow.`,
  }),
  buds_setting: (said) => ({
    title: 'Setting buds',
    text: `${said.name} sets its buds in this season and drops them when it is moved or turned.`,
  }),
  limits_unlike_species: (said) => ({
    title: `${said.subject}: limits unlike its kind`,
    text: `For ${said.name} the limits ${limits(said, 'own')} are set (${said.subject.toLowerCase()}), but its kind wants ${limits(said, 'kind')}. Advice goes by its kind; alerts go by your limits.`,
  }),
  species_unknown: (said) => ({
    title: 'Species not known',
    text: `${said.has('species') ? `"${said.text('species')}" is not in the library` : `What ${said.name} is, is not said`}, so it is judged by what most house plants bear.`,
  }),
  species_is_genus: (said) => ({
    title: 'Only its genus is known',
    text: `Of ${said.name} only the genus ${said.text('species')} is known, so that its ranges are careful ones.`,
  }),
  toxic_to_pets: (said) => ({
    title: said.is('deadly', true) ? 'Deadly to cats or dogs' : 'Poisonous to cats and dogs',
    text: said.is('deadly', true)
      ? `A little of ${said.name} (${said.text('species')}) can kill a cat or a dog, and there are some in the house. If one has chewed on it, call a vet at once.`
      : `${said.name} (${said.text('species')}) is poisonous to cats and dogs that chew on it, and there are some in the house.`,
  }),
  site_unlike_species: (said) => ({
    title: said.is('why', 'tender_outdoors')
      ? 'Outdoors in the cold season'
      : said.is('why', 'hardy_indoors')
        ? 'A plant for outdoors'
        : 'A sun lover away from the sun',
    text: said.is('why', 'tender_outdoors')
      ? `${said.name} stands outdoors${said.has('least') ? `, where the nights get down to ${said.temperature('least')}` : ', where the nights get cold now'}; it should not be below ${said.temperature('limit')}.`
      : said.is('why', 'hardy_indoors')
        ? `${said.name} is hardy and wants full sun; indoors it gets less light and too warm a winter.`
        : `${said.name} wants full sun, and its place gets hardly any.`,
  }),
  doing_well: (said) => ({
    title: said.has('soil') ? 'Doing well' : 'What is known is as it should be',
    text: `${said.has('soil') ? `${said.name} is doing well` : `What is known of ${said.name} is as it should be`}${figures(said)}.`,
  }),
};

function limits(said: Said, of: 'own' | 'kind'): string {
  const [min, max] = [`${of}_min`, `${of}_max`];
  if (said.has(min) && said.has(max)) return `${said.value(min)} to ${said.value(max)}`;
  if (said.has(min)) return `at least ${said.value(min)}`;
  return said.has(max) ? `at most ${said.value(max)}` : 'none';
}

function figures(said: Said): string {
  const parts = [
    ...(said.has('soil') ? [`soil ${said.percent('soil')}`] : []),
    ...(said.has('temperature') ? [said.temperature('temperature')] : []),
    ...(said.has('humidity') ? [`air humidity ${said.percent('humidity')}`] : []),
  ];
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}
