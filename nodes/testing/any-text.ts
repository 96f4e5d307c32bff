import fc from 'fast-check';

/** What ends or escapes something somewhere: markup, JSON, lines, strings of C; and half a character. */
const DELIMITERS = [
  '<',
  '>',
  '</plant_data>',
  '&',
  '"',
  "'",
  '`',
  '\\',
  '/',
  '{',
  '}',
  '\n',
  '\r',
  '\0',
  '\u2028',
  '\ud83d',
];

/** Text of this many parts at most: every second one is a delimiter, the others are any characters. */
export const anyText = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.oneof(fc.constantFrom(...DELIMITERS), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
    maxLength,
  });
