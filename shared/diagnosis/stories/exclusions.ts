/** The table of statements that exclude each other, and the search for two of them in what is said of one plant on one day. */
import { daysBetween } from '../../plain-date.ts';
import type { Ask, DiagnosisCode } from '../codes.ts';
import type { Diagnosis } from '../diagnosis.ts';
import type { PlantFacts } from '../facts.ts';
import { planFrom } from '../plan/plan.ts';
import { MOVES } from '../settle.ts';
import { aboutPlant, findingWords } from '../words/say.ts';

/** Whoever is asked for one must not be asked for any of the others. */
const ASKS_APART: readonly (readonly [Ask, readonly Ask[]])[] = [
  ['water_now', ['hold_water', 'water_less_often', 'water_when_due', 'water_after_frost']],
  ['water_after_frost', ['hold_water', 'water_when_due', 'water_thoroughly']],
  ['water_when_due', ['hold_water', 'water_now']],
  ['water_thoroughly', ['hold_water']],
  ['water_more_often', ['hold_water', 'water_less_often']],
  ['feed', ['stop_feeding', 'hold_water', 'water_now', 'repot', 'bring_inside', 'protect_from_frost', 'move_warmer']],
  ['do_not_move', MOVES],
  ['leave_it', MOVES],
  ['raise_humidity', ['air_room']],
  ['add_lamp', ['move_shadier']],
  ...MOVES.map((move): readonly [Ask, readonly Ask[]] => [move, MOVES.filter((other) => other !== move)]),
];

/** Findings that cannot both be true. */
const CODES_APART: readonly (readonly [DiagnosisCode, readonly DiagnosisCode[]])[] = [
  ['soil_dry', ['soil_wet', 'overwatered', 'soil_unknown', 'probe_out_of_soil']],
  ['soil_unknown', ['soil_wet', 'overwatered', 'water_did_not_reach']],
  ['overwatered', ['habit_too_seldom', 'watering_due', 'soil_wet']],
  ['soil_wet', ['watering_due', 'kept_moist']],
  ['dormant', ['soil_dry', 'too_dark', 'winter_light']],
  ['kept_moist', ['soil_dry', 'watering_due', 'overwatered', 'soil_unknown', 'dries_fast']],
  ['probe_numb', ['soil_dry', 'soil_wet', 'overwatered', 'kept_moist', 'water_did_not_reach', 'probe_out_of_soil']],
  ['cold_for_some', ['frost', 'cold_nights', 'cold_now']],
  ['habit_too_often', ['habit_too_seldom']],
  ['too_dark', ['too_bright', 'winter_light']],
  ['too_bright', ['winter_light']],
  ['air_dry', ['air_moist']],
  ['feeding_due', ['feeding_paused', 'feeding_not_wanted']],
  ['frost', ['cold_nights', 'cold_now']],
  ['hot_now', ['cold_now']],
  ['species_unknown', ['species_is_genus', 'toxic_to_pets']],
  [
    'doing_well',
    ['all_silent', 'soil_dry', 'soil_wet', 'overwatered', 'frost', 'cold_nights', 'hot_days', 'too_dark', 'too_bright'],
  ],
];

/** Sentences that exclude what is asked for, wherever a plan says them. */
const SENTENCES_APART: readonly (readonly [RegExp, readonly Ask[]])[] = [
  [/Leave it where it is/, MOVES],
  [/Water it today/, ['hold_water', 'water_when_due', 'feel_soil']],
  [/Do not water until/, ['water_now', 'water_thoroughly']],
  [/Not while it rests/, ['water_now', 'water_more_often']],
  [/Open the greenhouse/, ['bring_inside', 'move_cooler']],
  [/closer to a window/, ['bring_inside', 'move_shadier', 'do_not_move']],
  [/doing well/, ['look_at_plant', 'hold_water', 'move_warmer', 'move_cooler', 'bring_inside']],
  [/as you have been watering/, ['water_less_often', 'water_more_often', 'hold_water']],
  [/half the dose/, ['stop_feeding', 'hold_water', 'bring_inside']],
];

/** A desert plant waits for spring; nothing waits longer. */
const LONGEST_REST_DAYS = 92;

/** Every two statements of a day that exclude each other, as sentences for whoever reads a failed test. */
export function contradictionsIn(facts: PlantFacts, diagnosis: Diagnosis): string[] {
  const { asks, findings, level, watering } = diagnosis;
  // A probe that is doubted beside sound ones says nothing of its metric.
  const told = findings.filter(({ evidence }) => evidence.others !== true);
  const codes = told.map(({ code }) => code);
  // What is only noticed, such as a night that was a little cool, does not keep a plant from doing well.
  const grave = told.filter(({ severity }) => severity !== 'notice').map(({ code }) => code);
  const isBad = findings.some(({ severity }) => severity === 'urgent' || severity === 'attention');
  const plan = planFrom(diagnosis, facts, 'en', 'celsius');
  const about = aboutPlant(facts, 'en', 'celsius');
  const sentences = findings.map((finding) => Object.values(findingWords(finding, about, asks)).join(' '));
  const whole = [
    plan.summary,
    plan.light.recommendation,
    plan.humidity.recommendation,
    ...plan.alerts,
    ...sentences,
  ].join('\n');
  const dates = [plan.watering.next, ...plan.schedule.map(({ due }) => due)];
  const isPast = (date: string | null): boolean => date !== null && date < facts.today;
  const outdoors = about.site === 'balcony' || about.site === 'garden';
  return [
    ...ASKS_APART.flatMap(([ask, others]) =>
      asks.includes(ask)
        ? others.filter((other) => asks.includes(other)).map((other) => `asks ${ask} and ${other}`)
        : [],
    ),
    ...CODES_APART.flatMap(([code, others]) =>
      codes.includes(code)
        ? others
            .filter((other) => (code === 'doing_well' ? grave : codes).includes(other))
            .map((other) => `finds ${code} and ${other}`)
        : [],
    ),
    ...SENTENCES_APART.flatMap(([sentence, others]) =>
      sentence.test(whole)
        ? others.filter((other) => asks.includes(other)).map((other) => `says ${sentence.source} and asks ${other}`)
        : [],
    ),
    ...diagnosis.settled
      .filter(({ dropped }) => asks.includes(dropped))
      .map(({ dropped }) => `drops ${dropped} and asks it`),
    ...(isBad && (level === 'well' || codes.includes('doing_well')) ? ['well, with something that is not'] : []),
    ...(level === 'well' && !codes.includes('doing_well') ? ['well without saying so'] : []),
    ...(diagnosis.silenced.some((metric) =>
      findings.some(
        (finding) =>
          finding.metric === metric &&
          ['soil_dry', 'soil_wet', 'cold_now', 'cold_nights', 'hot_now', 'too_dark', 'air_dry'].includes(finding.code),
      ),
    )
      ? ['concluded from a silenced metric']
      : []),
    ...(watering.next !== null && watering.not_before !== null && watering.next < watering.not_before
      ? ['waters before it may']
      : []),
    ...(asks.includes('hold_water') && plan.watering.next <= facts.today ? ['holds water and names today'] : []),
    ...(asks.includes('hold_water') && /ml;/.test(plan.watering.amount) ? ['holds water and names an amount'] : []),
    ...(isPast(watering.next) && watering.soil !== null ? ['a past date though the soil is known'] : []),
    ...(dates.some(isPast) && !isPast(watering.next) ? ['a date in the past'] : []),
    ...(isPast(watering.next) && !/overdue|check the soil today|without frost/.test(plan.summary)
      ? ['overdue without a word']
      : []),
    ...(watering.next !== null && daysBetween(facts.today, watering.next) > LONGEST_REST_DAYS
      ? ['a date beyond a winter']
      : []),
    ...(outdoors && /window/.test(plan.light.recommendation) ? ['a window outdoors'] : []),
    ...(facts.alerts.some(({ metric, side }) => metric !== null && side !== null) && !isBad
      ? ['an open alert without a word']
      : []),
  ];
}
