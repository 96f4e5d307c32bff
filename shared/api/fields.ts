/** Parts shared by the schemas of several resources. */
import { z } from 'zod';
import { PLAIN_TEXT, PLAIN_TEXT_DEMAND } from '../plain-text.ts';

export const id = z.string().min(1).max(64);
export const dateTime = z.iso.datetime().meta({ description: 'UTC, ISO 8601' });
/**
 * Text that a person typed. It is kept unchanged, but may not contain control characters or lone surrogates, which no
 * screen, log or SQL text can represent.
 */
export const plainText = (maxLength: number) =>
  z.string().trim().min(1).max(maxLength).regex(PLAIN_TEXT, PLAIN_TEXT_DEMAND);
