/** What happens together is one message: who fell silent or came back within a minute. */
import { spoken } from '@plantops/shared/languages/spoken.ts';
import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import type { NoticeKind } from '@plantops/shared/ports.ts';
import type { Language } from '@plantops/shared/settings/display.ts';

/** From the first message on, those of the same kind are joined for so long (s). */
export const JOINED_WITHIN_S = 60;
/** The most characters of a joined message, below the 2000 that Discord takes. */
const LONGEST = 1800;

const JOINED_KINDS = ['offline', 'online', 'stale', 'fresh'] as const satisfies readonly NoticeKind[];
type JoinedKind = (typeof JOINED_KINDS)[number];

/** Whether messages of a kind are joined: those about silence. A value outside its limits has a message of its own. */
export const isJoined = (kind: NoticeMessage['kind']): kind is JoinedKind => JOINED_KINDS.some((each) => each === kind);

/** By what a message is counted, and how it is named in a joined one. */
function partOf({ kind, text, device, plant }: NoticeMessage): [key: string, name: string] {
  if (kind === 'offline' || kind === 'online') return [device?.id ?? text, device?.name ?? text];
  return [plant?.id ?? text, text];
}

/** As many of these as fit into a message, and how many do not. */
function listed(names: readonly string[], separator: string, language: Language): string {
  const shown: string[] = [];
  let length = 0;
  for (const name of names) {
    length += name.length + separator.length;
    if (length > LONGEST)
      return [...shown, spoken(language).messages.joined.more(names.length - shown.length)].join(separator);
    shown.push(name);
  }
  return shown.join(separator);
}

/**
 * What several messages say as one. @param messages in the language
 * @throws Error for messages of a kind that is not joined
 */
export function joinedText(
  kind: NoticeMessage['kind'],
  messages: readonly NoticeMessage[],
  language: Language,
): string {
  if (!isJoined(kind)) throw new Error('only messages about silence are joined');
  const parts = new Map(messages.map(partOf));
  const heading = spoken(language).messages.joined[kind](parts.size);
  return heading + listed([...parts.values()], heading.endsWith('\n') ? '\n' : ', ', language);
}

/**
 * Several messages of the same kind as one; a single one as it is.
 * @param id of the joined message: that of the notice that it is or was first sent for
 * @throws Error for messages of a kind that is not joined
 */
export function joinedMessage(messages: readonly NoticeMessage[], id: string): NoticeMessage {
  const [first] = messages;
  if (!first || !isJoined(first.kind)) throw new Error('only messages about silence are joined');
  // Several about the same device or plant: the last one holds.
  if (new Map(messages.map(partOf)).size === 1) return { ...(messages.at(-1) ?? first), id };
  const { kind, createdAt } = first;
  const text = joinedText(kind, messages, 'en');
  return { id, kind, text, plant: null, device: null, alert: null, createdAt, joined: messages };
}
