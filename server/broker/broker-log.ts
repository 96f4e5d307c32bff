/** What Mosquitto says in its log of those who connect. Each line stands in its source (2.0 and 2.1). */

/** Something that the broker said. */
export type BrokerLine =
  /** Somebody connects; who it is shows later. */
  | { what: 'arrived'; address: string }
  | { what: 'connected'; username: string; address: string }
  /** The connection that an account had was closed, since another one came with the same account. */
  | { what: 'replaced'; username: string }
  /** The account is undefined where the broker does not name it: before it knows it, or because it does not accept it. */
  | { what: 'refused'; username: string | undefined; why: RefusalReason }
  | { what: 'left'; username: string };

/** Why the broker cut a connection. */
export type RefusalReason = 'oversize_packet' | 'protocol_error' | 'not_authorised';

const ARRIVED = /New connection from (\S+):\d+ on port /;
const CONNECTED = /New client connected from (\S+):\d+ as (\S+) \(/;
const REPLACED = /Client (\S+) already connected, closing old connection/;
const REFUSED =
  /Client (\S+) disconnected(?: due to|,) (oversize packet|protocol error|malformed packet|not authori[sz]ed)/;
const LEFT = /Client (\S+) (?:closed its connection|disconnected|has exceeded timeout)/;

const REASONS: Readonly<Record<string, RefusalReason>> = {
  'oversize packet': 'oversize_packet',
  'protocol error': 'protocol_error',
  'malformed packet': 'protocol_error',
};

/** Reads a line of the broker's log; undefined for one that says nothing of this. */
export function readBrokerLine(line: string): BrokerLine | undefined {
  const [, arrivedFrom] = ARRIVED.exec(line) ?? [];
  if (arrivedFrom !== undefined) return { what: 'arrived', address: arrivedFrom };
  const [, address, username] = CONNECTED.exec(line) ?? [];
  if (address !== undefined && username !== undefined) return { what: 'connected', username, address };
  const [, replaced] = REPLACED.exec(line) ?? [];
  if (replaced !== undefined) return { what: 'replaced', username: replaced };
  const [, refused, why] = REFUSED.exec(line) ?? [];
  if (refused !== undefined && why !== undefined)
    return {
      what: 'refused',
      username: refused === '<unknown>' ? undefined : refused,
      why: REASONS[why] ?? 'not_authorised',
    };
  const [, left] = LEFT.exec(line) ?? [];
  return left === undefined || left === '<unknown>' ? undefined : { what: 'left', username: left };
}
