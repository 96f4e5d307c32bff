/** Why flows do not run, or do not do well: as facts, from which the words are made in every language. */
import { spoken } from '#spoken';
import type { Language } from '../settings/display.ts';
import type { MessageKind } from '../topics.ts';

/** What became of messages that did not go well. */
export type MessageMishap = 'set_aside' | 'rejected' | 'node_failed';

export type FlowFailure =
  /** Most messages, or many, do not go well. `kind`: null for messages of all kinds. `last`: where that was last, and why. */
  | {
      what: 'messages';
      count: number;
      of: number;
      kind: MessageKind | null;
      mishap: MessageMishap;
      last: { node: string | null; reason: string } | null;
    }
  | { what: 'node_not_started'; node: string; problem: string }
  | { what: 'flows_not_started' }
  /** `node`: the one that ended it, for certain or probably; null where that is not known. */
  | { what: 'engine_ended'; node: string | null; isCertain: boolean; isTwice: boolean; message: string }
  | { what: 'type_missing'; node: string; type: string };

/** A clause without a full stop, in the reader's language. What a node said itself stands in it as it was said. */
export const flowFailureText = (failure: FlowFailure, language: Language): string =>
  spoken(language).messages.system.failure(failure);
