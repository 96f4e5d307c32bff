import type { SetAsideGroup } from '../api/generated';
import { text } from '../messages/text';

type Place = Pick<SetAsideGroup, 'node_id' | 'node'>;

/** Where messages were set aside, as a title. */
export const placeOf = ({ node_id: id, node }: Place): string => node ?? id ?? text('flows.database');

/** The same within a sentence, after "at". */
export const placeInSentence = ({ node_id: id, node }: Place): string => node ?? id ?? text('flows.database.in');

/** Why messages were set aside. The server's sentence begins with the node, which stands beside it anyway. */
export function reasonBeside({ node }: Place, reason: string): string {
  const begin = `${node ?? ''} failed: `;
  return node !== null && reason.startsWith(begin) ? reason.slice(begin.length) : reason;
}
