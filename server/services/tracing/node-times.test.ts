import { beforeEach, describe, expect, it } from 'vitest';
import type { TracedMessage } from './message-trace.ts';
import {
  INGEST,
  MINE,
  place,
  STORE,
  type TracedFlow,
  tracedFlow,
  VALIDATION,
  wired,
} from '../../testing/traced-flow.ts';

let clock: TracedFlow['clock'];
let trace: TracedFlow['trace'];
let arrives: TracedFlow['arrives'];
let passes: TracedFlow['passes'];
let fails: TracedFlow['fails'];

beforeEach(() => {
  ({ clock, trace, arrives, passes, fails } = tracedFlow());
});

describe('the figures of nodes', () => {
  const figuresOf = (id: string) => trace.figures().find(({ node_id }) => node_id === id);
  beforeEach(() => trace.deployed([INGEST, VALIDATION, MINE].map(wired)));

  it('count messages, errors and times of the nodes that run', async () => {
    await passes(VALIDATION, arrives(), 100);
    fails(MINE, arrives());
    await passes(VALIDATION, { payload: 'a message without a number' }, 100);
    expect(figuresOf('ingest')).toMatchObject({
      messages: 2,
      errors: 0,
      name: '"ingest"',
      tab: 'Telemetry',
    });
    expect(figuresOf('validation')).toMatchObject({
      messages: 2,
      errors: 0,
      rate_per_s: 10,
      took: { count: 2, sumS: 0.2 },
    });
    expect(figuresOf('mine')).toMatchObject({ messages: 1, errors: 1, errors_last_minute: 1, took: { count: 1 } });
    expect(figuresOf('store')).toBeUndefined();
    await clock.advance(65_000);
    expect(figuresOf('mine')).toMatchObject({ messages: 1, errors: 1, errors_last_minute: 0, rate_per_s: 0 });
  });

  it('tell how long a message was in each node, without what came after it', async () => {
    const nested = async (message: TracedMessage): Promise<void> => {
      trace.entered(MINE, message);
      await clock.advance(5);
      await passes(VALIDATION, message, 10);
      trace.left(MINE, message);
    };
    await nested(arrives());
    await nested({ payload: 'a message without a number' });
    expect(figuresOf('mine')?.took).toMatchObject({ count: 2, sumS: 0.01 });
    expect(figuresOf('validation')?.took).toMatchObject({ count: 2, sumS: 0.02 });
  });

  it('count what a node makes that takes no messages', () => {
    trace.made(MINE);
    expect(figuresOf('mine')).toMatchObject({ messages: 1, p95_ms: null });
  });

  it('count an error that is only logged, and no error twice', () => {
    const failure = { cause: new Error('no luck'), reason: 'no luck' };
    trace.left(MINE, arrives(), failure);
    trace.logged(MINE, failure.cause);
    expect(figuresOf('mine')).toMatchObject({ errors: 1 });
    trace.logged(MINE, failure.cause);
    expect(figuresOf('mine')).toMatchObject({ errors: 2 });
  });

  it('are those of a node that goes on through a deploy, and end with the node', async () => {
    await passes(VALIDATION, arrives());
    trace.deployed([VALIDATION, STORE].map(wired));
    await passes(VALIDATION, arrives());
    expect(trace.figures().map(({ node_id, messages }) => [node_id, messages])).toEqual([
      ['validation', 2],
      ['store', 0],
    ]);
    trace.deployed([wired(MINE)]);
    expect(figuresOf('mine')).toMatchObject({ messages: 0 });
  });

  it('are those of at most 500 nodes', () => {
    trace.deployed(Array.from({ length: 600 }, (_, index) => wired(place(`n${index}`))));
    expect(trace.figures()).toHaveLength(500);
  });
});
