/** Air, judged by how much it dries leaves: the vapour-pressure deficit (VPD) of days, else humidity. Pure. */
import type { CareFinding } from '../diagnosis.ts';
import type { AirDay, DayFigures, PlantFacts } from '../facts.ts';
import { isDesert, isOutdoors } from '../kind.ts';
import { rangeOf } from '../ranges.ts';
import { confidenceFrom, found, mean, noon, recent } from './found.ts';

/**
 * The deficit (kPa) that leaves bear by day, by the least humidity that the species wants (%). Crops are kept between 0.4
 * and 1.6 kPa (https://www.seedmaxtech.com/blog/how-to-measure-vpd-in-a-greenhouse.html); plants that bear dry air bear
 * more. The steps are our judgement.
 */
const VPD_LIMITS: readonly { from: number; limit: number }[] = [
  { from: 50, limit: 1.3 },
  { from: 40, limit: 1.6 },
  { from: 30, limit: 2 },
];
const UNKNOWN_LIMIT = 2;
/** So much more deficit, or less humidity (%), is more than a matter of brown tips. */
const MUCH = { vpd: 0.6, humidity: 15 };
const TOLERANCE = 3;
/** From this humidity on that it wants at least (%), a plant without an upper limit thrives in air that is nearly full. */
const WANTS_DAMP = 50;
const DAYS = 3;
const LEAST_HOURS = 4;
/** Air that is so moist for days brings mould where it stands still (%). */
const MOIST = { usual: 90, desert: 75 };

/** The deficit above which the air is too dry for this plant; null for one that bears any air. */
function vpdLimit(min: number | null, { species }: Pick<PlantFacts, 'species'>): number | null {
  if (min === null) return species === null ? UNKNOWN_LIMIT : null;
  return VPD_LIMITS.find(({ from }) => min >= from)?.limit ?? null;
}

const latest = <Day extends AirDay | DayFigures>(days: readonly Day[], today: string): Day[] =>
  recent(days, today, DAYS + 1)
    .filter(({ hours }) => hours >= LEAST_HOURS)
    .slice(-DAYS);

function dryness(facts: PlantFacts): CareFinding | undefined {
  const { min } = rangeOf(facts, 'humidity');
  const limit = vpdLimit(min, facts);
  const air = latest(facts.air, facts.today);
  const humid = latest(facts.metrics.humidity.days, facts.today);
  const dryAir = limit === null ? [] : air.filter(({ meanVpd }) => meanVpd > limit);
  const dryHumidity = min === null ? [] : humid.filter((day) => day.mean < min - TOLERANCE);
  // In cool air the same humidity dries leaves less, so that the deficit decides where it is known.
  const byVpd = air.length >= 2;
  const dry: readonly (AirDay | DayFigures)[] = byVpd ? dryAir : dryHumidity;
  const known = byVpd ? air.length : humid.length;
  if (dry.length === 0 || (dry.length < 2 && known > 1)) return undefined;
  const vpd = mean(dryAir.map(({ meanVpd }) => meanVpd));
  const humidity = mean(humid.map((day) => day.mean));
  const isMuch = byVpd
    ? vpd !== null && limit !== null && vpd > limit + MUCH.vpd
    : humidity !== null && min !== null && humidity < min - MUCH.humidity;
  return found('air_dry', {
    severity: isMuch ? 'attention' : 'notice',
    confidence: known > 1 ? confidenceFrom(known + 1, facts) : 'guess',
    metric: 'humidity',
    evidence: { humidity, wanted: min, vpd: byVpd ? vpd : null, limit: byVpd ? limit : null, days: dry.length },
    from: noon(dry[0]?.day ?? facts.today),
    to: facts.at,
    asks: facts.place.site === 'greenhouse' ? [] : ['raise_humidity'],
  });
}

function moisture(facts: PlantFacts): CareFinding | undefined {
  const { min, max } = rangeOf(facts, 'humidity');
  // What wants damp air stands in damp air, as behind the glass of a terrarium.
  if (max === null && min !== null && min >= WANTS_DAMP) return undefined;
  const limit = Math.max(max ?? 0, isDesert(facts) ? MOIST.desert : MOIST.usual);
  const days = latest(facts.metrics.humidity.days, facts.today);
  const moist = days.filter((day) => day.mean > (max ?? limit) + TOLERANCE);
  if (moist.length < 2) return undefined;
  return found('air_moist', {
    severity: 'notice',
    confidence: confidenceFrom(days.length, facts),
    metric: 'humidity',
    evidence: { humidity: mean(moist.map((day) => day.mean)), limit: max ?? limit, days: moist.length },
    from: noon(moist[0]?.day ?? facts.today),
    to: facts.at,
    asks: ['air_room'],
  });
}

/** Judges the air. Outdoors it is as it is. */
export function air(facts: PlantFacts): CareFinding[] {
  if (isOutdoors(facts)) return [];
  const finding = dryness(facts) ?? moisture(facts);
  return finding ? [finding] : [];
}
