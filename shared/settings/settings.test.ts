import { describe, expect, it } from 'vitest';
import { channelChangesSchema } from './channel-settings.ts';
import { updateLlmSettingsSchema } from './llm-settings.ts';
import {
  quietHoursSchema,
  testNotificationsSchema,
  updateNotificationSettingsSchema,
} from './notification-settings.ts';
import { isTimeZone, timeZoneSchema } from './time-zone.ts';

const fits = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown): boolean =>
  schema.safeParse(value).success;

describe('a time zone', () => {
  it.each(['UTC', 'Europe/Berlin', 'Asia/Kolkata'])('may be %s', (zone) => {
    expect([isTimeZone(zone), fits(timeZoneSchema, zone)]).toEqual([true, true]);
  });

  it.each(['', 'Berlin', 'Europe/Nowhere', 'x'.repeat(65)])('must not be %j', (zone) => {
    expect([isTimeZone(zone), fits(timeZoneSchema, zone)]).toEqual([false, false]);
  });
});

describe('quiet hours', () => {
  const night = { from: '22:30', to: '06:00', time_zone: 'Europe/Berlin' };

  it.each([night, { ...night, from: '00:00', to: '23:59' }, { ...night, from: '19:05', to: '09:10' }])(
    'may be %j',
    (hours) => {
      expect(quietHoursSchema.parse(hours)).toEqual(hours);
    },
  );

  it.each([
    [{ ...night, from: '24:00' }, 'from'],
    [{ ...night, from: '9:00' }, 'from'],
    [{ ...night, from: '09:60' }, 'from'],
    [{ ...night, from: '109:00' }, 'from'],
    [{ ...night, from: '09:000' }, 'from'],
    [{ ...night, to: '22:30' }, 'to'],
    [{ ...night, time_zone: 'Berlin' }, 'time_zone'],
  ])('must not be %j, naming the field', (hours, field) => {
    expect(quietHoursSchema.safeParse(hours).error?.issues[0]?.path).toEqual([field]);
  });

  it('need all of their fields, and no other', () => {
    expect([fits(quietHoursSchema, { ...night, to: undefined }), fits(quietHoursSchema, { ...night, on: 1 })]).toEqual([
      false,
      false,
    ]);
  });
});

describe('a change of the notification settings', () => {
  it.each([
    {},
    { cooldown_s: 0 },
    { cooldown_s: 604_800 },
    { cooldown_s: null, quiet_hours: null, discord_webhook: null },
    { discord_webhook: 'https://discord.com/api/webhooks/1/x' },
    { channels: { ntfy: { url: ' https://ntfy.sh/x ', token: null }, discord: null } },
  ])('may be %j', (change) => {
    expect(fits(updateNotificationSettingsSchema, change)).toBe(true);
  });

  it.each([
    { cooldown_s: -1 },
    { cooldown_s: 1.5 },
    { cooldown_s: 604_801 },
    { discord_webhook: 'ftp://discord.com/x' },
    { discord_webhook: 'discord' },
    { discord_webhook: `https://discord.com/${'x'.repeat(500)}` },
    { quiet_hours: {} },
    { loudness: 1 },
  ])('must not be %j', (change) => {
    expect(fits(updateNotificationSettingsSchema, change)).toBe(false);
  });

  it('keeps the values of channels without surrounding space, and refuses what no screen can show', () => {
    expect(channelChangesSchema.parse({ ntfy: { url: ' https://ntfy.sh/x ' } })).toEqual({
      ntfy: { url: 'https://ntfy.sh/x' },
    });
    for (const value of ['a\u0000', 'x'.repeat(2001)])
      expect(fits(channelChangesSchema, { ntfy: { url: value } })).toBe(false);
    expect(fits(channelChangesSchema, { ['x'.repeat(65)]: null })).toBe(false);
    expect(fits(channelChangesSchema, { ntfy: { ['x'.repeat(65)]: null } })).toBe(false);
  });

  it('a trial is of one channel or of all', () => {
    expect([undefined, {}, { channel: 'ntfy' }].map((body) => fits(testNotificationsSchema, body))).toEqual([
      true,
      true,
      true,
    ]);
    expect(
      [{ channel: 5 }, { channel: 'x'.repeat(65) }, { way: 'ntfy' }, null].map((body) =>
        fits(testNotificationsSchema, body),
      ),
    ).toEqual([false, false, false, false]);
  });
});

describe('a change of the settings for the language model', () => {
  it.each([
    {},
    { provider: 'anthropic', api_key: 'sk-1' },
    { provider: 'openai', model: 'gpt-4o', base_url: 'http://localhost:11434/v1' },
    { provider: null, model: null, api_key: null, base_url: null, monthly_tokens: null },
    { automatic: false, monthly_tokens: 0 },
    { monthly_tokens: 1_000_000_000 },
    { api_key: `!${'~'.repeat(499)}`, model: 'x'.repeat(200) },
  ])('may be %j', (change) => {
    expect(updateLlmSettingsSchema.parse(change)).toEqual(change);
  });

  it.each([
    { provider: 'other' },
    { api_key: 'abc' },
    { api_key: 'with space' },
    { api_key: 'clé-secrète' },
    { api_key: 'x'.repeat(501) },
    { model: '' },
    { model: 'two words' },
    { model: 'a\u0000' },
    { model: 'x'.repeat(201) },
    { base_url: 'ftp://localhost' },
    { base_url: 'localhost:11434' },
    { base_url: 'http://me@localhost' },
    { base_url: 'http://:secret@localhost' },
    { base_url: 'http://localhost/?key=1' },
    { base_url: 'http://localhost/#top' },
    { base_url: `http://localhost/${'x'.repeat(500)}` },
    { monthly_tokens: -1 },
    { monthly_tokens: 1_000_000_001 },
    { monthly_tokens: 0.5 },
    { automatic: 'yes' },
    { temperature: 1 },
  ])('must not be %j', (change) => {
    expect(fits(updateLlmSettingsSchema, change)).toBe(false);
  });

  it.each([
    'x',
    '',
    'localhost:11434/v1',
    '//host/v1',
    'http:host',
    'http://',
    'https://[::1',
    'http://a b',
    'file:///etc',
  ])('says what an address is like, once, for %j', (base_url) => {
    const { error } = updateLlmSettingsSchema.safeParse({ base_url });
    expect(error?.issues.map(({ path, message }) => [path, message])).toEqual([
      [['base_url'], 'must be an address that begins with http:// or https://, such as http://localhost:11434/v1'],
    ]);
  });

  it('keeps key and model without surrounding space', () => {
    expect(updateLlmSettingsSchema.parse({ api_key: ' sk-12 ', model: ' gpt-4o ' })).toEqual({
      api_key: 'sk-12',
      model: 'gpt-4o',
    });
  });
});
