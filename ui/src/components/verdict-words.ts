/** What a verdict says, in the language and units of the dashboard. */
import type { CareFinding } from '@plantops/shared/diagnosis/diagnosis.ts';
import { type About, type FindingWords, findingWords } from '@plantops/shared/diagnosis/words/say.ts';
import type { Metric } from '@plantops/shared/metrics.ts';
import type { Plant } from '../api/generated';
import { preferences } from '../messages/preferences';
import { dayIn } from './plant/zoned-time';

/** Whom sentences about a plant are about. @param now in ms */
export const aboutPlant = ({ name, place }: Pick<Plant, 'name' | 'place'>, now: number): About => ({
  language: preferences.language,
  temperatureUnit: preferences.temperatureUnit,
  name,
  today: dayIn(now, preferences.timeZone),
  site: place.site,
});

/** The finding that says how a plant is: the most important one or, of a plant that does well, that it does. */
export function mainFinding({ verdict }: Pick<Plant, 'verdict'>): CareFinding | undefined {
  if (!verdict) return undefined;
  return verdict.level === 'well' ? verdict.findings.find(({ severity }) => severity === 'good') : verdict.findings[0];
}

/** How a plant is, in words; undefined where it is not judged yet, or there is nothing to say. @param now in ms */
export function verdictWords(plant: Pick<Plant, 'verdict' | 'name' | 'place'>, now: number): FindingWords | undefined {
  const main = mainFinding(plant);
  return main && findingWords(main, aboutPlant(plant, now), plant.verdict?.asks);
}

const SENSOR_FAULTS: readonly string[] = ['probe_out_of_soil', 'values_stuck', 'probes_disagree', 'value_impossible'];

/** Whether the values of a metric can be believed, as far as the verdict says; those of other sensors may be. */
export const isBelieved = ({ verdict }: Pick<Plant, 'verdict'>, metric: Metric): boolean =>
  !verdict?.findings.some(
    ({ code, evidence, ...finding }) =>
      finding.metric === metric && SENSOR_FAULTS.includes(code) && evidence.others !== true,
  );
