/**
 * The one answer to which range a metric is judged by: the owner's limits, else those of its species, else what most house plants bear.
 * Limits that would harm the species are not obeyed. Pure.
 */
import type { Metric } from '../metrics.ts';
import { LIGHT_CARE, WATERING_CARE } from '../species/species-care.ts';
import type { Light, Watering } from '../species/species-schema.ts';
import type { Thresholds } from '../thresholds.ts';
import type { PlantFacts } from './facts.ts';
import { hasReservoir, isCarnivore, isDesert, isOutdoors, isResting, type Kind } from './kind.ts';

export interface Range {
  min: number | null;
  max: number | null;
}

/** What a range follows from: of a plant's facts, and of a plant as the dashboard has it. */
export interface Known {
  /** The owner's limits. */
  thresholds: Thresholds;
  species: { name?: string; thresholds: Thresholds; light: Light; watering?: Watering | undefined } | null;
  place: Pick<PlantFacts['place'], 'site'> & Partial<Pick<PlantFacts['place'], 'pot_material'>>;
}

/**
 * How far a limit may be from its species' before it is not a matter of taste any more, in the metric's unit; for light,
 * a factor. Our judgement: half a band of `WATERING_CARE`, and what decides between comfort and harm for air.
 */
const TOLERATED: Readonly<Partial<Record<Metric, number>>> = { soil_moisture: 20, temperature: 8, humidity: 30 };
const TOLERATED_LIGHT_FACTOR = 2.5;

/** What most house plants bear, for a plant of unknown species. Our judgement, within `WATERING_CARE` and the library. */
const UNKNOWN_SOIL: Range = { min: 25, max: 75 };
/**
 * Tropical foliage suffers below about 10 °C: chilling injury lies between 0 °C and 8 to 12 °C
 * (http://edis.ifas.ufl.edu/ep429). Outdoors a plant of unknown species may be hardy, so that only frost counts.
 */
const UNKNOWN_INDOORS: Range = { min: 10, max: 35 };
const UNKNOWN_OUTDOORS: Range = { min: 0, max: 38 };
/** An owner may let a plant of unknown species stand cooler in a room, but no house plant is well below this (°C). */
const LEAST_INDOORS = 5;

/** The limits that the owner set; a limit that is left out is null. */
export const limitsOf = ({ thresholds }: Pick<PlantFacts, 'thresholds'>, metric: Metric): Range => ({
  min: thresholds[metric]?.min ?? null,
  max: thresholds[metric]?.max ?? null,
});

/**
 * Minerals (µS/cm) that kill the roots of carnivores, which live in bogs of rainwater: growers flush the pot above about
 * 300. Our judgement; a soil probe says less than the water itself.
 */
const MOST_MINERALS_OF_BOGS = 300;

function speciesRange({ species }: Known, metric: Metric): Range {
  if (species === null) return { min: null, max: null };
  if (metric === 'soil_ec' && species.name !== undefined && isCarnivore({ species: { name: species.name } }))
    return { min: null, max: MOST_MINERALS_OF_BOGS };
  const { min = null, max = null } = species.thresholds[metric] ?? {};
  if (metric !== 'soil_moisture') return { min, max };
  const care = species.watering && WATERING_CARE[species.watering];
  return { min: min ?? care?.min ?? null, max: max ?? care?.max ?? null };
}

function hull(known: Known, metric: Metric): Range {
  if (metric === 'soil_moisture') return UNKNOWN_SOIL;
  if (metric === 'temperature') return isOutdoors(known) ? UNKNOWN_OUTDOORS : UNKNOWN_INDOORS;
  return { min: null, max: null };
}

const isFar = (limit: number | null, other: number | null, tolerated: number): boolean =>
  limit !== null && other !== null && Math.abs(limit - other) > tolerated;

/** Whether the owner's limits contradict what the species needs. */
export function isUnlikeSpecies(known: Known, metric: Metric): boolean {
  const own = limitsOf(known, metric);
  const { min, max } = speciesRange(known, metric);
  if (metric === 'light_level') {
    // A dark limit for a sun lover harms as a bright one for a plant of the shade.
    return own.max !== null && max !== null && own.max > max * TOLERATED_LIGHT_FACTOR;
  }
  const tolerated = TOLERATED[metric];
  if (tolerated === undefined) return false;
  // Careful limits for warmth only make for more alerts; lax ones let harm pass without a word.
  if (metric === 'temperature') {
    const isLaxCold = own.min !== null && min !== null && own.min < min - tolerated;
    const isLaxHot = own.max !== null && max !== null && own.max > max + tolerated;
    return isLaxCold || isLaxHot || (own.min !== null && max !== null && own.min > max);
  }
  const isApart =
    (own.min !== null && max !== null && own.min > max) || (own.max !== null && min !== null && own.max < min);
  return isApart || isFar(own.min, min, tolerated) || isFar(own.max, max, tolerated);
}

function unknownWarmth(known: Known, own: Range): Range {
  const usual = hull(known, 'temperature');
  const least = isOutdoors(known) ? -Infinity : LEAST_INDOORS;
  return { min: Math.max(own.min ?? usual.min ?? 0, least), max: own.max ?? usual.max };
}

/** The range without the light that is needed by day. */
function boundsOf(known: Known, metric: Metric): Range {
  const kind = speciesRange(known, metric);
  const isKnown = kind.min !== null || kind.max !== null;
  if (isUnlikeSpecies(known, metric)) return kind;
  const own = limitsOf(known, metric);
  if (metric === 'temperature') return isKnown ? kind : unknownWarmth(known, own);
  const usual = isKnown ? kind : hull(known, metric);
  const min = own.min ?? usual.min;
  const max = own.max ?? usual.max;
  // One limit of the owner's can lie beyond the other one of the species.
  return min !== null && max !== null && min > max ? own : { min, max };
}

/**
 * The range by which the plant is judged, and which is shown as wanted. What harms by cold and heat is the species' matter:
 * the owner's limits only say when to alert. Light without a lower limit has the light of the brightest hours that the
 * species needs (`LIGHT_CARE`): a lower limit would alarm every night, so there is none to judge by, and yet a plant does
 * want light. An owner who limits light to less than that is not told that nothing is wanted.
 */
export function rangeOf(known: Known, metric: Metric): Range {
  const { min, max } = boundsOf(known, metric);
  const bright = metric === 'light_level' && known.species ? LIGHT_CARE[known.species.light].brightHoursLux : null;
  return { min: min ?? (bright !== null && (max === null || bright <= max) ? bright : null), max };
}

/** What is needed depends on the season, too. */
type Needing = Known & Kind;

/** Soil moisture at which the plant is watered and above which its pot is too wet (%). */
export function soilBand(facts: Needing): {
  lower: number;
  upper: number | null;
} {
  const { min, max } = rangeOf(facts, 'soil_moisture');
  const least = min ?? UNKNOWN_SOIL.min ?? 25;
  // An owner who sets only an upper limit may set it below what is usual.
  const lower = max !== null && least >= max ? max / 2 : least;
  // A resting desert plant stands nearly dry: water in cold soil rots it. Our judgement.
  return {
    lower: isDesert(facts) && isResting(facts) ? Math.min(lower, lower / 2) : lower,
    // Over a reservoir the soil is always wet below.
    upper: hasReservoir(facts) ? null : max,
  };
}

/**
 * The range outside of which hours are counted: what the plant needs, as it is judged. Limits that contradict its species only
 * alert, so that "for 12 hours too dry" means the same whatever limits were set. Light has no lower end here: each night is
 * dark.
 */
export function countedRange(facts: Needing, metric: Metric): Range {
  if (metric !== 'soil_moisture') return boundsOf(facts, metric);
  const { lower, upper } = soilBand(facts);
  return { min: lower, max: upper };
}
