/** Lower case without accents, so that "aloe" finds "Aloë". */
const plain = (words: string): string => words.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Whether each word of the search occurs in one of the names, whatever their case, accents and order. */
export function searchFor(search: string): (names: readonly (string | null | undefined)[]) => boolean {
  const words = plain(search).split(/\s+/).filter(Boolean);
  return (names) => {
    const known = plain(names.filter(Boolean).join(' '));
    return words.every((word) => known.includes(word));
  };
}
