/** A flow whose messages are traced, for tests. */
import type { IncomingMessage } from '@plantops/shared/ports.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { MessageTrace, type TracedMessage } from '../services/tracing/message-trace.ts';

/** The flow: which nodes each leads to. */
const WIRES: Record<string, string[]> = {
  ingest: ['validation', 'mine'],
  validation: ['store'],
  mine: ['validation'],
  fork: ['left', 'right'],
  left: ['store'],
  right: ['store'],
  split: ['piece'],
  piece: ['join'],
  join: ['store'],
};

export interface Place {
  id: string;
  type: string;
}
export const place = (id: string, type = 'function'): Place => ({ id, type });
export const INGEST = place('ingest', 'plantops-ingest');
export const [VALIDATION, STORE, MINE] = [place('validation'), place('store'), place('mine')];
export const [FORK, LEFT, RIGHT] = [place('fork'), place('left'), place('right')];
export const [SPLIT, PIECE, JOIN] = [place('split'), place('piece'), place('join')];

/** As it runs in the flow. */
export const wired = (node: Place) => ({ ...node, leadsTo: WIRES[node.id] ?? [] });

/** Time stands still until `clock.advance` moves it. */
export function tracedFlow() {
  const clock = new FakeClock();
  /** The messages that are not answered for. */
  const open = new Map<number, IncomingMessage>();
  let lastId = 0;
  const trace = new MessageTrace({
    messageOf: (id) => open.get(id),
    factsOf: ({ id }) => ({ name: `"${id}"`, tab: 'Telemetry', leadsTo: WIRES[id] ?? [] }),
    clock,
  });
  trace.start();
  trace.deployed([INGEST, VALIDATION, STORE, MINE, FORK, LEFT, RIGHT, SPLIT, PIECE, JOIN].map(wired));

  /** A message that the first node sends. */
  function arrives({
    kind = 'telemetry',
    deviceId = 'dev_1',
    text = '{"temperature":20}',
  }: Partial<IncomingMessage> & { text?: string } = {}) {
    const delivery = (lastId += 1);
    const payload = Buffer.from(text);
    const topic = `devices/${deviceId}/${kind}`;
    const sent: IncomingMessage = { delivery, kind, deviceId, topic, payload, receivedAt: clock.now() };
    open.set(delivery, sent);
    trace.begun(INGEST, sent);
    return { delivery, payload: payload as unknown };
  }
  return {
    clock,
    open,
    trace,
    arrives,
    /** A message that is not one of the sample, because another of its device was just now. */
    unsampled(more: Parameters<typeof arrives>[0] = {}) {
      arrives(more);
      return arrives(more);
    },
    /** A node takes a message, works on it, and is done with it. */
    async passes(node: Place, message: TracedMessage, ms = 0): Promise<void> {
      trace.entered(node, message);
      await clock.advance(ms);
      trace.left(node, message);
    },
    fails(node: Place, message: TracedMessage, reason = 'no luck'): void {
      trace.entered(node, message);
      trace.left(node, message, { cause: new Error(reason), reason });
    },
  };
}
export type TracedFlow = ReturnType<typeof tracedFlow>;
