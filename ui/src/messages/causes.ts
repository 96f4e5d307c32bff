import { causeText, type RejectionCause } from '@plantops/shared/findings/causes.ts';
import type { FindingText } from '@plantops/shared/findings/finding-kind.ts';
import { preferences } from './preferences';

/**
 * Why a message failed, in the reader's language, with what to do.
 * @param reason the English words of the server: they are shown where no causes are known
 */
export const causeTexts = (causes: readonly RejectionCause[] | null, reason: string): FindingText[] =>
  causes?.length ? causes.map((cause) => causeText(cause, preferences.language)) : [{ title: reason, advice: '' }];

/** The same as one text, without what to do. */
export const causeWords = (causes: readonly RejectionCause[] | null, reason: string): string =>
  causeTexts(causes, reason)
    .map(({ title }) => title)
    .join(' ');
