/** What answers of language models may claim in English, and what is said where that is wrong. */
import type { ClaimWords, ContradictionWords } from '../words-of-language.ts';

export const claims: ClaimWords = {
  daily:
    /\b(?:daily|(?:once|twice|two times|\d times) (?:a|per) day|(?:every|each) (?:single )?(?:day|morning|evening)|every 1 days?)\b/i,
  waterNow:
    /\b(?:water(?:ing)? (?:it |the plant |the soil |your plant |thoroughly |well )*(?:now|today|immediately|at once|right away|as soon as possible)|(?:needs?|give it) (?:more )?water (?:now|today|immediately)|(?:the |its )?(?:soil|pot|substrate) is (?:too |very |bone )?dry)\b/i,
  well: /\b(?:(?:is |are |it's )?(?:doing|going) (?:very |really |quite |perfectly )?(?:well|fine|great)|all is (?:well|fine|good)|everything is (?:fine|well|good|perfect|in order)|(?:in|of) (?:very |perfectly )?(?:good|excellent|perfect) (?:health|shape|condition)|thriving|perfectly happy|nothing (?:to do|needs attention))\b/i,
  not: /\b(?:not|n't|never|no|stop|without|avoid|instead of)\b/i,
  but: /\b(?:but|except|however|although|though|apart from|aside from|yet|only)\b/i,
  everyDays: /\b(?:every|each) (\d+)(?:\s*(?:-|to)\s*\d+)? days/i,
  counts: { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, ten: 10 },
};

export const contradictions: ContradictionWords = {
  although: (claim, fact) => `${claim}, although ${fact}`,
  wateredOn: (date) => `it has it watered on ${date}`,
  wateredDaily: 'it has it watered daily',
  waterNow: 'it says that it needs water now',
  onlyOn: (date) => `it has it watered on ${date} only`,
  against: (asked) => `it asks for ${asked}, which contradicts what was found`,
  wetSoil: (value, max) => `the soil is at ${value} %, above its ${max} %`,
  wetPot: 'the pot is too wet',
  drySoil: (value, min) => `the soil is at ${value} %, below its ${min} %`,
  driesIn: (days) => `the soil is dry in ${days} days`,
  flooding: (litres) => `it has ${litres} litres given every day or two, which no pot takes`,
  past: (date, today) => `its next watering, ${date}, is long past: today is ${today}`,
  well: (alert) =>
    `it says that the plant is doing well, although there is an alert${alert === null ? '' : `: ${alert}`}`,
  invented: (figure) => `it names ${figure}, which is no figure of this plant`,
};
