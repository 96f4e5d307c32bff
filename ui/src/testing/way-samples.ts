/** Ways of messages in tests. */
import type { Way, WayHop } from '../api/generated';
import { at } from './samples';

/** A node on the way of a message. */
export const wayHop = (name: string, more: Partial<WayHop> = {}): WayHop => ({
  node_id: name,
  type: 'function',
  name,
  tab: 'Telemetry',
  from: null,
  after_ms: 0,
  took_ms: 1.5,
  received: null,
  failure: null,
  ...more,
});

/** The way of a reading that was stored. */
export const way = (id: string, more: Partial<Way> = {}): Way => ({
  id,
  kind: 'telemetry',
  received_at: at('11:59'),
  payload: '{"temperature":20}',
  outcome: 'stored',
  reason: null,
  causes: null,
  hops: [wayHop('ingest')],
  hops_left_out: 0,
  ...more,
});
