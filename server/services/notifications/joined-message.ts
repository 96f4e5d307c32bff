/** What happens together is one message: who fell silent or came back within a minute. */
import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import type { NoticeKind } from '@plantops/shared/ports.ts';

/** From the first message on, those of the same kind are joined for so long (s). */
export const JOINED_WITHIN_S = 60;
/** The most characters of a joined message, below the 2000 that Discord takes. */
const LONGEST = 1800;

type JoinedKind = Extract<NoticeKind, 'offline' | 'online' | 'stale' | 'fresh'>;

const HEADINGS: Record<JoinedKind, (count: number) => string> = {
  offline: (count) => `${count} devices are silent: `,
  online: (count) => `${count} devices are back: `,
  stale: (count) => `${count} plants have no new values:\n`,
  fresh: (count) => `${count} plants have new values again:\n`,
};

/** Whether messages of a kind are joined: those about silence. A value outside its limits has a message of its own. */
export const isJoined = (kind: NoticeMessage['kind']): kind is JoinedKind => Object.hasOwn(HEADINGS, kind);

/** By what a message is counted, and how it is named in a joined one. */
function partOf({ kind, text, device, plant }: NoticeMessage): [key: string, name: string] {
  if (kind === 'offline' || kind === 'online') return [device?.id ?? text, device?.name ?? text];
  return [plant?.id ?? text, text];
}

/** As many of these as fit into a message, and how many do not. */
function listed(names: readonly string[], separator: string): string {
  const shown: string[] = [];
  let length = 0;
  for (const name of names) {
    length += name.length + separator.length;
    if (length > LONGEST) return [...shown, `and ${names.length - shown.length} more`].join(separator);
    shown.push(name);
  }
  return shown.join(separator);
}

/**
 * Several messages of the same kind as one; a single one as it is.
 * @param id of the joined message: that of the notice that it is or was first sent for
 * @throws Error for messages of a kind that is not joined
 */
export function joinedMessage(messages: readonly NoticeMessage[], id: string): NoticeMessage {
  const [first] = messages;
  if (!first || !isJoined(first.kind)) throw new Error('only messages about silence are joined');
  const parts = new Map(messages.map(partOf));
  // Several about the same device or plant: the last one holds.
  if (parts.size === 1) return { ...(messages.at(-1) ?? first), id };
  const heading = HEADINGS[first.kind](parts.size);
  const text = heading + listed([...parts.values()], heading.endsWith('\n') ? '\n' : ', ');
  const { kind, createdAt } = first;
  return { id, kind, text, plant: null, device: null, alert: null, createdAt, joined: messages };
}
