/**
 * Text that every screen, log and SQL column can hold: no control characters (PostgreSQL refuses NUL) and no lone
 * surrogates (which are not text).
 */
export const PLAIN_TEXT = /^[^\p{Cc}\p{Cs}]*$/u;
export const PLAIN_TEXT_DEMAND = 'must not contain control characters or halves of surrogate pairs';

/** The same, but with line breaks and tabs. */
export const FREE_TEXT = /^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u;
export const FREE_TEXT_DEMAND =
  'must not contain control characters other than line breaks, or halves of surrogate pairs';
