/** Names for files that are named after something of the owner's. Pure. */

/** Longer names are cut: file systems take 255 bytes, and a letter may have four. */
const LONGEST = 40;

/** What German letters become where only ASCII is taken; others lose their marks. */
const GERMAN: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

/** In lower case, with a hyphen for everything that is neither letter nor digit. */
export const hyphened = (text: string): string =>
  Array.from(
    text
      .normalize('NFC')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '-'),
  )
    .slice(0, LONGEST)
    .join('')
    .replaceAll(/^-+|-+$/g, '');

/** The same in ASCII, for programs that know nothing else; empty where no letter has a counterpart. */
export const inAscii = (text: string): string =>
  hyphened(
    text
      .toLowerCase()
      .replaceAll(/[äöüß]/g, (letter) => GERMAN[letter] ?? '')
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/\P{ASCII}/gu, '-'),
  );
