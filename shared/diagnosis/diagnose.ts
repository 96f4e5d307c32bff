/** Judges a plant. Pure: no clock, no database, no words. */
import { METRIC_NAMES } from '../metrics.ts';
import { believed } from './believed.ts';
import { DIAGNOSIS_CODES, type Level, SEVERITIES } from './codes.ts';
import type { CareFinding, Diagnosis } from './diagnosis.ts';
import type { PlantFacts } from './facts.ts';
import { air } from './families/air.ts';
import { feeding } from './families/feeding.ts';
import { found } from './families/found.ts';
import { light } from './families/light.ts';
import { owner } from './families/owner.ts';
import { alerted, salt } from './families/salt.ts';
import { sensors } from './families/sensors.ts';
import { temperature } from './families/temperature.ts';
import { soilOf, water } from './families/water.ts';
import { settle } from './settle.ts';
import { anchorOf } from './watering-anchor.ts';

/** By severity, and within one in the order of the list of codes: sensors first. */
const rank = ({ severity, code }: CareFinding): number =>
  SEVERITIES.indexOf(severity) * DIAGNOSIS_CODES.length + DIAGNOSIS_CODES.indexOf(code);

const isCold = ({ code }: CareFinding): boolean => code === 'cold_nights' || code === 'frost' || code === 'cold_now';

/** What can be believed of the present: the metrics that are measured now. A value of light says nothing by itself. */
const measuredNow = ({ metrics }: PlantFacts) =>
  METRIC_NAMES.filter(
    (metric) => metric !== 'light_level' && metrics[metric].isFresh && metrics[metric].value !== null,
  );

function levelOf(findings: readonly CareFinding[], isMeasured: boolean): Level {
  const worst = findings[0]?.severity;
  if (worst === 'urgent' || worst === 'attention') return worst;
  return isMeasured ? 'well' : 'unknown';
}

/** That all is well, with the figures that say so: not those that another finding is about. */
function wellness(facts: PlantFacts, soil: number | null, told: readonly CareFinding[]): CareFinding {
  const value = (metric: 'temperature' | 'humidity') =>
    facts.metrics[metric].isFresh && !told.some((finding) => finding.metric === metric)
      ? facts.metrics[metric].value
      : null;
  return found('doing_well', {
    severity: 'good',
    confidence: soil === null || facts.species === null ? 'guess' : facts.species.isGenus ? 'likely' : 'sure',
    evidence: { soil, temperature: value('temperature'), humidity: value('humidity') },
    to: facts.at,
    asks: ['leave_it'],
  });
}

/** The findings about a plant, ranked, with what they ask for after conflicts were settled. */
export function diagnose(all: PlantFacts): Diagnosis {
  const { findings: faults, silenced } = sensors(all);
  const isTorn = faults.some(({ code, metric }) => code === 'probes_disagree' && metric === 'soil_moisture');
  const facts = believed(all, silenced, isTorn);
  const first = anchorOf(facts, false);
  const wet = water(facts, soilOf(facts, first));
  const isTooMuch = wet.some(({ code }) => code === 'overwatered' || code === 'habit_too_often');
  const watering = isTooMuch ? anchorOf(facts, true) : first;
  const warmth = temperature(facts);
  const judged = [
    ...faults,
    ...(isTooMuch ? water(facts, soilOf(facts, watering)) : wet),
    ...warmth,
    ...light(facts),
    ...air(facts),
    ...salt(facts),
    ...feeding(facts),
    // Nights that are too cold are told by what was measured.
    ...owner({ ...all, place: facts.place }).filter(
      ({ code }) => code !== 'site_unlike_species' || !warmth.some(isCold),
    ),
  ];
  const told = [...judged, ...alerted(facts, judged)].sort((a, b) => rank(a) - rank(b));
  const isMeasured = measuredNow(facts).length > 0;
  const level = levelOf(told, isMeasured);
  const findings = level === 'well' ? [...told, wellness(facts, watering.soil, told)] : told;
  return { at: facts.at, level, findings, ...settle(findings), watering, silenced };
}
