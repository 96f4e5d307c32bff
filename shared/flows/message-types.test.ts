import { describe, expect, it } from 'vitest';
import { expectMessage, type FlowMessage } from './message-type.ts';
import { heartbeat, MESSAGE_TYPES, reading } from './message-types.ts';
import { messageWords } from './message-words.ts';

const types = Object.values(MESSAGE_TYPES);
/** What is wrong with a message as one that must be of the type. */
const faultOf = (message: FlowMessage, ...of: (typeof types)[number][]): string | undefined => {
  try {
    expectMessage(message, of);
    return undefined;
  } catch (failure) {
    return (failure as Error).message;
  }
};
const readingWith = (change: object): FlowMessage => ({ payload: { ...reading.example.payload, ...change } });

describe('the types of messages', () => {
  it.each(types.map((type) => [type.name, type] as const))('%s has a label, a colour of its own and an example that fits', (_, type) => {
    expect(type.label).toMatch(/^(a|an|any|what|credentials)\b/);
    expect(types.filter(({ colour }) => colour === type.colour)).toEqual([type]);
    expect(faultOf(structuredClone(type.example), type)).toBeUndefined();
  });

  it.each(types.map((type) => [type.name, type] as const))('%s is told of in German, too', (_, type) => {
    const { label, from, description } = messageWords(type, 'de');
    expect([label, from, description]).not.toContain('');
    expect([type.label, type.from, type.description]).not.toEqual(expect.arrayContaining([label]));
    expect([from === type.from, description === type.description]).toEqual([false, false]);
    expect(messageWords(type, 'en')).toBe(type);
  });

  it('are told apart: what is checked as one type is none of another kind', () => {
    expect(faultOf(structuredClone(MESSAGE_TYPES.notice?.example ?? {}), reading)).toMatch(/^msg.payload is not a reading: wire this node behind a validation node \(/);
    expect(faultOf(structuredClone(reading.example), heartbeat)).toMatch(/vitals/);
  });

  it.each([
    ['a date that no clock shows', { time: new Date('2311-01-01T00:00:00Z') }, /\(time: is more than 300 s after it was received\)/],
    ['a time before there were such devices', { time: new Date(0) }, /\(time: is before 2020\)/],
    ['a receipt before there were such devices', { receivedAt: new Date('1999-12-31T00:00:00Z') }, /\(receivedAt: is before 2020\)/],
    ['a value below its range', { values: { humidity: -500 } }, /\(values.humidity: Too small: expected number to be >=0\)/],
    ['a value above its range', { values: { soil_moisture: 100.1 } }, /\(values.soil_moisture: Too big/],
    ['a value that is text', { values: { temperature: '21' } }, /\(values.temperature: /],
    ['a value that is no number', { values: { temperature: Number.NaN } }, /\(values.temperature: /],
    ['no value', { values: {} }, /\(values: has no value\)/],
    ['no device', { deviceId: '' }, /\(deviceId: /],
    ['a time that is text and none', { time: 'noon' }, /\(time: /],
  ])('a reading with %s is none', (_, change, says) => {
    expect(faultOf(readingWith(change), reading)).toMatch(says);
  });

  it('a reading that was JSON for a while has its dates again, and keeps what a flow added', () => {
    const message = JSON.parse(JSON.stringify({ ...readingWith({ vpd: 0.9 }), delivery: 7, mine: 1 })) as FlowMessage;
    expect(faultOf(message, reading)).toBeUndefined();
    expect(message).toMatchObject({ payload: { time: reading.example.payload.time, vpd: 0.9 }, delivery: 7, mine: 1 });
  });

  it('limits on the plant of a message are checked, too', () => {
    const plant = { id: 'p', name: 'Fern', thresholds: { humidity: { min: 60, max: 40 } } };
    expect(faultOf({ ...structuredClone(reading.example), plant }, reading)).toMatch(/^msg.plant is missing or was changed: .*min must not be greater than max/);
  });

  it('a node that takes two types names both', () => {
    expect(faultOf({ payload: 42 }, reading, heartbeat)).toMatch(/^msg.payload is not a reading or a heartbeat: wire this node behind a validation node/);
  });
});
