import { describe, expect, it } from 'vitest';
import { CalendarTokens } from './calendar-token.ts';

const tokens = new CalendarTokens('secret');
const tokenOf = (path: string): string => new URL(path, 'http://server').searchParams.get('token') ?? '';

describe('the address of a calendar feed', () => {
  it('grants access, also after a restart', () => {
    const path = tokens.pathFor('plant_1');
    expect(path).toMatch(/^\/api\/plants\/plant_1\/care\.ics\?token=[\w-]{43}$/);
    expect(new CalendarTokens('secret').allows('plant_1', tokenOf(path))).toBe(true);
  });

  it.each([
    ['of another plant', tokenOf(tokens.pathFor('plant_2'))],
    ['of another server', tokenOf(new CalendarTokens('other').pathFor('plant_1'))],
    ['that is cut', tokenOf(tokens.pathFor('plant_1')).slice(0, -1)],
    ['that is empty', ''],
    ['that is missing', undefined],
  ])('grants no access with a token %s', (_which, token) => {
    expect(tokens.allows('plant_1', token)).toBe(false);
  });
});
