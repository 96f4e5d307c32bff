/** What messages are about, as an owner chooses for a channel. Without schemas, so that the browser need not load them. */
import type { NoticeKind } from '../ports.ts';

export const TOPICS = ['limits', 'silence', 'findings', 'digest', 'system'] as const;
export type Topic = (typeof TOPICS)[number];

/** Kinds of messages by topic. A test message has none: it goes wherever the owner sends it. */
export const KINDS_OF_TOPIC: Readonly<Record<Topic, readonly (NoticeKind | 'digest' | 'system')[]>> = {
  limits: ['breach', 'reminder', 'recovery'],
  silence: ['offline', 'online', 'stale', 'fresh'],
  findings: ['finding'],
  digest: ['digest'],
  system: ['system'],
};
