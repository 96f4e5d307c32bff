/** Feeding and the pot: what the season, the last feeding and the last repotting say. Pure. */
import { addDays, daysBetween, laterDate } from '../../plain-date.ts';
import { dateIn } from '../day-of.ts';
import type { CareFinding } from '../diagnosis.ts';
import type { CareEvent, PlantFacts } from '../facts.ts';
import { growsInWinter, isCarnivore, isDesert, isGrowing, setsBuds } from '../kind.ts';
import { found, noon } from './found.ts';

/**
 * Days between feedings while a plant grows, at half the dose on the label. Our judgement, based on the advice of labels
 * and growers.
 */
const FEEDING_DAYS = { slow: 30, usual: 21 };
/** Fresh potting mix contains nutrients for about six weeks. Our judgement. */
const FED_BY_NEW_SOIL_DAYS = 42;
/** Who does not log feedings is asked in the first days of a season only: nobody answers, and a guess is not repeated. */
const ASKED_DAYS = 14;
/** House plants are repotted every one to three years, in spring. Our judgement. */
const REPOT_AFTER_DAYS = { slow: 1095, usual: 730 };
/** A feeding in the rest that is older than this is over. */
const FED_LATELY_DAYS = 30;

const isSlow = ({ species }: PlantFacts): boolean =>
  species?.watering === 'dry_out' || species?.watering === 'mostly_dry';

export const feedingDays = (facts: PlantFacts): number => (isSlow(facts) ? FEEDING_DAYS.slow : FEEDING_DAYS.usual);

const lastDay = ({ events, timeZone }: PlantFacts, kind: CareEvent['kind']): string | null => {
  const last = events
    .filter((event) => event.kind === kind)
    .map(({ at }) => at)
    .sort()
    .at(-1);
  return last === undefined ? null : dateIn(last, timeZone);
};

/** The day of the last repotting, from the journal or as the owner said; null where nobody knows. */
export function repottedOn(facts: PlantFacts): string | null {
  const logged = lastDay(facts, 'repotting');
  const said = facts.place.repotted_on;
  return logged !== null && said !== null ? laterDate(logged, said) : (logged ?? said);
}

/** When it should be fed next: null while it rests or is never fed. A day in the past is due. */
export function nextFeeding(facts: PlantFacts): string | null {
  if (isCarnivore(facts) || !isGrowing(facts)) return null;
  const fed = lastDay(facts, 'fertilizing');
  const repotted = repottedOn(facts);
  const due = fed === null ? addDays(facts.plant.keptSince, FED_BY_NEW_SOIL_DAYS) : addDays(fed, feedingDays(facts));
  return repotted === null ? due : laterDate(due, addDays(repotted, FED_BY_NEW_SOIL_DAYS));
}

/**
 * Whether today is among the days on which a feeding is asked for that nobody ever logged: the first two weeks of each
 * season in which the plant grows, or from when it is due within one. Seasons are three whole months.
 */
function isAskedAsGuess({ today }: PlantFacts, due: string): boolean {
  const month = Number(today.slice(5, 7));
  const inSeason = month % 3;
  const year = Number(today.slice(0, 4)) - (month < 3 ? 1 : 0);
  const first = month < 3 ? 12 : month - inSeason;
  const season = `${year}-${String(first).padStart(2, '0')}-01`;
  return daysBetween(laterDate(season, due), today) < ASKED_DAYS;
}

function feed(facts: PlantFacts): CareFinding[] {
  const fed = lastDay(facts, 'fertilizing');
  const fedDays = fed === null ? null : daysBetween(fed, facts.today);
  if (isCarnivore(facts)) {
    const wasFed = fedDays !== null && fedDays <= FED_LATELY_DAYS;
    return [
      found('feeding_not_wanted', {
        severity: wasFed ? 'attention' : 'notice',
        evidence: { days: wasFed ? fedDays : null },
        asks: wasFed ? ['stop_feeding'] : [],
      }),
    ];
  }
  const due = nextFeeding(facts);
  const repotted = repottedOn(facts);
  if (due === null) {
    const isLately = fedDays !== null && fedDays <= FED_LATELY_DAYS;
    return [
      found('feeding_paused', {
        severity: 'notice',
        evidence: { why: 'season', until: growsInWinter(facts) ? 'autumn' : 'spring', days: isLately ? fedDays : null },
        asks: isLately ? ['stop_feeding'] : [],
      }),
    ];
  }
  if (repotted !== null && daysBetween(repotted, facts.today) < FED_BY_NEW_SOIL_DAYS)
    return [found('feeding_paused', { severity: 'notice', evidence: { why: 'repotted', until: due, days: null } })];
  if (due > facts.today || (fed === null && !isAskedAsGuess(facts, due))) return [];
  return [
    found('feeding_due', {
      severity: 'notice',
      confidence: fed === null || facts.species === null ? 'guess' : 'likely',
      evidence: { days: fedDays, every_days: feedingDays(facts) },
      from: fed === null ? null : noon(fed),
      asks: ['feed'],
    }),
  ];
}

function pot(facts: PlantFacts): CareFinding[] {
  const { season, place, plant, today } = facts;
  const repotted = repottedOn(facts);
  const since = repotted ?? plant.keptSince;
  const after = isDesert(facts) ? REPOT_AFTER_DAYS.slow : REPOT_AFTER_DAYS.usual;
  const startsToGrow = season === (growsInWinter(facts) ? 'autumn' : 'spring');
  const days = daysBetween(since, today);
  const isDue = startsToGrow && days > after && place.pot_material !== 'ground';
  return [
    ...(isDue
      ? [
          found('repotting_due', {
            severity: 'notice',
            confidence: repotted === null ? 'guess' : 'likely',
            evidence: { years: Math.floor(days / 365), known: repotted !== null },
            from: noon(since),
            asks: ['repot'],
          }),
        ]
      : []),
    ...(setsBuds(facts)
      ? [found('buds_setting', { severity: 'notice', confidence: 'likely', asks: ['do_not_move'] })]
      : []),
  ];
}

/** Judges feeding and the pot by season. */
export const feeding = (facts: PlantFacts): CareFinding[] => [...feed(facts), ...pot(facts)];
