/**
 * Finds where advice contradicts what is known of the plant: its numbers, and what was found about it. A model that
 * invents is worse than none, and what it says of watering is acted on. Pure.
 */
import type { CareAdvice, CareContext } from '@plantops/shared/care/care-plan.ts';
import { STALE_MINUTES } from '@plantops/shared/care/care-words.ts';
import { addDays, daysBetween } from '@plantops/shared/plain-date.ts';
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

/** What is wrong, for the owner in both languages; the model is told it in English. */
export interface Contradiction {
  en: string;
  de: string;
}

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

const DAILY =
  /\b(?:daily|(?:once|twice|two times|\d times) (?:a|per) day|(?:every|each) (?:single )?(?:day|morning|evening)|every 1 days?|täglich|jeden (?:tag|morgen|abend)|(?:ein|zwei)mal (?:am|pro) tag)\b/i;
const NOW =
  /\b(?:water(?:ing)? (?:it |the plant |the soil |your plant |thoroughly |well )*(?:now|today|immediately|at once|right away|as soon as possible)|(?:needs?|give it) (?:more )?water (?:now|today|immediately)|(?:sofort|jetzt|gleich|heute) (?:gründlich |kräftig )?gießen|gieß(?:e|en)? (?:sie |ihn |es |die pflanze )?(?:sofort|jetzt|gleich|heute)|(?:the |its )?(?:soil|pot|substrate) is (?:too |very |bone )?dry|(?:die |seine |ihre )?erde ist (?:zu |sehr )?trocken)\b/i;
const NOT = /\b(?:not|n't|never|no|stop|without|avoid|instead of|nicht|kein(?:e|en)?|nie|statt)\b/i;
const WELL =
  /\b(?:(?:is |are |it's )?(?:doing|going) (?:very |really |quite |perfectly )?(?:well|fine|great)|all is (?:well|fine|good)|everything is (?:fine|well|good|perfect|in order)|(?:in|of) (?:very |perfectly )?(?:good|excellent|perfect) (?:health|shape|condition)|thriving|perfectly happy|nothing (?:to do|needs attention)|geht es (?:sehr |richtig )?gut|geht's (?:sehr )?gut|alles (?:ist )?(?:gut|bestens|in ordnung|prima)|gedeiht|bei bester gesundheit)\b/i;
const BUT =
  /\b(?:but|except|however|although|though|apart from|aside from|yet|only|aber|jedoch|allerdings|außer|obwohl|nur|bis auf)\b/i;

const sentencesOf = (text: string): string[] => text.split(/(?<=[.!?;\n])\s+/);
/** Whether a text advises to water now, in a sentence that does not say the contrary. */
const advisesNow = (text: string): boolean =>
  sentencesOf(text).some((sentence) => NOW.test(sentence) && !NOT.test(sentence));

/** The largest amount in a text (ml). `five litres`, `2-3 l` and `500 ml` are understood. */
function mlIn(text: string): number {
  const counts: Readonly<Record<string, number>> = {
    one: 1,
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    ten: 10,
    ein: 1,
    zwei: 2,
    drei: 3,
    vier: 4,
    fünf: 5,
    sechs: 6,
    zehn: 10,
  };
  const amounts = [
    ...text.matchAll(/(\d+(?:[.,]\d+)?|\b[a-zäöüß]+)\s*(ml|millilit(?:re|er)s?|cl|l|lit(?:re|er)s?|gallons?|gal)\b/gi),
  ];
  const sizes = amounts.map(([, count = '', unit = '']) => {
    const number = counts[count.toLowerCase()] ?? Number(count.replace(',', '.'));
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

const everyDays = ({ watering, schedule }: CareAdvice): number => {
  if (DAILY.test(watering.frequency)) return 1;
  const [, days] =
    /\b(?:every|alle|each) (\d+)(?:\s*(?:-|to|bis)\s*\d+)? (?:days|tage)/i.exec(watering.frequency) ?? [];
  const planned = schedule.flatMap(({ task, every_days }) =>
    task === 'watering' && every_days !== null ? [every_days] : [],
  );
  return Math.min(days === undefined ? Infinity : Number(days), ...planned);
};

type Rule = (advice: CareAdvice, facts: Facts, soil: Soil | undefined) => Contradiction | undefined;

const wetSoil: Rule = (advice, facts, soil) => {
  if (!mustWait(soil, facts) || facts.species?.watering === 'keep_wet') return undefined;
  const { watering, summary, alerts, schedule } = advice;
  const is = soil
    ? {
        en: `the soil is at ${round(soil.value)} %, above its ${round(soil.max)} %`,
        de: `die Erde hat ${round(soil.value)} %, mehr als ihre ${round(soil.max)} %`,
      }
    : { en: 'the pot is too wet', de: 'der Topf ist zu nass' };
  const refused = (en: string, de: string): Contradiction => ({
    en: `it ${en}, although ${is.en}`,
    de: `sie ${de}, obwohl gilt: ${is.de}`,
  });
  const first =
    [watering.next, ...schedule.flatMap(({ task, due }) => (task === 'watering' ? [due] : []))].toSorted()[0] ??
    watering.next;
  const notBefore = facts.diagnosis?.watering.not_before ?? null;
  if (first <= facts.today || (notBefore !== null && first < addDays(notBefore, -1)))
    return refused(`has it watered on ${first}`, `lässt am ${first} gießen`);
  if (everyDays(advice) <= 1) return refused('has it watered daily', 'lässt täglich gießen');
  if ([summary, ...alerts, watering.frequency, watering.amount].some(advisesNow))
    return refused('says that it needs water now', 'sagt, dass jetzt gegossen werden soll');
  return undefined;
};

const flooding: Rule = (advice, { waterings, species }) => {
  const ml = mlIn(`${advice.watering.amount} ${advice.watering.frequency}`);
  const most = Math.max(FLOODING.ml, ...waterings.map(({ amount_ml }) => (amount_ml ?? 0) * 4));
  if (everyDays(advice) > FLOODING.everyDays || ml < most || species?.watering === 'keep_wet') return undefined;
  return {
    en: `it has ${round(ml / 1000)} litres given every day or two, which no pot takes`,
    de: `sie lässt alle ein, zwei Tage ${round(ml / 1000)} Liter gießen, was kein Topf fasst`,
  };
};

const pastWatering: Rule = ({ watering }, { today }) =>
  watering.next < addDays(today, -LONGEST_OVERDUE_DAYS)
    ? {
        en: `its next watering, ${watering.next}, is long past: today is ${today}`,
        de: `ihr nächstes Gießen am ${watering.next} ist längst vorbei: Heute ist ${today}`,
      }
    : undefined;

const tooLate: Rule = ({ watering }, { today, soil_dries_per_day, diagnosis }, soil) => {
  const inDays = daysBetween(today, watering.next);
  if (!soil || soil.min === null) return undefined;
  const isDry = diagnosis ? diagnosis.asks.includes('water_now') : soil.value < soil.min;
  const refused = (en: string, de: string): Contradiction => ({
    en: `it has it watered on ${watering.next} only, although ${en}`,
    de: `sie lässt erst am ${watering.next} gießen, obwohl gilt: ${de}`,
  });
  if (isDry && inDays > DRY_WAITS_DAYS)
    return refused(
      `the soil is at ${round(soil.value)} %, below its ${round(soil.min)} %`,
      `die Erde hat ${round(soil.value)} %, weniger als ihre ${round(soil.min)} %`,
    );
  if (soil_dries_per_day === null || soil_dries_per_day <= 0) return undefined;
  const driesIn = Math.max(0, (soil.value - soil.min) / soil_dries_per_day);
  return inDays > driesIn * 2 + BEYOND_DRYING_DAYS
    ? refused(`the soil is dry in ${Math.ceil(driesIn)} days`, `in ${Math.ceil(driesIn)} Tagen ist die Erde trocken`)
    : undefined;
};

const wellInAlarm: Rule = ({ summary, alerts }, { open_alerts, diagnosis }) => {
  const isAlarming = open_alerts.length > 0 || diagnosis?.level === 'urgent';
  const says = sentencesOf(summary).some((sentence) => WELL.test(sentence) && !NOT.test(sentence));
  if (!isAlarming || !says || (alerts.length > 0 && BUT.test(summary))) return undefined;
  const why = open_alerts[0];
  return {
    en: `it says that the plant is doing well, although there is an alert${why ? `: ${why}` : ''}`,
    de: `sie sagt, es gehe der Pflanze gut, obwohl es eine Warnung gibt${why ? `: ${why}` : ''}`,
  };
};

const inventedFigure: Rule = ({ summary, alerts, light }, facts) => {
  const found = foreignFigure([summary, ...alerts, light.current], facts);
  if (found === undefined) return undefined;
  return {
    en: `it names ${found}, which is no figure of this plant`,
    de: `sie nennt ${found}, was kein Messwert dieser Pflanze ist`,
  };
};

const RULES: readonly Rule[] = [pastWatering, wetSoil, flooding, tooLate, wellInAlarm, inventedFigure];

/** The first thing in which advice contradicts what is known; undefined if there is none. */
export function contradictionIn(advice: CareAdvice, facts: Facts): Contradiction | undefined {
  const soil = soilNow(facts);
  for (const rule of RULES) {
    const found = rule(advice, facts, soil);
    if (found) return found;
  }
  return undefined;
}
