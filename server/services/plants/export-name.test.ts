import { describe, expect, it } from 'vitest';
import { exportName } from './export-name.ts';

const now = new Date('2026-11-27T16:00:00Z');
const whole = { from: undefined, to: undefined, now, zone: 'Europe/Berlin' };

describe('the name of an export', () => {
  it.each([
    ['Kitchen Monstera', 'kitchen-monstera', 'kitchen-monstera'],
    ['Küchen-Basilikum (groß)', 'küchen-basilikum-groß', 'kuechen-basilikum-gross'],
    ['Crème brûlée', 'crème-brûlée', 'creme-brulee'],
    ['サボテン', 'サボテン', 'plant'],
    ['../../etc/passwd', 'etc-passwd', 'etc-passwd'],
    ['a"; filename=evil.exe\r\nX: y', 'a-filename-evil-exe-x-y', 'a-filename-evil-exe-x-y'],
    ['🌵', 'plant', 'plant'],
    ['CON.', 'con', 'con'],
    ['x'.repeat(100), 'x'.repeat(40), 'x'.repeat(40)],
  ])('of %j has its letters and no other signs', (name, full, ascii) => {
    expect(exportName(name, whole)).toEqual({ full: `${full}-2026-11`, ascii: `${ascii}-2026-11` });
  });

  it.each([
    [undefined, undefined, '2026-11'],
    ['2026-11-20T00:00:00Z', undefined, '2026-11'],
    ['2026-09-01T00:00:00Z', undefined, '2026-09-to-2026-11'],
    ['2026-09-01T00:00:00Z', '2026-10-01T00:00:00Z', '2026-09-to-2026-10'],
    ['2026-08-31T22:00:00Z', '2026-09-30T22:00:00Z', '2026-09'],
    [undefined, '2025-03-31T22:00:00Z', '2025-03'],
    ['2026-01-01T00:00:00Z', '2999-01-01T00:00:00Z', '2026-01-to-2026-11'],
    ['2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z', '2026-11'],
  ])('from %s to %s has the months of the owner: %s', (from, to, months) => {
    const period = { ...whole, from: from ? new Date(from) : undefined, to: to ? new Date(to) : undefined };
    expect(exportName('Fern', period).full).toBe(`fern-${months}`);
  });
});
