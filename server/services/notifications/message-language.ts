/** A message in the owner's language. */
import { findingText } from '@plantops/shared/findings/kinds.ts';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import { alertLine } from './alert-lines.ts';
import { joinedText } from './joined-message.ts';

function textOf({ kind, text, finding, device, alert }: NoticeMessage, language: Language): string {
  switch (kind) {
    // Made in the owner's language already.
    case 'system':
    case 'digest':
      return text;
    case 'test':
      return spoken(language).messages.test;
    case 'finding': {
      if (!finding) return text;
      const { title, advice } = findingText(finding.code, { metric: alert?.metric ?? null, ...finding }, language);
      return `${device ? `${device.name}: ` : ''}${title} ${advice}`;
    }
    default:
      return alertLine(text, language);
  }
}

/** @param message in English, except for those about PlantOps itself and digests */
export function inOwnersLanguage(message: NoticeMessage, language: Language): NoticeMessage {
  if (language === 'en') return message;
  if (!message.joined) return { ...message, text: textOf(message, language), english: message.english ?? message.text };
  const joined = message.joined.map((each) => inOwnersLanguage(each, language));
  return { ...message, joined, text: joinedText(message.kind, joined, language), english: message.text };
}
