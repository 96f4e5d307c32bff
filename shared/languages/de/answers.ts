/** What answers of language models may claim in German, and what is said where that is wrong. */
import type { ClaimWords, ContradictionWords } from '../words-of-language.ts';

export const claims: ClaimWords = {
  daily: /\b(?:täglich|jeden (?:tag|morgen|abend)|(?:ein|zwei)mal (?:am|pro) tag)\b/i,
  waterNow:
    /\b(?:(?:sofort|jetzt|gleich|heute) (?:gründlich |kräftig )?gießen|gieß(?:e|en)? (?:sie |ihn |es |die pflanze )?(?:sofort|jetzt|gleich|heute)|(?:die |seine |ihre )?erde ist (?:zu |sehr )?trocken)\b/i,
  well: /\b(?:geht es (?:sehr |richtig )?gut|geht's (?:sehr )?gut|alles (?:ist )?(?:gut|bestens|in ordnung|prima)|gedeiht|bei bester gesundheit)\b/i,
  not: /\b(?:nicht|kein(?:e|en)?|nie|statt)\b/i,
  but: /\b(?:aber|jedoch|allerdings|außer|obwohl|nur|bis auf)\b/i,
  everyDays: /\balle (\d+)(?:\s*(?:-|bis)\s*\d+)? tage/i,
  counts: { ein: 1, zwei: 2, drei: 3, vier: 4, fünf: 5, sechs: 6, zehn: 10 },
};

export const contradictions: ContradictionWords = {
  although: (claim, fact) => `${claim}, obwohl gilt: ${fact}`,
  wateredOn: (date) => `sie lässt am ${date} gießen`,
  wateredDaily: 'sie lässt täglich gießen',
  waterNow: 'sie sagt, dass jetzt gegossen werden soll',
  onlyOn: (date) => `sie lässt erst am ${date} gießen`,
  against: (asked) => `sie verlangt ${asked}, und das widerspricht dem, was festgestellt wurde`,
  wetSoil: (value, max) => `die Erde hat ${value} %, mehr als ihre ${max} %`,
  wetPot: 'der Topf ist zu nass',
  drySoil: (value, min) => `die Erde hat ${value} %, weniger als ihre ${min} %`,
  driesIn: (days) => `in ${days} Tagen ist die Erde trocken`,
  flooding: (litres) => `sie lässt alle ein, zwei Tage ${litres} Liter gießen, was kein Topf fasst`,
  past: (date, today) => `ihr nächstes Gießen am ${date} ist längst vorbei: Heute ist ${today}`,
  well: (alert) =>
    `sie sagt, es gehe der Pflanze gut, obwohl es eine Warnung gibt${alert === null ? '' : `: ${alert}`}`,
  invented: (figure) => `sie nennt ${figure}, was kein Messwert dieser Pflanze ist`,
};
