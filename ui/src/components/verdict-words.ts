/** What a verdict says, in the language and units of the dashboard. */
import { mainFinding } from '@plantops/shared/diagnosis/main-finding.ts';
import { type About, type FindingWords, findingWords } from '@plantops/shared/diagnosis/words/say.ts';
import type { Plant } from '../api/generated';
import { preferences } from '../messages/preferences';
import { dayIn } from './plant/zoned-time';

export { isBelieved, mainFinding } from '@plantops/shared/diagnosis/main-finding.ts';

/** Whom sentences about a plant are about. @param now in ms */
export const aboutPlant = ({ name, place }: Pick<Plant, 'name' | 'place'>, now: number): About => ({
  language: preferences.language,
  temperatureUnit: preferences.temperatureUnit,
  name,
  today: dayIn(now, preferences.timeZone),
  site: place.site,
});

/** How a plant is, in words; undefined where it is not judged yet, or there is nothing to say. @param now in ms */
export function verdictWords(plant: Pick<Plant, 'verdict' | 'name' | 'place'>, now: number): FindingWords | undefined {
  const main = mainFinding(plant);
  return main && findingWords(main, aboutPlant(plant, now), plant.verdict?.asks);
}
