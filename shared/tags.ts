/** Words by which an owner finds plants again, and how names that people give are compared. No zod: the dashboard uses it. */

export const MOST_TAGS = 20;
export const LONGEST_TAG = 40;

/** What two names have in common that a person takes for the same. */
export const nameKey = (name: string): string => name.normalize('NFC').trim().toLowerCase();

/** Tags without empty ones and ones that are there already; the one that came first keeps its letters. */
export function uniqueTags(tags: readonly string[]): string[] {
  const kept = new Map<string, string>();
  for (const tag of tags.map((each) => each.trim()))
    if (tag !== '' && !kept.has(nameKey(tag))) kept.set(nameKey(tag), tag);
  return [...kept.values()];
}
