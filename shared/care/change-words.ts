/** What has changed since a plan was made, in words. Pure. */
import { spoken } from '#spoken';
import { type About, findingWords } from '../diagnosis/words/say.ts';
import type { ChangedFinding } from './outdated.ts';

/** One line without the plant's name, such as "Too dry: soil at 12%", to be read after "Since then". */
export function changeWords({ finding, isGone }: ChangedFinding, about: About): string {
  const { title } = findingWords(finding, about);
  return isGone ? spoken(about.language).care.over(title) : title;
}
