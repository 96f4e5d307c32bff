/** What has changed since a plan was made, in words. Pure. */
import { type About, findingWords } from '../diagnosis/words/say.ts';
import type { ChangedFinding } from './outdated.ts';

/** One line without the plant's name, such as "Too dry: soil at 12%", to be read after "Since then". */
export function changeWords({ finding, isGone }: ChangedFinding, about: About): string {
  const { title } = findingWords(finding, about);
  if (!isGone) return title;
  return about.language === 'de' ? `Es gilt nicht mehr: ${title}` : `This is over: ${title}`;
}
