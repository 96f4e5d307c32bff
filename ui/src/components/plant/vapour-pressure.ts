/** The state of the air in a word. Pure. */

/** The limits that growers use, in kPa: below them leaves hardly transpire, above them they close their pores. */
const WORDS = [
  [0.4, 'damp'],
  [0.8, 'moist'],
  [1.3, 'good'],
  [1.8, 'dry'],
] as const;

export type AirWord = (typeof WORDS)[number][1] | 'parched';

/** The state of the air in a word. @param deficit kPa */
export const airWord = (deficit: number): AirWord => WORDS.find(([below]) => deficit < below)?.[1] ?? 'parched';
