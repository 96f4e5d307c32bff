/** Reads CHANGELOG.md: what each version changed, for the dashboard. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Release } from '@plantops/shared/api/releases.ts';

const FILE = path.join(import.meta.dirname, '..', '..', '..', 'CHANGELOG.md');
/** The heading of a version: `## 0.2.0` or `## [0.2.0] - 2026-12-01`; or of what is in none yet. */
const VERSION = /^## (?:\[?(\d+\.\d+\.\d+[\w.-]*)\]?(?: [-–] (\d{4}-\d{2}-\d{2}))?|.*)$/;
/** A kind of change, or a part of the product: `### Added`, `Core:`. */
const GROUP = /^(?:### (.+)|([^-\s][^.]*):)$/;
/** What concerns only people who read the code. */
const FOR_READERS = /^\*For readers/;

/** Lines that belong together, as one text each: what is indented, or goes on below, belongs to what is above it. */
function paragraphs(lines: readonly string[]): string[] {
  const found: string[] = [];
  let isOpen = false;
  for (const line of lines) {
    const words = line.trim();
    const begins = !isOpen || line.startsWith('- ') || GROUP.test(line);
    if (words === '') isOpen = false;
    else if (begins || found.length === 0) {
      found.push(line.trimEnd());
      isOpen = !GROUP.test(line);
    } else found.push(`${found.pop() ?? ''} ${words}`);
  }
  return found;
}

function releaseOf(heading: string, lines: readonly string[]): Release {
  const [, version = null, date = null] = VERSION.exec(heading) ?? [];
  const release: Release = { version, date, notes: [], groups: [] };
  for (const paragraph of paragraphs(lines)) {
    const [, kind, part] = GROUP.exec(paragraph) ?? [];
    const title = kind ?? part;
    if (title !== undefined) {
      release.groups.push({ title, items: [] });
      continue;
    }
    const item = /^- ([^]*)$/.exec(paragraph)?.[1];
    if (item === undefined) {
      release.notes.push(paragraph);
      continue;
    }
    if (FOR_READERS.test(item)) continue;
    if (release.groups.length === 0) release.groups.push({ title: null, items: [] });
    release.groups.at(-1)?.items.push(item);
  }
  return { ...release, groups: release.groups.filter(({ items }) => items.length > 0) };
}

/** The versions in a changelog, the newest first. What no owner notices is left out. */
export function releasesIn(changelog: string): Release[] {
  const [, ...parts] = changelog.split(/^(?=## )/m);
  return parts
    .map((part) => {
      const [heading = '', ...lines] = part.split('\n');
      return releaseOf(heading, lines);
    })
    .filter(({ notes, groups }) => notes.length > 0 || groups.length > 0);
}

/** The versions that this server knows of. */
export const readReleases = async (): Promise<Release[]> => releasesIn(await readFile(FILE, 'utf8'));
