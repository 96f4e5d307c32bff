import { afterEach, describe, expect, it } from 'vitest';
import { dateFormat, numberFormat } from './formatters';
import { preferences } from './preferences';

afterEach(() => {
  Object.assign(preferences, { language: 'en', timeZone: undefined });
});

describe('formatters', () => {
  it('are made once for the same options', () => {
    expect(numberFormat({ maximumFractionDigits: 1 })).toBe(numberFormat({ maximumFractionDigits: 1 }));
    expect(dateFormat({ hour: 'numeric' })).toBe(dateFormat({ hour: 'numeric' }));
    expect(numberFormat({ maximumFractionDigits: 2 })).not.toBe(numberFormat({ maximumFractionDigits: 1 }));
  });

  it('follow the language and the time zone', () => {
    const english = numberFormat({ minimumFractionDigits: 1 }).format(1234.5);
    preferences.language = 'de';
    expect([english, numberFormat({ minimumFractionDigits: 1 }).format(1234.5)]).toEqual(['1,234.5', '1.234,5']);
    const hour = (timeZone: string): string => {
      preferences.timeZone = timeZone;
      return dateFormat({ hour: '2-digit', hourCycle: 'h23' }).format(Date.UTC(2026, 0, 7, 12));
    };
    expect([hour('UTC'), hour('Asia/Tokyo')]).toEqual([expect.stringContaining('12'), expect.stringContaining('21')]);
    expect(dateFormat({ timeZone: 'UTC', hour: '2-digit' }).resolvedOptions().timeZone).toBe('UTC');
  });
});
