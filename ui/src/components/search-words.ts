/** Lower case without accents: "Aloë" is found by "aloe". */
const plain = (words: string): string => words.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Whether something is found: each word of the search stands in one of its names, whatever their case, accents and order. */
export function searchFor(search: string): (names: readonly (string | null | undefined)[]) => boolean {
  const words = plain(search).split(/\s+/).filter(Boolean);
  return (names) => {
    const known = plain(names.filter(Boolean).join(' '));
    return words.every((word) => known.includes(word));
  };
}
