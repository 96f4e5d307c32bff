/**
 * Finds where advice contradicts what is known of the plant: its numbers, and what was found about it. A model that
 * invents is worse than none, and what it says of watering is acted on. Pure.
 */
import type { AdviceBasis } from '@plantops/shared/care/advice-basis.ts';
import type { CareAdvice, CareContext } from '@plantops/shared/care/care-plan.ts';
import { STALE_MINUTES } from '@plantops/shared/care/care-words.ts';
import type { Ask } from '@plantops/shared/diagnosis/codes.ts';
import type { Diagnosis } from '@plantops/shared/diagnosis/diagnosis.ts';
import { EXCLUDES, MOVES } from '@plantops/shared/diagnosis/settle.ts';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import type { Claim, ContradictionWords } from '@plantops/shared/languages/words-of-language.ts';
import { addDays, daysBetween } from '@plantops/shared/plain-date.ts';
import { type Language, LANGUAGES } from '@plantops/shared/settings/display.ts';
import { foreignFigure } from './figures-in-text.ts';

export type Facts = Pick<
  CareContext,
  | 'today'
  | 'metrics'
  | 'temperature_unit'
  | 'soil_dries_per_day'
  | 'brightest_hours_lux'
  | 'waterings'
  | 'open_alerts'
  | 'species'
  | 'sensors'
  | 'diagnosis'
>;

/** What is wrong: for the owner in their language, for the model in English. */
export type Contradiction = (language: Language) => string;

const said =
  (say: (words: ContradictionWords) => string): Contradiction =>
  (language) =>
    say(spoken(language).contradictions);

/** Whether a text says something in any language: models do not always answer in the one that was asked for. */
const says = (what: Claim, text: string): boolean =>
  LANGUAGES.some((language) => spoken(language).claims[what].test(text));

/** Where nobody set a limit, soil is wet from here on (%): above the upper limit of every species in the library. */
const WET_WITHOUT_LIMIT = 85;
/** A watering may be overdue by this much (days); a date before that is one of another year, or of training data. */
const LONGEST_OVERDUE_DAYS = 14;
/** Soil that is too dry does not wait longer than this (days). */
const DRY_WAITS_DAYS = 3;
/** Beyond twice the time in which the soil dries, and this much more (days), nobody knows. */
const BEYOND_DRYING_DAYS = 14;
/** Every so many days or more often is flooding with much water (days, ml). */
const FLOODING = { everyDays: 2, ml: 3000 };

const sentencesOf = (text: string): string[] => text.split(/(?<=[.!?;\n])\s+/);
/** Whether a text advises to water now, in a sentence that does not say the contrary. */
const advisesNow = (text: string): boolean =>
  sentencesOf(text).some((sentence) => says('waterNow', sentence) && !says('not', sentence));

const COUNTS: Readonly<Record<string, number>> = Object.fromEntries(
  LANGUAGES.flatMap((language) => Object.entries(spoken(language).claims.counts)),
);

/** The largest amount in a text (ml). `five litres`, `2-3 l` and `500 ml` are understood. */
function mlIn(text: string): number {
  const amounts = [
    ...text.matchAll(
      /(\d+(?:[.,]\d+)?|(?<!\p{L})\p{L}+)\s*(ml|milli?lit(?:re|er|ro)s?|cl|l|lit(?:re|er|ro)s?|gallons?|gal)(?!\p{L})/giu,
    ),
  ];
  const sizes = amounts.map(([, count = '', unit = '']) => {
    const number = COUNTS[count.toLowerCase()] ?? Number(count.replace(',', '.'));
    const each = /^m/i.test(unit) ? 1 : /^c/i.test(unit) ? 10 : /^g/i.test(unit) ? 3785 : 1000;
    return Number.isNaN(number) ? 0 : number * each;
  });
  return Math.max(0, ...sizes);
}

const round = (value: number): string => String(Math.round(value * 10) / 10);

interface Soil {
  /** % */
  value: number;
  min: number | null;
  max: number;
}

/** The soil as it is now; undefined where nobody knows, or where what is known cannot be believed. */
function soilNow({ metrics, diagnosis }: Facts): Soil | undefined {
  const { value, age_minutes, thresholds, ideal } = metrics.soil_moisture;
  if (value === null || age_minutes === null || age_minutes > STALE_MINUTES) return undefined;
  if (diagnosis?.silenced.includes('soil_moisture')) return undefined;
  const upper = diagnosis?.watering.upper ?? thresholds?.max ?? ideal?.max;
  return { value, min: thresholds?.min ?? ideal?.min ?? null, max: upper ?? WET_WITHOUT_LIMIT };
}

/** Whether water must wait: by what was found where that is known, or else by the upper limit of the soil. */
function mustWait(soil: Soil | undefined, { diagnosis }: Facts): boolean {
  if (diagnosis)
    return (
      diagnosis.asks.includes('hold_water') ||
      diagnosis.findings.some(({ code }) => code === 'soil_wet' || code === 'overwatered')
    );
  return soil !== undefined && soil.value > soil.max;
}

/** The days of "every 5 days" and "every 5 to 7 days", in any language. */
function daysIn(text: string): string | undefined {
  for (const language of LANGUAGES) {
    const [, days] = spoken(language).claims.everyDays.exec(text) ?? [];
    if (days !== undefined) return days;
  }
  return undefined;
}

const everyDays = ({ watering, schedule }: CareAdvice, basis?: AdviceBasis): number => {
  const said = basis?.watering.every_days ?? Infinity;
  if (says('daily', watering.frequency)) return 1;
  const days = daysIn(watering.frequency);
  const planned = schedule.flatMap(({ task, every_days }) =>
    task === 'watering' && every_days !== null ? [every_days] : [],
  );
  return Math.min(said, days === undefined ? Infinity : Number(days), ...planned);
};

type Rule = (
  advice: CareAdvice,
  facts: Facts,
  soil: Soil | undefined,
  basis: AdviceBasis | undefined,
) => Contradiction | undefined;

/** Whether what was found asks for what excludes a request. */
function isExcluded(ask: Ask, { asks, settled }: Diagnosis): boolean {
  if (asks.includes(ask)) return false;
  if (settled.some(({ dropped }) => dropped === ask)) return true;
  if (ask === 'hold_water') return asks.includes('water_now');
  // A plant is moved once, as its worst trouble asks.
  if ((MOVES as readonly Ask[]).includes(ask))
    return asks.some((other) => other === 'do_not_move' || (MOVES as readonly Ask[]).includes(other));
  return EXCLUDES.some(({ dropped, winners }) => dropped === ask && asks.some((other) => winners.includes(other)));
}

/** What advice asks for by its codes, against what was found. */
const againstFindings: Rule = (_advice, { diagnosis }, _soil, basis) => {
  if (!diagnosis || !basis) return undefined;
  const ask = basis.points.flatMap(({ asks }) => asks).find((asked) => isExcluded(asked, diagnosis));
  if (ask !== undefined)
    return (language) => spoken(language).contradictions.against(spoken(language).diagnosis.names[ask]);
  const isBad = diagnosis.level === 'urgent' || diagnosis.level === 'attention';
  return isBad && basis.level === 'well' ? said((words) => words.well(null)) : undefined;
};

/** All that a plan says in words. */
const proseOf = ({ summary, alerts, watering, light, humidity, schedule }: CareAdvice): string[] => [
  summary,
  ...alerts,
  watering.frequency,
  watering.amount,
  light.recommendation,
  humidity.recommendation,
  ...schedule.map(({ note }) => note),
];

const wetSoil: Rule = (advice, facts, soil, basis) => {
  if (!mustWait(soil, facts) || facts.species?.watering === 'keep_wet') return undefined;
  const { watering, schedule } = advice;
  const refused = (claim: (words: ContradictionWords) => string): Contradiction =>
    said((words) =>
      words.although(claim(words), soil ? words.wetSoil(round(soil.value), round(soil.max)) : words.wetPot),
    );
  const first =
    [watering.next, ...schedule.flatMap(({ task, due }) => (task === 'watering' ? [due] : []))].toSorted()[0] ??
    watering.next;
  const notBefore = facts.diagnosis?.watering.not_before ?? null;
  if (first <= facts.today || (notBefore !== null && first < addDays(notBefore, -1)))
    return refused((words) => words.wateredOn(first));
  if (everyDays(advice, basis) <= 1) return refused((words) => words.wateredDaily);
  // Words alone are asked where no codes say what they mean.
  const asksForWater = basis?.points.some(({ asks }) => asks.includes('water_now'));
  if (asksForWater ?? proseOf(advice).some(advisesNow)) return refused((words) => words.waterNow);
  return undefined;
};

const flooding: Rule = (advice, { waterings, species }, _soil, basis) => {
  const ml = Math.max(basis?.watering.amount_ml ?? 0, mlIn(`${advice.watering.amount} ${advice.watering.frequency}`));
  const most = Math.max(FLOODING.ml, ...waterings.map(({ amount_ml }) => (amount_ml ?? 0) * 4));
  if (everyDays(advice, basis) > FLOODING.everyDays || ml < most || species?.watering === 'keep_wet') return undefined;
  return said((words) => words.flooding(round(ml / 1000)));
};

const pastWatering: Rule = ({ watering }, { today }) =>
  watering.next < addDays(today, -LONGEST_OVERDUE_DAYS) ? said((words) => words.past(watering.next, today)) : undefined;

const tooLate: Rule = ({ watering }, { today, soil_dries_per_day, diagnosis }, soil) => {
  const inDays = daysBetween(today, watering.next);
  if (!soil || soil.min === null) return undefined;
  const isDry = diagnosis ? diagnosis.asks.includes('water_now') : soil.value < soil.min;
  const refused = (why: (words: ContradictionWords) => string): Contradiction =>
    said((words) => words.although(words.onlyOn(watering.next), why(words)));
  if (isDry && inDays > DRY_WAITS_DAYS)
    return refused((words) => words.drySoil(round(soil.value), round(Number(soil.min))));
  if (soil_dries_per_day === null || soil_dries_per_day <= 0) return undefined;
  const driesIn = Math.max(0, (soil.value - soil.min) / soil_dries_per_day);
  return inDays > driesIn * 2 + BEYOND_DRYING_DAYS ? refused((words) => words.driesIn(Math.ceil(driesIn))) : undefined;
};

const wellInAlarm: Rule = ({ summary, alerts }, { open_alerts, diagnosis }, _soil, basis) => {
  // Codes say how the plant is; of words alone each that praises is doubted while something needs attention.
  if (basis) return undefined;
  const isAlarming = open_alerts.length > 0 || diagnosis?.level === 'urgent' || diagnosis?.level === 'attention';
  const isWell = sentencesOf(summary).some((sentence) => says('well', sentence) && !says('not', sentence));
  if (!isAlarming || !isWell || (alerts.length > 0 && says('but', summary))) return undefined;
  const why = open_alerts[0];
  return said((words) => words.well(why ?? null));
};

const inventedFigure: Rule = ({ summary, alerts, light }, facts) => {
  const found = foreignFigure([summary, ...alerts, light.current], facts);
  if (found === undefined) return undefined;
  return said((words) => words.invented(found));
};

const RULES: readonly Rule[] = [pastWatering, againstFindings, wetSoil, flooding, tooLate, wellInAlarm, inventedFigure];

/**
 * The first thing in which advice contradicts what is known; undefined if there is none.
 * @param basis what it rests on and asks for, in codes; undefined: it does not say, and its words are judged
 */
export function contradictionIn(advice: CareAdvice, facts: Facts, basis?: AdviceBasis): Contradiction | undefined {
  const soil = soilNow(facts);
  for (const rule of RULES) {
    const found = rule(advice, facts, soil, basis);
    if (found) return found;
  }
  return undefined;
}
