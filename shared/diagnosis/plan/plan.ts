/** A care plan in its usual form, made of a diagnosis in the reader's language: everything in it is one of its findings. Pure. */
import { spoken } from '#spoken';
import { inLanguage } from '../../languages/terms.ts';
import { type CareAdvice, FURTHEST_DAYS, MOST_ALERTS, type ScheduledTask } from '../../care/care-plan.ts';
import type { Language, TemperatureUnit } from '../../settings/display.ts';
import { addDays, daysBetween, laterDate } from '../../plain-date.ts';
import { LIGHT_CARE } from '../../species/species-care.ts';
import type { Ask, DiagnosisCode } from '../codes.ts';
import type { CareFinding, Diagnosis } from '../diagnosis.ts';
import type { PlantFacts } from '../facts.ts';
import { feedingDays, nextFeeding } from '../families/feeding.ts';
import { usualDli } from '../families/light.ts';
import { hasReservoir, isAirPlant, isCarnivore, isDormant, isOutdoors, isResting } from '../kind.ts';
import { rangeOf } from '../ranges.ts';
import { MOVES } from '../settle.ts';
import { siteOf } from '../site.ts';
import { restsUntil } from '../watering-anchor.ts';
import { type About, fit, numberText, valueText } from '../words/said.ts';
import { aboutPlant, askWords, findingWords, nextWateringWords } from '../words/say.ts';
import type { Brightness, PlanWords } from './plan-words.ts';

/** Where each brightness begins (mol/m²/d); see `DLI_CARE`. */
const BRIGHTNESS: readonly (readonly [number, Brightness])[] = [
  [6, 'sun'],
  [2, 'bright'],
  [0.8, 'medium'],
  [0.2, 'low'],
  [0, 'dark'],
];
const LOOK_EVERY_DAYS = 7;
const LONGEST = { summary: 600, alert: 200, frequency: 160, amount: 200, light: 120, ideal: 160, advice: 400 };
/** Worth an alert though they do not make the plant worse: without them nobody sees that it is. */
const SENSOR_NOTICES: readonly DiagnosisCode[] = ['battery_low', 'device_offline', 'device_trouble'];
const LIGHT_CODES: readonly DiagnosisCode[] = ['too_dark', 'too_bright', 'winter_light'];
const AIR_CODES: readonly DiagnosisCode[] = ['air_dry', 'air_moist'];
const HABITS: readonly DiagnosisCode[] = ['habit_too_often', 'habit_too_seldom'];

interface Planning {
  diagnosis: Diagnosis;
  facts: PlantFacts;
  about: About;
  words: PlanWords;
}

const saysOf = ({ about, diagnosis }: Planning, finding: CareFinding) => findingWords(finding, about, diagnosis.asks);
const asksFor = ({ diagnosis }: Planning, ...asks: readonly Ask[]): boolean =>
  diagnosis.asks.some((ask) => asks.includes(ask));
const isBad = ({ severity }: CareFinding): boolean => severity === 'urgent' || severity === 'attention';

/** The day that a plan names: a pot that must dry first is looked at when it may have. */
const nextDay = ({ diagnosis: { watering }, facts }: Planning): string =>
  watering.next ?? watering.not_before ?? restsUntil(watering.anchor, facts.today);

function summaryOf(planning: Planning): string {
  const { diagnosis, facts, about, words } = planning;
  const isWell = diagnosis.level === 'well';
  const main = isWell ? diagnosis.findings.find(({ code }) => code === 'doing_well') : diagnosis.findings[0];
  const second = diagnosis.findings.find((finding) =>
    isWell
      ? finding.code === 'watered_lately'
      : finding.code !== main?.code && (isBad(finding) || HABITS.includes(finding.code)),
  );
  const others = second && { ...second, asks: second.asks.filter((ask) => !main?.asks.includes(ask)) };
  const told = [main, others].flatMap((finding) =>
    finding ? [{ ...saysOf(planning, finding), isAdvised: isBad(finding) }] : [],
  );
  return fit(
    [
      ...told.flatMap(({ text, advice, isAdvised }) => (isAdvised && advice ? [text, advice] : [text])),
      nextWateringWords(diagnosis.watering, about, diagnosis.asks),
      ...(facts.species === null && main?.code !== 'species_unknown' ? [words.unknownSpecies] : []),
    ].join(' '),
    LONGEST.summary,
  );
}

function wateringOf(planning: Planning): CareAdvice['watering'] {
  const { diagnosis, facts, about, words } = planning;
  const { watering } = diagnosis;
  const isHeld = asksFor(planning, 'hold_water');
  const isOverdue = watering.soil === null && watering.next !== null && watering.next < facts.today;
  const kind = facts.species?.watering ?? 'surface_dry';
  // Dormant bog plants are kept moist, but not standing in water.
  const way = kind === 'keep_wet' && isCarnivore(facts) && isResting(facts) ? 'keep_moist' : kind;
  const ml = watering.amount_ml === null ? null : numberText(watering.amount_ml, about.language, 0);
  const vessel = isAirPlant(facts)
    ? 'air'
    : hasReservoir(facts)
      ? 'reservoir'
      : facts.place.pot_material === 'ground'
        ? 'ground'
        : null;
  const inPot = ml === null ? words.amounts[way] : words.amountMl(ml);
  const amount = vessel === null ? inPot : words.vessels[vessel](ml);
  const given = isCarnivore(facts) ? `${amount}. ${words.rainwater}` : amount;
  const frequency =
    words.frequency[
      isHeld
        ? 'paused'
        : isDormant(facts)
          ? 'dormant'
          : vessel === 'air'
            ? 'air'
            : isOverdue
              ? 'overdue'
              : watering.basis
    ];
  return {
    frequency: fit(
      frequency(words.everyDays(watering.every_days), valueText('soil_moisture', watering.lower, about)),
      LONGEST.frequency,
    ),
    amount: fit(isHeld ? words.none : given, LONGEST.amount),
    next: nextDay(planning),
  };
}

function lightOf(planning: Planning): CareAdvice['light'] {
  const { diagnosis, facts, about, words } = planning;
  const isSilenced = diagnosis.silenced.includes('light_level');
  const finding = diagnosis.findings.find(({ code }) => LIGHT_CODES.includes(code));
  // What was measured days ago is no light of now.
  const isNow = facts.metrics.light_level.isFresh;
  const dli = isNow ? usualDli(facts) : null;
  const lux = isNow ? (facts.light.at(-1)?.brightLux ?? null) : null;
  const current = (): string => {
    if (isSilenced) return words.notBelieved;
    if (dli !== null) {
      const brightness = BRIGHTNESS.find(([from]) => dli >= from)?.[1] ?? 'dark';
      return words.dli(words.brightness[brightness], numberText(dli, about.language));
    }
    return lux === null ? words.notMeasured : words.lux(valueText('light_level', lux, about));
  };
  const recommendation = (): string => {
    if (finding) {
      const { text, advice } = saysOf(planning, finding);
      return advice || text;
    }
    if (isSilenced || (dli === null && lux === null)) return words.light.unknown;
    if (isOutdoors(facts) && isResting(facts)) return words.light.resting;
    if (dli === null) return words.light.early;
    if (asksFor(planning, ...MOVES)) return words.light.moves;
    return asksFor(planning, 'leave_it') ? askWords('leave_it', about) : words.light.fine;
  };
  return {
    current: fit(current(), LONGEST.light),
    // The first part of the words for a light level: what the light should be, not how to provide it.
    ideal: fit(
      (facts.species && inLanguage(LIGHT_CARE[facts.species.light].words, about.language).split(/[:;.]/)[0]) ??
        words.unknownLight,
      LONGEST.ideal,
    ),
    recommendation: fit(recommendation(), LONGEST.advice),
  };
}

function humidityOf(planning: Planning): CareAdvice['humidity'] {
  const { diagnosis, facts, about, words } = planning;
  const { value, isFresh } = facts.metrics.humidity;
  const isBelieved = isFresh && value !== null && !diagnosis.silenced.includes('humidity');
  const finding = diagnosis.findings.find(({ code }) => AIR_CODES.includes(code));
  const { min, max } = rangeOf(facts, 'humidity');
  const number = (limit: number): string => numberText(limit, about.language, 0);
  const ideal = (): string => {
    if (min !== null && max !== null) return words.air.range(number(min), number(max));
    if (min !== null) return words.air.from(number(min));
    if (max !== null) return words.air.upTo(number(max));
    return facts.species === null ? words.air.usual : words.air.any;
  };
  const recommendation = (): string => {
    if (finding) {
      const { text, advice } = saysOf(planning, finding);
      return advice ? `${text} ${advice}` : text;
    }
    if (isOutdoors(facts)) return words.air.outdoors;
    return isBelieved ? words.air.fine : words.air.unknown;
  };
  return {
    current: isBelieved ? Math.min(100, Math.max(0, value)) : null,
    ideal: fit(ideal(), LONGEST.light),
    recommendation: fit(recommendation(), LONGEST.advice),
  };
}

const alertsOf = (planning: Planning): string[] =>
  [
    ...new Set(
      planning.diagnosis.findings
        .filter((finding) => isBad(finding) || SENSOR_NOTICES.includes(finding.code))
        .map((finding) => {
          const { title, advice } = saysOf(planning, finding);
          return fit(advice ? `${title}. ${advice}` : `${title}.`, LONGEST.alert);
        }),
    ),
  ].slice(0, MOST_ALERTS);

/** What is due in the coming weeks. What the diagnosis does not ask for, or has dropped, is not in it. */
function scheduleOf(planning: Planning, watering: CareAdvice['watering']): ScheduledTask[] {
  const { diagnosis, facts, words } = planning;
  const { today } = facts;
  const soon = (day: string): string =>
    daysBetween(today, day) > FURTHEST_DAYS ? addDays(today, FURTHEST_DAYS) : laterDate(today, day);
  const feeding = nextFeeding(facts);
  const isFedLater = feeding !== null && feeding > today;
  const wasDropped = diagnosis.settled.some(({ dropped }) => dropped === 'feed');
  return [
    {
      task: 'watering',
      due: watering.next,
      every_days: diagnosis.watering.every_days,
      note: watering.amount,
    },
    ...(diagnosis.watering.soil === null && !isAirPlant(facts)
      ? [
          {
            task: 'check' as const,
            due: today,
            every_days: Math.min(diagnosis.watering.every_days, LOOK_EVERY_DAYS),
            note: words.tasks.feel,
          },
        ]
      : []),
    ...(feeding !== null &&
    !wasDropped &&
    !asksFor(planning, 'stop_feeding') &&
    (isFedLater || asksFor(planning, 'feed'))
      ? [{ task: 'fertilizing' as const, due: soon(feeding), every_days: feedingDays(facts), note: words.tasks.feed }]
      : []),
    { task: 'check', due: addDays(today, 2), every_days: LOOK_EVERY_DAYS, note: words.tasks.look },
    ...(asksFor(planning, 'repot')
      ? [{ task: 'repotting' as const, due: addDays(today, 14), every_days: null, note: words.tasks.repot }]
      : []),
  ];
}

/**
 * A plan in the same form as a language model's answer. A watering that is overdue keeps its date, which is in the past;
 * every other date is today or later.
 * @param known those that the diagnosis is of
 */
export function planFrom(
  diagnosis: Diagnosis,
  known: PlantFacts,
  language: Language,
  temperatureUnit: TemperatureUnit,
): CareAdvice {
  const facts: PlantFacts = { ...known, place: { ...known.place, site: siteOf(known) } };
  const about = aboutPlant(facts, language, temperatureUnit);
  const planning: Planning = { diagnosis, facts, about, words: spoken(language).plan };
  const watering = wateringOf(planning);
  return {
    summary: summaryOf(planning),
    watering,
    light: lightOf(planning),
    humidity: humidityOf(planning),
    alerts: alertsOf(planning),
    schedule: scheduleOf(planning, watering),
  };
}
