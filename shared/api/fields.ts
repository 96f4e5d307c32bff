/** Parts that the schemas of several resources share. */
import { z } from 'zod';
import { PLAIN_TEXT, PLAIN_TEXT_DEMAND } from '../plain-text.ts';

export const id = z.string().min(1).max(64);
export const dateTime = z.iso.datetime().meta({ description: 'UTC, ISO 8601' });
/** Text a person typed: kept as it is, but without control characters and lone surrogates, which no screen, log or SQL text can hold. */
export const plainText = (maxLength: number) =>
  z.string().trim().min(1).max(maxLength).regex(PLAIN_TEXT, PLAIN_TEXT_DEMAND);
