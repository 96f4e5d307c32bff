/** Warmth: nights by their least, days by their greatest, and what is measured now. Pure. */
import type { Ask, Severity } from '../codes.ts';
import type { CareFinding } from '../diagnosis.ts';
import type { PlantFacts } from '../facts.ts';
import { isHardy, isOutdoors, isTropical } from '../kind.ts';
import { rangeOf } from '../ranges.ts';
import { confidenceFrom, found, noon, recent } from './found.ts';

/**
 * How far below its least temperature a plant may be (°C). Chilling injury of tropical foliage lies between 0 °C and 8 to
 * 12 °C (http://edis.ifas.ufl.edu/ep429), freezing injury at 0 °C. A little less than the library's range, where
 * that begins above 12 °C, only slows growth. Each step is our judgement.
 */
const COLD = { tolerance: 0.5, atOnceUrgent: 4, oneNight: 1.5, mild: 1, mildFrom: 12, chilling: 5, frost: 0 };
/** How far above its greatest (°C); below `burns` it is no matter of hours. Our judgement. */
const HOT = { tolerance: 1, oneDay: 2, urgent: 5, burns: 37 };
const NIGHTS = 7;
const DAYS = 3;
/** What ended before that is over (days). */
const LATELY = 2;
/** In a pot that large (cm), a plant is wrapped where it stands. Our judgement. */
const CARRIED_UP_TO_CM = 40;
/** Species of a genus that differ by this much (°C) in what they bear do not winter in one place. Our judgement. */
const FAR_APART = 8;

interface Night {
  day: string;
  min: number;
}

/** The last nights; where none were measured as nights, the days. */
function nightsOf({ nights, metrics, today }: PlantFacts, count = NIGHTS): readonly Night[] {
  return recent<Night>(nights.length > 0 ? nights : metrics.temperature.days, today, count);
}

/** Where it can go from the cold: a pot is carried in, a large one or a bed is covered. */
function shelterOf(facts: PlantFacts): Ask {
  const { pot_cm: cm, pot_material: material, site } = facts.place;
  if (site === 'indoors' || site === 'greenhouse') return 'move_warmer';
  // What lives outdoors in winter would shoot in a warm room.
  if (material === 'ground' || isHardy(facts) || (cm !== null && cm > CARRIED_UP_TO_CM)) return 'protect_from_frost';
  return site === null ? 'move_warmer' : 'bring_inside';
}

function frost(facts: PlantFacts, min: number): CareFinding | undefined {
  const latest = [...nightsOf(facts, LATELY), ...recent(facts.metrics.temperature.days, facts.today, LATELY)];
  const value = facts.metrics.temperature.isFresh ? facts.metrics.temperature.value : null;
  const least = Math.min(...latest.map((night) => night.min), value ?? Infinity);
  // A species that bears light frost suffers below what it bears; an unknown one may not bear any.
  if (least > COLD.frost || least >= min || (isHardy(facts) && least >= min - 1)) return undefined;
  const shelter = shelterOf(facts);
  return found('frost', {
    severity: 'urgent',
    confidence: confidenceFrom(latest.length, facts),
    metric: 'temperature',
    evidence: { least, limit: min, now: value },
    from: latest[0] ? noon(latest[0].day) : null,
    to: facts.at,
    asks: [facts.place.site === null ? 'bring_inside' : shelter, 'look_at_plant'],
  });
}

function coldNights(facts: PlantFacts, min: number): CareFinding | undefined {
  const nights = nightsOf(facts);
  const cold = nights.filter((night) => night.min < min - COLD.tolerance);
  const isLately = nightsOf(facts, LATELY).some((night) => night.min < min - COLD.tolerance);
  const first = cold[0];
  if (!first || !isLately) return undefined;
  const least = Math.min(...cold.map((night) => night.min));
  if (cold.length < 2 && least > min - COLD.oneNight && !isChilled(facts, least)) return undefined;
  const isMild = least > COLD.mildFrom && least > min - COLD.mild;
  return found('cold_nights', {
    severity: isMild ? 'notice' : least <= min - COLD.atOnceUrgent || isChilled(facts, least) ? 'urgent' : 'attention',
    confidence: confidenceFrom(nights.length, facts),
    metric: 'temperature',
    evidence: { least, limit: min, nights: cold.length, of: nights.length, day: facts.metrics.temperature.value },
    from: noon(first.day),
    to: noon(cold.at(-1)?.day ?? first.day),
    asks: isMild ? [] : [shelterOf(facts)],
  });
}

/** So cold that tropical foliage is harmed within hours; a plant of unknown species in a room is taken for one. */
const isChilled = (facts: PlantFacts, least: number): boolean =>
  least <= COLD.chilling && (isTropical(facts) || (facts.species === null && !isOutdoors(facts)));

function coldNow(facts: PlantFacts, min: number): CareFinding | undefined {
  const { value, isFresh, measuredAt, hoursBelow } = facts.metrics.temperature;
  if (!isFresh || value === null || value >= min - COLD.tolerance) return undefined;
  return found('cold_now', {
    severity: value <= min - COLD.atOnceUrgent || isChilled(facts, value) ? 'urgent' : 'attention',
    confidence: facts.species === null ? 'guess' : 'sure',
    metric: 'temperature',
    evidence: { value, limit: min, hours: hoursBelow.day },
    to: measuredAt,
    asks: [shelterOf(facts)],
  });
}

const severityOfHeat = (greatest: number, max: number): Severity =>
  greatest >= max + HOT.urgent && greatest >= HOT.burns ? 'urgent' : 'attention';

function heat(facts: PlantFacts, max: number): CareFinding | undefined {
  const { value, isFresh, days } = facts.metrics.temperature;
  const latest = recent(days, facts.today, DAYS);
  const hot = latest.filter((day) => day.max > max + HOT.tolerance);
  const now = isFresh ? value : null;
  const greatest = Math.max(...hot.map((day) => day.max), now ?? -Infinity);
  const asks: Ask[] = [
    facts.place.site === 'greenhouse' ? 'shade_greenhouse' : isOutdoors(facts) ? 'move_shadier' : 'move_cooler',
  ];
  const lately = recent(days, facts.today, LATELY).some((day) => day.max > max + HOT.tolerance);
  const isHot = (hot.length >= 2 && lately) || (lately && greatest > max + HOT.oneDay);
  if (isHot) {
    return found('hot_days', {
      severity: severityOfHeat(greatest, max),
      confidence: confidenceFrom(days.length, facts),
      metric: 'temperature',
      evidence: { greatest, limit: max, days: hot.length, of: latest.length, now },
      from: hot[0] ? noon(hot[0].day) : null,
      to: facts.at,
      asks,
    });
  }
  if (now === null || now <= max + HOT.tolerance) return undefined;
  return found('hot_now', {
    severity: severityOfHeat(now, max),
    confidence: facts.species === null ? 'guess' : 'sure',
    metric: 'temperature',
    evidence: { value: now, limit: max, hours: facts.metrics.temperature.hoursAbove.day },
    to: facts.metrics.temperature.measuredAt,
    asks,
  });
}

/**
 * Of a genus only what all of its species suffer from is cold. Where one of them suffers long before, as a fig among bonsai,
 * that is said, too.
 */
function coldForSome(facts: PlantFacts, min: number): CareFinding | undefined {
  const tender = facts.species?.tender ?? null;
  if (!facts.species?.isGenus || tender === null || tender - min < FAR_APART) return undefined;
  // Who stands outdoors on purpose is not warned of each cool night.
  const limit = isOutdoors(facts) ? Math.min(COLD.chilling, tender - COLD.oneNight) : tender - COLD.oneNight;
  const cold = nightsOf(facts).filter((night) => night.min < limit);
  const least = Math.min(...cold.map((night) => night.min));
  if (!nightsOf(facts, LATELY).some((night) => night.min < limit)) return undefined;
  return found('cold_for_some', {
    severity: 'attention',
    confidence: 'guess',
    metric: 'temperature',
    evidence: { least, limit: tender, species: facts.species.name, nights: cold.length },
    from: noon(cold[0]?.day ?? facts.today),
    to: facts.at,
    asks: ['name_species', 'look_at_plant'],
  });
}

/** Judges warmth. What is worse covers what is less: frost is not told as a cold night again. */
export function temperature(facts: PlantFacts): CareFinding[] {
  const { min, max } = rangeOf(facts, 'temperature');
  const cold =
    min === null
      ? undefined
      : (frost(facts, min) ?? coldNights(facts, min) ?? coldNow(facts, min) ?? coldForSome(facts, min));
  const hot = max === null ? undefined : heat(facts, max);
  return [cold, hot].flatMap((finding) => finding ?? []);
}
