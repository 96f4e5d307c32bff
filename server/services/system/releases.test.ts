import { releaseSchema } from '@plantops/shared/api/releases.ts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readReleases, releasesIn } from './releases.ts';

const CHANGELOG = `# Changelog

The form is explained here.

## Unreleased

Databases are migrated,
and nothing is lost.

### Added

- *For readers*: a test.
- A page about \`a: b\`,
  which goes on here.
- Another one: with a colon.
- A third that has one:
  at the end of a line.

### Fixed

- *For readers:* only this.

## [0.2.0] - 2026-12-01

- Without a group.

## 0.1.0

Core:

- Devices register themselves.

Dashboard:

- Cards.
- Charts.

## 0.0.9
`;

describe('the changelog', () => {
  it('is read by versions and kinds, without what concerns readers of the code alone', () => {
    expect(releasesIn(CHANGELOG)).toEqual([
      {
        version: null,
        date: null,
        notes: ['Databases are migrated, and nothing is lost.'],
        groups: [
          {
            title: 'Added',
            items: [
              'A page about `a: b`, which goes on here.',
              'Another one: with a colon.',
              'A third that has one: at the end of a line.',
            ],
          },
        ],
      },
      { version: '0.2.0', date: '2026-12-01', notes: [], groups: [{ title: null, items: ['Without a group.'] }] },
      {
        version: '0.1.0',
        date: null,
        notes: [],
        groups: [
          { title: 'Core', items: ['Devices register themselves.'] },
          { title: 'Dashboard', items: ['Cards.', 'Charts.'] },
        ],
      },
    ]);
  });

  it('of this version is all understood', async () => {
    const releases = z.array(releaseSchema).parse(await readReleases());
    expect(releases.map(({ version }) => version)).toContain('0.1.0');
    const words = JSON.stringify(releases);
    expect(words).not.toMatch(/For readers|"- |<<<<|\\n/);
    // Nothing of an item has become a note: only sentences before the first kind of change are.
    expect(releases[0]?.notes.every((note) => note.length < 300)).toBe(true);
  });
});
