import { FINDING_CODES } from '@plantops/shared/findings/kinds.ts';
import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import { describe, expect, it } from 'vitest';
import { joinedMessage } from './joined-message.ts';
import { inOwnersLanguage } from './message-language.ts';

const message: NoticeMessage = {
  id: 'n1',
  kind: 'breach',
  text: 'soil_moisture is 15.2, threshold min 20.0',
  plant: { id: 'plant_1', name: 'Fern' },
  device: { id: 'dev_1', name: 'Shelf' },
  alert: { id: 1, metric: 'soil_moisture', value: 15.2, threshold: 20, direction: 'min' },
  createdAt: new Date('2026-03-01T12:00:00Z'),
};

describe('a message in the language of the owner', () => {
  it('keeps what it is in English, for receivers that rely on it', () => {
    expect(inOwnersLanguage(message, 'de')).toEqual({
      ...message,
      text: 'Bodenfeuchte: 15,2 %, unter 20,0 %',
      english: message.text,
    });
    expect(inOwnersLanguage(message, 'en')).toBe(message);
  });

  it('says what was noticed about a device in the words of the finding', () => {
    const finding = { code: FINDING_CODES[0], evidence: {} };
    const noticed = { ...message, kind: 'finding', text: 'Shelf: something', finding } as const;
    const { text } = inOwnersLanguage(noticed, 'de');
    expect(text).not.toBe(noticed.text);
    expect(text).toMatch(/^Shelf: /);
  });

  it('of several at once has all of them in it, with a heading in that language', () => {
    const offline = (id: string, name: string): NoticeMessage => ({
      ...message,
      kind: 'offline',
      text: `${name} is offline: nothing heard for 3 min`,
      device: { id, name },
    });
    const joined = joinedMessage([offline('dev_1', 'Shelf'), offline('dev_2', 'Sill')], 'n1');
    expect(inOwnersLanguage(joined, 'de')).toMatchObject({
      text: '2 Geräte sind still: Shelf, Sill',
      english: '2 devices are silent: Shelf, Sill',
      joined: [{ text: 'Shelf ist offline: seit 3 min nichts gehört' }, { text: expect.stringContaining('Sill') }],
    });
  });

  it('about PlantOps itself, and a digest, are in it already', () => {
    const digest = { ...message, kind: 'digest', text: 'Alles ist gut' } as const;
    expect(inOwnersLanguage(digest, 'de').text).toBe('Alles ist gut');
    expect(inOwnersLanguage({ ...message, kind: 'test' }, 'de').text).toMatch(/^PlantOps-Test: /);
  });
});
