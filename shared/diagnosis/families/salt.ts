/** What has no family of its own: salts, acidity, carbon dioxide and the like, by their limits; and alerts. Pure. */
import { METRIC_NAMES, METRICS, type Metric } from '../../metrics.ts';
import type { Ask } from '../codes.ts';
import type { CareFinding } from '../diagnosis.ts';
import type { PlantFacts } from '../facts.ts';
import { isUnlikeSpecies, limitsOf, rangeOf } from '../ranges.ts';
import { found, hoursBetween } from './found.ts';

type Side = 'below' | 'above';

/** A value has been outside for this long (hours of the last day) before it counts, so that a spike does not. */
const LEAST_HOURS = 1;
/** These are judged by their own families, in the way that suits them. */
const FAMILIES: readonly Metric[] = ['soil_moisture', 'temperature', 'humidity', 'light_level'];

/** What can be done about it. Salt is washed out, not fed. */
function asksAbout({ place }: Pick<PlantFacts, 'place'>, metric: Metric, side: Side): Ask[] {
  if (metric === 'soil_ec' && side === 'above') return ['stop_feeding', 'look_at_plant'];
  if (metric === 'co2' && side === 'above') return ['air_room'];
  if (metric === 'soil_temperature') {
    if (side === 'below') return ['move_warmer'];
    return [place.site === 'greenhouse' ? 'shade_greenhouse' : 'move_cooler'];
  }
  return ['look_at_plant'];
}

function outside(facts: PlantFacts, metric: Metric): CareFinding | undefined {
  const { value, isFresh, hoursAbove, hoursBelow, measuredAt } = facts.metrics[metric];
  const { min, max } = rangeOf(facts, metric);
  if (!isFresh || value === null) return undefined;
  const side = min !== null && value < min ? 'below' : max !== null && value > max ? 'above' : undefined;
  const hours = side === 'below' ? hoursBelow.day : hoursAbove.day;
  if (!side || hours < LEAST_HOURS || (side === 'below' && !METRICS[metric].judged.lowCounts)) return undefined;
  return found('value_outside', {
    severity: 'attention',
    metric,
    evidence: { value, limit: side === 'below' ? min : max, side, hours },
    to: measuredAt,
    asks: asksAbout(facts, metric, side),
  });
}

/** Judges by limits what no family judges. */
export const salt = (facts: PlantFacts): CareFinding[] =>
  METRIC_NAMES.filter((metric) => !FAMILIES.includes(metric)).flatMap((metric) => outside(facts, metric) ?? []);

/**
 * Open alerts that no other finding speaks of: an alert always shows. Where the limits contradict the species, that is
 * the finding.
 * @param told what was found by the families
 */
export function alerted(facts: PlantFacts, told: readonly CareFinding[]): CareFinding[] {
  const isTold = (metric: Metric): boolean =>
    told.some((finding) => finding.metric === metric && ['urgent', 'attention'].includes(finding.severity));
  return facts.alerts.flatMap(({ metric, side, since }) => {
    if (metric === null || side === null || isTold(metric) || isUnlikeSpecies(facts, metric)) return [];
    const { min, max } = limitsOf(facts, metric);
    const { value } = facts.metrics[metric];
    const limit = side === 'below' ? min : max;
    const isOutside = value !== null && limit !== null && (side === 'below' ? value < limit : value > limit);
    return [
      found('value_outside', {
        severity: 'attention',
        metric,
        evidence: {
          value,
          limit,
          side,
          hours: Math.max(0, hoursBetween(since, facts.at)),
          // An alert ends only once the value is safely back.
          is_back: value !== null && limit !== null && !isOutside,
        },
        from: since,
        to: facts.at,
        asks: FAMILIES.includes(metric) ? ['look_at_plant'] : asksAbout(facts, metric, side),
      }),
    ];
  });
}
