import type { FlowMessage } from '@plantops/shared/flows/message-type.ts';
import type { DoneOfBatch } from '@plantops/shared/flows/batches.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { BatchLanes } from './batch-lanes.ts';

const place = (id: string) => ({ id, type: 'any' });
const [STORE, LINK, JUDGE, WHO] = ['store', 'link', 'judge', 'who'].map(place) as [Place, Place, Place, Place];
type Place = ReturnType<typeof place>;
const MESSAGES: FlowMessage[] = [{ payload: 1 }, { payload: 2 }];

/** From the first output of *store* over a link to two nodes that take batches; its second output has no way. */
const WAYS = new Map([
  [
    'store',
    [
      [
        {
          id: 'link',
          takes: false,
          next: ['judge', 'who'].map((id) => ({ id, takes: true, next: [] })),
        },
      ],
      undefined,
    ],
  ],
]);

describe('the lanes of batches', () => {
  let events: string[];
  let lanes: BatchLanes<Place>;
  let found: Map<string, Place>;

  beforeEach(() => {
    events = [];
    found = new Map([STORE, LINK, JUDGE, WHO].map((one) => [one.id, one]));
    lanes = new BatchLanes({
      entered: ({ id }, messages) => void events.push(`${id} has ${messages.length}`),
      left: ({ id }, messages, failure) =>
        void events.push(`${id} is done with ${messages.length}${failure ? `: ${failure.message}` : ''}`),
    });
  });
  const open = (): void => lanes.open(WAYS, (id) => found.get(id) ?? null);
  const atOnce = (node: Place): (() => void) => lanes.take(node, (messages, done) => done(messages));

  it('lead over links to all nodes behind, which are told apart from each other', () => {
    let finish: DoneOfBatch = () => undefined;
    atOnce(JUDGE);
    lanes.take(WHO, (_, done) => {
      finish = done;
    });
    open();
    expect(lanes.send(STORE, 0, MESSAGES)).toBe(true);
    expect(events).toEqual(['link has 2', 'judge has 2', 'judge is done with 2', 'who has 2', 'link is done with 2']);
    finish([MESSAGES[0] as FlowMessage]);
    finish([MESSAGES[1] as FlowMessage], new Error('broken'));
    expect(events.slice(5)).toEqual(['who is done with 1', 'who is done with 1: broken']);
  });

  it.each([
    ['before nodes run', () => undefined],
    [
      'once nodes are stopped',
      () => {
        open();
        lanes.close();
      },
    ],
    [
      'to a node that failed to start',
      () => {
        stopWho();
        open();
      },
    ],
  ])('lead nowhere %s', (_, prepare) => {
    atOnce(JUDGE);
    stopWho = atOnce(WHO);
    prepare();
    expect([lanes.send(STORE, 0, MESSAGES), events]).toEqual([false, []]);
  });
  let stopWho: () => void;

  it('lead nowhere from an output that has none, or from a node that is not known', () => {
    atOnce(JUDGE);
    atOnce(WHO);
    open();
    expect([lanes.send(STORE, 1, MESSAGES), lanes.send(place('other'), 0, MESSAGES), events]).toEqual([
      false,
      false,
      [],
    ]);
  });

  it('stay with the node that a deploy has started, when the one before it is gone', () => {
    const stopOld = atOnce(JUDGE);
    atOnce(WHO);
    lanes.take(JUDGE, (messages, done) => {
      events.push('new');
      done(messages);
    });
    stopOld();
    open();
    lanes.send(STORE, 0, MESSAGES);
    expect(events).toContain('new');
  });
});
