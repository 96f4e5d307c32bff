/** What each account may do at NATS: the rules of mosquitto/acl in the words of NATS. */
import { subjectOf } from './subjects.ts';

/** Subjects that an account may publish to and read. */
export interface Permissions {
  publish: string[];
  subscribe: string[];
}

/** The rules of accounts by their names, and those of every other account, in which `%u` stands for its name. */
export interface AccessRules {
  named: ReadonlyMap<string, Permissions>;
  others: Permissions;
}

/**
 * Reads Mosquitto's rules. What is denied there is what the patterns would allow; here they hold for nobody who has rules of
 * an own, so nothing has to be denied. NATS has no topics about itself, below `$SYS`.
 * @throws Error for a line that is not understood
 */
export function readAccessRules(text: string): AccessRules {
  const named = new Map<string, Permissions>();
  const others: Permissions = { publish: [], subscribe: [] };
  let current: Permissions | undefined;
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const [kind = '', first = '', second] = line.split(/\s+/);
    if (kind === 'user') {
      current = named.get(first) ?? { publish: [], subscribe: [] };
      named.set(first, current);
      continue;
    }
    const rules = kind === 'pattern' ? others : kind === 'topic' ? current : undefined;
    const topic = second ?? '';
    if (!rules || !['read', 'write', 'readwrite', 'deny'].includes(first) || topic === '')
      throw new Error(`mosquitto/acl has a line that NATS has no rule for: ${line}`);
    if (first === 'deny' || topic.startsWith('$SYS/')) continue;
    const subject = subjectOf(topic);
    if (first !== 'read') rules.publish.push(subject);
    if (first !== 'write') rules.subscribe.push(subject);
  }
  return { named, others };
}

/** The rules of one account. */
export function permissionsOf(username: string, { named, others }: AccessRules): Permissions {
  const own = named.get(username);
  if (own) return own;
  const forUser = (subjects: readonly string[]): string[] => subjects.map((each) => each.replace('%u', username));
  return { publish: forUser(others.publish), subscribe: forUser(others.subscribe) };
}
