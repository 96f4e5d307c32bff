/** What Mosquitto says in its log of those who connect. Each line stands in its source (2.0 and 2.1). */

/** Something that the broker said. */
export type BrokerLine =
  /** Somebody connects; who it is shows later. */
  | { what: 'arrived'; address: string }
  /** `form`: version, session and keep-alive that the program asks for. */
  | { what: 'connected'; username: string; address: string; form: string }
  /** Of the one that has just connected. The topic follows. */
  | { what: 'will'; bytes: number }
  | { what: 'topic'; topic: string }
  | { what: 'no_will' }
  /** A message that was taken, and one that may not go there. */
  | { what: 'published'; username: string; topic: string; bytes: number }
  | { what: 'denied'; username: string; topic: string }
  /** The connection that an account had was closed, since another one came with the same account. */
  | { what: 'replaced'; username: string }
  /** The account is undefined where the broker does not name it: before it knows it, or because it does not accept it. */
  | { what: 'refused'; username: string | undefined; why: RefusalReason }
  /** Unless it is clean, the last will is published. */
  | { what: 'left'; username: string; isClean: boolean };

/** Why the broker cut a connection. */
export type RefusalReason = 'oversize_packet' | 'protocol_error' | 'not_authorised';

/** What is said only while the broker says everything: these lines follow each message. */
export const isChatter = (line: string): boolean => CHATTER.test(line);
const CHATTER = /^\d*:? ?(?:Received |Sending |\t|No will |Will message |Denied PUBLISH |\S+ \d \S+$)/;

const ARRIVED = /New connection from (\S+):\d+ on port /;
const CONNECTED = /New client connected from (\S+):\d+ as (\S+) \(([^,]*, [^,]*, [^,)]*)/;
const WILL = /Will message specified \((\d+) bytes\)/;
const TOPIC = /^\d*:? ?\t(.+)$/;
const PUBLISH = /(Received|Denied) PUBLISH from (\S+) \([^']*'(.*)', \.\.\. \((\d+) bytes\)\)/;
const REPLACED = /Client (\S+) already connected, closing old connection/;
const REFUSED =
  /Client (\S+) disconnected(?: due to|,) (oversize packet|protocol error|malformed packet|not authori[sz]ed)/;
const LEFT = /Client (\S+) (closed its connection|disconnected\.?|has exceeded timeout)/;

const REASONS: Readonly<Record<string, RefusalReason>> = {
  'oversize packet': 'oversize_packet',
  'protocol error': 'protocol_error',
  'malformed packet': 'protocol_error',
};

/** Reads a line of the broker's log; undefined for one that says nothing of this. */
export function readBrokerLine(line: string): BrokerLine | undefined {
  // First, because a topic may hold any words.
  const [, verb, publisher, topic, bytes] = PUBLISH.exec(line) ?? [];
  if (publisher !== undefined && topic !== undefined)
    return verb === 'Denied'
      ? { what: 'denied', username: publisher, topic }
      : { what: 'published', username: publisher, topic, bytes: Number(bytes) };
  const [, detail] = TOPIC.exec(line) ?? [];
  if (detail !== undefined) return { what: 'topic', topic: detail };
  if (line.endsWith('No will message specified.')) return { what: 'no_will' };
  const [, willBytes] = WILL.exec(line) ?? [];
  if (willBytes !== undefined) return { what: 'will', bytes: Number(willBytes) };
  const [, arrivedFrom] = ARRIVED.exec(line) ?? [];
  if (arrivedFrom !== undefined) return { what: 'arrived', address: arrivedFrom };
  const [, address, username, form = ''] = CONNECTED.exec(line) ?? [];
  if (address !== undefined && username !== undefined) return { what: 'connected', username, address, form };
  const [, replaced] = REPLACED.exec(line) ?? [];
  if (replaced !== undefined) return { what: 'replaced', username: replaced };
  const [, refused, why] = REFUSED.exec(line) ?? [];
  if (refused !== undefined && why !== undefined)
    return {
      what: 'refused',
      username: refused === '<unknown>' ? undefined : refused,
      why: REASONS[why] ?? 'not_authorised',
    };
  const [, left, how] = LEFT.exec(line) ?? [];
  return left === undefined || left === '<unknown>'
    ? undefined
    : { what: 'left', username: left, isClean: how === 'disconnected.' };
}
