/** What the editor says of the types of messages, in the languages of owners. English stands with the types, others in the folders of the languages. */
import { spoken } from '#spoken';
import type { Language } from '../settings/display.ts';
import type { MessageType } from './message-type.ts';

export interface MessageWords {
  /** With an article. */
  label: string;
  /** Where such messages come from; follows "wire it behind", in German "setze ihn hinter". */
  from: string;
  /** What the type stands for, in a sentence. */
  description: string;
}

/** English where there are no words in that language. */
export const messageWords = (type: MessageType, language: Language): MessageWords =>
  spoken(language).flows.types[type.name] ?? type;
