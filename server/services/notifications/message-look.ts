/** What channels make of a message besides its text: its title, how grave it is, and what fits. */
import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import { inLanguage } from '@plantops/shared/languages/terms.ts';
import type { Language, Words } from '@plantops/shared/settings/display.ts';

type Kind = NoticeMessage['kind'];

/** How grave a message is. `trouble`: of PlantOps itself; `silence`: nothing is known for the moment. */
export type Tone = 'trouble' | 'warning' | 'silence' | 'good';

const TONES: Readonly<Record<Kind, Tone>> = {
  breach: 'warning',
  reminder: 'warning',
  recovery: 'good',
  offline: 'silence',
  online: 'good',
  stale: 'silence',
  fresh: 'good',
  finding: 'warning',
  test: 'good',
  system: 'trouble',
  digest: 'good',
};

export const toneOf = (kind: Kind): Tone => TONES[kind];

/** Titles of messages that are about no plant and no device. */
const TITLES: Readonly<Partial<Record<Kind, Words>>> = {
  test: { en: 'Test message', de: 'Testnachricht' },
  system: { en: 'PlantOps itself', de: 'PlantOps selbst' },
  digest: { en: 'Your plants today', de: 'Deine Pflanzen heute' },
};

/** @returns what the message is about; undefined for one about several, and where nothing is left of it */
export function titleOf({ kind, plant, device }: NoticeMessage, language: Language): string | undefined {
  const title = TITLES[kind];
  return title ? inLanguage(title, language) : (plant?.name ?? device?.name);
}

const SIGNS: Readonly<Record<Tone, string>> = { trouble: '🚨', warning: '⚠️', silence: '🔇', good: '🌱' };

/** The message as one text, with a sign and what it is about in front, for receivers that know no titles. */
export function titledText(message: NoticeMessage, language: Language): string {
  const title = titleOf(message, language);
  return `${SIGNS[toneOf(message.kind)]} ${title === undefined ? '' : `${title}: `}${message.text}`;
}

/** At most so many characters, the last one `…` where some were left out; a character is never cut in two. */
export function cutTo(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
