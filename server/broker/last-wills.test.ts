import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { LastWills } from './last-wills.ts';

const TOPIC = 'devices/dev_1/telemetry';
let clock: FakeClock;
let wills: LastWills;
let answers: string[];
beforeEach(() => {
  clock = new FakeClock();
  wills = new LastWills(clock);
  answers = [];
});

/** A message comes, and is called so in the answers. */
const comes = (name: string, bytes = 19): void => {
  const isAsked = wills.ask(TOPIC, bytes, (isWill) => answers.push(`${name} ${isWill ? 'will' : 'reading'}`));
  if (!isAsked) answers.push(`${name} free`);
};
const says = (...events: ('published' | 'sent')[]): void =>
  events.forEach((what) => wills.heed({ what, topic: TOPIC }));

describe('a last will where readings go', () => {
  beforeEach(() => wills.heed({ what: 'set', topic: TOPIC, bytes: 19 }));

  it('is told from readings that are as long, whichever comes first: the message or the log', () => {
    comes('a');
    says('published');
    says('published', 'sent');
    comes('b');
    comes('c');
    comes('d');
    comes('e');
    says('sent', 'published');
    expect(answers).toEqual(['a reading', 'b reading', 'c will', 'd will', 'e reading']);
    expect(clock.timers).toBe(0);
  });

  it('keeps no reading waiting that is of another length, or on another topic', () => {
    comes('a', 20);
    expect(wills.ask('devices/dev_2/telemetry', 19, () => undefined)).toBe(false);
    expect(answers).toEqual(['a free']);
  });

  it('is a reading where the log says nothing for three seconds, as of a broker that says less', async () => {
    comes('a');
    await clock.advance(1000);
    comes('b');
    await clock.advance(1999);
    expect(answers).toEqual([]);
    await clock.advance(1);
    expect(answers).toEqual(['a reading', 'b reading']);
    comes('c');
    says('sent');
    expect(answers.at(-1)).toBe('c will');
  });

  it('is not taken for a later message by what was said of one that never came', async () => {
    says('sent');
    await clock.advance(10_000);
    comes('a');
    says('published');
    expect(answers).toEqual(['a reading']);
  });

  it('is none any more once the board has connected without one', () => {
    comes('a');
    wills.heed({ what: 'unset', topic: TOPIC });
    comes('b');
    says('sent');
    expect(answers).toEqual(['a reading', 'b free']);
  });

  it('may be of another length at the next connection', () => {
    wills.heed({ what: 'set', topic: TOPIC, bytes: 7 });
    comes('a');
    comes('b', 7);
    says('sent');
    expect(answers).toEqual(['a free', 'b will']);
  });
});

describe('a last will that the broker has published as it was stopped', () => {
  beforeEach(() => wills.load([{ topic: TOPIC, bytes: 19, mayWait: true }]));

  it('is the last of the messages that have waited', async () => {
    comes('a');
    comes('b');
    await clock.advance(3000);
    expect(answers).toEqual(['a reading', 'b will']);
  });

  it('is not what the board publishes once it is back', async () => {
    comes('a');
    wills.heed({ what: 'set', topic: TOPIC, bytes: 19 });
    comes('b');
    says('published');
    says('published');
    comes('c');
    await clock.advance(3000);
    expect(answers).toEqual(['a will', 'b reading', 'c reading']);
    comes('d');
    says('published');
    expect(answers.at(-1)).toBe('d reading');
  });

  it('was none where nothing has waited', async () => {
    says('published');
    comes('a');
    await clock.advance(3000);
    expect(answers).toEqual(['a reading']);
  });
});
