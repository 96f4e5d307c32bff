/** What the owner said of the plant: its species, its limits, its place, and whether animals reach it. Pure. */
import { METRIC_NAMES } from '../../metrics.ts';
import type { Ask } from '../codes.ts';
import type { CareFinding } from '../diagnosis.ts';
import type { PlantFacts } from '../facts.ts';
import { isDeadlyToPets, isHardy, isOutdoors, isTropical } from '../kind.ts';
import { isUnlikeSpecies, limitsOf, rangeOf } from '../ranges.ts';
import { found, recent } from './found.ts';

const COLD_SEASONS: readonly string[] = ['autumn', 'winter'];
/** A tender plant outdoors comes in once its nights are this close to what it bears (°C). Our judgement. */
const NEAR_COLD = 3;
const NIGHTS = 7;

/** What obeying the limit would ask for now: it is dropped, visibly, because the species comes first. */
function askedByLimits(facts: PlantFacts, metric: CareFinding['metric']): Ask[] {
  if (metric === null) return [];
  const { value, isFresh } = facts.metrics[metric];
  const { min, max } = limitsOf(facts, metric);
  if (!isFresh || value === null) return [];
  if (metric === 'soil_moisture') {
    if (min !== null && value < min) return ['water_now'];
    return max !== null && value > max ? ['hold_water'] : [];
  }
  if (metric === 'humidity' && min !== null && value < min) return ['raise_humidity'];
  return [];
}

function limits(facts: PlantFacts): CareFinding[] {
  return METRIC_NAMES.filter((metric) => isUnlikeSpecies(facts, metric)).map((metric) => {
    const own = limitsOf(facts, metric);
    const kind = rangeOf(facts, metric);
    return found('limits_unlike_species', {
      severity: 'attention',
      metric,
      evidence: { own_min: own.min, own_max: own.max, kind_min: kind.min, kind_max: kind.max },
      asks: ['check_limits', ...askedByLimits(facts, metric)],
    });
  });
}

function site(facts: PlantFacts): CareFinding[] {
  const { place, season, species, hemisphere } = facts;
  if (species === null) return [];
  const evidence = { site: place.site, window: place.window, season };
  if (isOutdoors(facts) && isTropical(facts) && hemisphere !== 'tropics' && COLD_SEASONS.includes(season)) {
    const min = species.thresholds.temperature?.min ?? 0;
    const nights = recent(facts.nights, facts.today, NIGHTS).map((night) => night.min);
    const least = nights.length === 0 ? null : Math.min(...nights);
    if (least !== null && least >= min + NEAR_COLD) return [];
    return [
      found('site_unlike_species', {
        severity: 'attention',
        confidence: least === null ? 'guess' : 'likely',
        evidence: { ...evidence, why: 'tender_outdoors', limit: min, least },
        asks: ['bring_inside'],
      }),
    ];
  }
  if (place.site === 'indoors' && isHardy(facts) && species.light === 'full_sun')
    return [
      found('site_unlike_species', {
        severity: 'notice',
        confidence: 'likely',
        evidence: { ...evidence, why: 'hardy_indoors' },
      }),
    ];
  const shadySide = hemisphere === 'south' ? 'south' : 'north';
  const isShady = place.window === 'none' || (place.window === shadySide && hemisphere !== 'tropics');
  if (place.site === 'indoors' && species.light === 'full_sun' && isShady && facts.light.length === 0) {
    return [
      found('site_unlike_species', {
        severity: 'notice',
        confidence: 'guess',
        evidence: { ...evidence, why: 'dark_window' },
        asks: ['move_brighter'],
      }),
    ];
  }
  return [];
}

/** Judges what the owner said. */
export function owner(facts: PlantFacts): CareFinding[] {
  const { species, place, plant } = facts;
  return [
    ...limits(facts),
    ...site(facts),
    ...(species === null
      ? [found('species_unknown', { severity: 'notice', evidence: { species: plant.species }, asks: ['name_species'] })]
      : []),
    ...(species?.isGenus
      ? [found('species_is_genus', { severity: 'notice', evidence: { species: species.name }, asks: ['name_species'] })]
      : []),
    ...(species?.pets === 'toxic' && place.pets === true
      ? [
          found('toxic_to_pets', {
            severity: isDeadlyToPets(facts) ? 'attention' : 'notice',
            evidence: { species: species.name, deadly: isDeadlyToPets(facts) },
            asks: ['keep_from_pets'],
          }),
        ]
      : []),
  ];
}
