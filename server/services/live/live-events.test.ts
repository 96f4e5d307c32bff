import type { LiveEvent } from '@plantops/shared/events.ts';
import { describe, expect, it } from 'vitest';
import { LiveEvents, type PublishedEvent } from './live-events.ts';

const STARTED = new Date('2026-03-01T12:00:00Z');
const removed = (id: string): LiveEvent => ({ name: 'plant', data: { id, removed: true } });

function eventsWith(count: number): LiveEvents {
  const events = new LiveEvents(STARTED);
  for (let number = 1; number <= count; number += 1) events.publish(removed(`p${number}`));
  return events;
}
const idOf = (number: number): string => `${STARTED.getTime().toString(36)}-${number}`;
const plantOf = ({ json }: PublishedEvent): string => (JSON.parse(json) as { id: string }).id;

describe('live events', () => {
  it('reach every listener until it leaves', () => {
    const events = new LiveEvents(STARTED);
    const seen: string[] = [];
    const leave = events.subscribe((event) => seen.push(`a ${plantOf(event)}`));
    events.subscribe((event) => seen.push(`b ${plantOf(event)}`));
    events.publish(removed('p1'));
    leave();
    events.publish(removed('p2'));
    expect(seen).toEqual(['a p1', 'b p1', 'b p2']);
    expect(events.listenerCount).toBe(1);
  });

  it("end with a reset when everything may have changed; ids from before become invalid, the reset's does not", () => {
    const events = eventsWith(3);
    const seen: PublishedEvent[] = [];
    events.subscribe((event) => seen.push(event));
    events.reset();
    expect(seen).toEqual([{ id: events.lastId, name: 'reset', json: '{}' }]);
    expect(events.since(idOf(3))).toBeUndefined();
    expect(events.since(seen[0]?.id ?? '')).toEqual([]);
    events.publish(removed('p4'));
    expect(events.since(seen[0]?.id ?? '')?.map(plantOf)).toEqual(['p4']);
  });

  it('tell who reads, wait until everything is told of, and cannot be continued from before a time in which it was not', async () => {
    const said: string[] = [];
    let end = (): void => undefined;
    const events = new LiveEvents(STARTED, {
      need: async () => void said.push('need'),
      join: () => {
        said.push('join');
        return () => void said.push('leave');
      },
      onEnd(listener) {
        end = listener;
      },
    });
    await events.ready();
    const leave = events.subscribe(() => undefined);
    leave();
    expect([said, events.listenerCount]).toEqual([['need', 'join', 'leave'], 0]);
    events.publish(removed('p1'));
    const before = events.lastId;
    end();
    expect([events.since(before), events.since(events.lastId)]).toEqual([undefined, []]);
  });

  it('carry their name, their data as JSON and their position in the stream', () => {
    const events = new LiveEvents(STARTED);
    const seen: PublishedEvent[] = [];
    events.subscribe((event) => seen.push(event));
    events.publish(removed('p1'));
    expect(seen).toEqual([{ id: idOf(1), name: 'plant', json: '{"id":"p1","removed":true}' }]);
  });

  it('can be resumed after the last one seen', () => {
    const events = eventsWith(5);
    expect(events.since(idOf(3))?.map(plantOf)).toEqual(['p4', 'p5']);
    expect(events.since(idOf(0))?.map(plantOf)).toHaveLength(5);
    expect(events.since(idOf(5))).toEqual([]);
  });

  it.each([
    ['an earlier process', 'abc-3'],
    ['the future', idOf(6)],
    ['no valid number', `${STARTED.getTime().toString(36)}-x`],
    ['nothing', ''],
    ['a fractional number', idOf(1.5)],
    ['more before it', `x ${idOf(3)}`],
    ['more after it', `${idOf(3)} x`],
  ])('cannot be resumed after an id of %s', (_, id) => {
    expect(eventsWith(5).since(id)).toBeUndefined();
  });

  it('keep at least the last 2,000 events and not many more', () => {
    const events = eventsWith(10_000);
    expect(events.since(idOf(8000))?.map(plantOf)).toEqual(
      Array.from({ length: 2000 }, (_, index) => `p${8001 + index}`),
    );
    expect(events.since(idOf(10_000 - 4000))).toBeUndefined();
  });
});
