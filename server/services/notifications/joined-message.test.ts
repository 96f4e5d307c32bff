import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import { describe, expect, it } from 'vitest';
import { isJoined, joinedMessage } from './joined-message.ts';

const about = (id: string, more: Partial<NoticeMessage> = {}): NoticeMessage => ({
  id: `notice about ${id}`,
  kind: 'offline',
  text: `${id} is offline`,
  plant: null,
  device: { id, name: id },
  alert: { id: 1, metric: null, value: null, threshold: null, direction: null },
  createdAt: new Date('2026-03-01T12:00:00Z'),
  ...more,
});
const stale = (name: string): NoticeMessage =>
  about(name, { kind: 'stale', text: `${name}: no pH since 14:05, the last was 6.5`, plant: { id: name, name } });

describe('messages about silence', () => {
  it('are joined, and no others', () => {
    const kinds = ['offline', 'online', 'stale', 'fresh', 'breach', 'reminder', 'recovery', 'finding', 'test'] as const;
    expect(kinds.filter(isJoined)).toEqual(['offline', 'online', 'stale', 'fresh']);
  });

  it('stay as they are when they are alone', () => {
    expect(joinedMessage([about('A')], 'n')).toEqual({ ...about('A'), id: 'n' });
  });

  it('name all devices, and hold each message', () => {
    const joined = joinedMessage([about('A'), about('B')], 'n');
    expect(joined).toMatchObject({
      id: 'n',
      text: '2 devices are silent: A, B',
      device: null,
      plant: null,
      alert: null,
    });
    expect(joined.joined?.map(({ text }) => text)).toEqual(['A is offline', 'B is offline']);
  });

  it('say of plants what is missing', () => {
    expect(joinedMessage([stale('Fern'), stale('Basil')], 'n').text).toBe(
      '2 plants have no new values:\nFern: no pH since 14:05, the last was 6.5\nBasil: no pH since 14:05, the last was 6.5',
    );
  });

  it('count a device once', () => {
    const twice = [about('A'), about('A', { text: 'A is offline: nothing heard for 4 min' })];
    expect(joinedMessage(twice, 'n')).toMatchObject({ id: 'n', text: 'A is offline: nothing heard for 4 min' });
  });

  it('stay shorter than what Discord takes, and say how many are left out', () => {
    const many = Array.from({ length: 500 }, (_, n) => about(`Board ${n}`));
    const { text } = joinedMessage(many, 'n');
    expect(text.length).toBeLessThan(2000);
    expect(text).toMatch(/^500 devices are silent: Board 0, .*, and \d+ more$/);
  });
});
