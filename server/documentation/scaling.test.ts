import { describe, expect, it } from 'vitest';
import { capacityTables, MOST_DEVICES, readCosts } from '../bench/capacity.ts';
import { markedText } from '../bench/marked-page.ts';
import { readEnvironment } from '../config/environment.ts';
import { readPage } from './pages.ts';

const page = (name: string): string => readPage(`docs/${name}`);

describe('docs/scaling.md', () => {
  it('has the tables that follow from what was measured, on that page and in docs/performance.md', () => {
    expect(markedText(page('scaling.md'), 'capacity')).toBe(
      capacityTables(readCosts(page('scaling.md'), page('performance.md'))).trim(),
    );
  });

  it('has the most devices that an installation may have', () => {
    expect(readEnvironment({ MAX_DEVICES: String(MOST_DEVICES) }).MAX_DEVICES).toBe(MOST_DEVICES);
    expect(() => readEnvironment({ MAX_DEVICES: String(MOST_DEVICES + 1) })).toThrow('MAX_DEVICES');
  });

  it('cannot be computed where a figure is missing', () => {
    expect(() =>
      readCosts(page('scaling.md').replace('| The same, compressed', '| Gone'), page('performance.md')),
    ).toThrow('no row begins with "The same, compressed"');
    expect(() => markedText('no marks', 'capacity')).toThrow('must hold the lines <!-- capacity: begin -->');
  });
});
