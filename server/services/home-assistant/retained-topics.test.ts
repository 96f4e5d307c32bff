import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { RetainedTopics } from './retained-topics.ts';

let clock: FakeClock;
let published: [string, string][];
let publish: (topic: string, payload: string) => Promise<void>;
let topics: RetainedTopics;

beforeEach(() => {
  clock = new FakeClock();
  published = [];
  publish = (topic, payload) => {
    published.push([topic, payload]);
    return Promise.resolve();
  };
  topics = new RetainedTopics({
    publish: (topic, payload) => publish(topic, payload),
    isOurs: (topic) => topic.startsWith('ours/'),
    between: (_topic, held, next) => (held === 'two' && next === 'one' ? 'two minus one' : undefined),
    clock,
  });
});
const taken = (): [string, string][] => published.splice(0);

describe('retained topics', () => {
  it('are published once the broker is there, and not again while they stay as they are', async () => {
    topics.want('ours/a', '1');
    await clock.advance(60_000);
    expect(taken()).toEqual([]);
    topics.open();
    await clock.advance(0);
    expect(taken()).toEqual([['ours/a', '1']]);
    topics.want('ours/a', '1');
    await clock.advance(60_000);
    expect(taken()).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  it('are published at most every five seconds, with what they are then', async () => {
    topics.open();
    topics.want('ours/a', '1');
    await clock.advance(100);
    for (const value of ['2', '3', '4']) {
      topics.want('ours/a', value);
      await clock.advance(100);
    }
    expect(taken()).toEqual([['ours/a', '1']]);
    await clock.advance(5000);
    expect(taken()).toEqual([['ours/a', '4']]);
    topics.want('ours/a', '5');
    topics.want('ours/a', '4');
    await clock.advance(60_000);
    expect(taken(), 'what was only meanwhile is left out').toEqual([]);
  });

  it('are removed at once when they are dropped', async () => {
    topics.open();
    topics.complete();
    topics.want('ours/a', '1');
    await clock.advance(0);
    topics.drop('ours/a');
    await clock.advance(0);
    expect(taken()).toEqual([
      ['ours/a', '1'],
      ['ours/a', ''],
    ]);
  });

  it('of a former life are removed once it is known what there is to say, and those of others never', async () => {
    topics.want('ours/a', '1');
    topics.heard('ours/a', '1', true);
    topics.heard('ours/gone', 'x', true);
    topics.heard('theirs/b', 'x', true);
    topics.open();
    await clock.advance(60_000);
    expect(taken(), 'the plants may not have been read yet').toEqual([]);
    topics.complete();
    await clock.advance(0);
    expect(taken()).toEqual([['ours/gone', '']]);
    topics.heard('ours/late', 'x', true);
    await clock.advance(0);
    expect(taken(), 'a broker may hand out late').toEqual([['ours/late', '']]);
  });

  it('are published in two steps where something must be said between', async () => {
    topics.want('ours/a', 'one');
    topics.heard('ours/a', 'two', true);
    topics.open();
    await clock.advance(0);
    expect(taken()).toEqual([
      ['ours/a', 'two minus one'],
      ['ours/a', 'one'],
    ]);
  });

  it('are published again when asked for, and after a lost connection as far as the broker has them otherwise', async () => {
    topics.want('ours/a', '1');
    topics.want('ours/b', '1');
    topics.open();
    await clock.advance(0);
    taken();
    topics.repeat();
    await clock.advance(0);
    expect(taken()).toEqual([
      ['ours/a', '1'],
      ['ours/b', '1'],
    ]);
    topics.close();
    topics.want('ours/b', '2');
    topics.heard('ours/a', '1', true);
    topics.heard('ours/b', '1', true);
    await clock.advance(10_000);
    topics.open();
    await clock.advance(0);
    expect(taken()).toEqual([['ours/b', '2']]);
  });

  it('that could not be published are published with the next connection', async () => {
    const works = publish;
    publish = () => Promise.reject(new Error('lost'));
    topics.open();
    topics.want('ours/a', '1');
    topics.close();
    await clock.advance(0);
    publish = works;
    topics.open();
    await clock.advance(0);
    expect(taken()).toEqual([['ours/a', '1']]);
  });

  it('wait for the broker, twenty at once', async () => {
    const waiting: (() => void)[] = [];
    publish = (topic, payload) => {
      published.push([topic, payload]);
      return new Promise((resolve) => waiting.push(resolve));
    };
    topics.open();
    for (let number = 0; number < 50; number += 1) topics.want(`ours/${number}`, 'x');
    await clock.advance(0);
    expect(published).toHaveLength(20);
    for (const done of waiting.splice(0, 5)) done();
    await clock.advance(0);
    expect(published).toHaveLength(25);
  });

  it('that the broker does not hand out after ten seconds are not let through by it', async () => {
    topics.open();
    topics.want('ours/a', '1');
    await clock.advance(9000);
    expect(topics.isUnheard).toBe(false);
    await clock.advance(2000);
    expect(topics.isUnheard).toBe(true);
    topics.heard('ours/a', '1', false);
    expect(topics.isUnheard).toBe(false);
  });
});
