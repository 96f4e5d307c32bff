import { describe, expect, it } from 'vitest';
import { texts } from '@plantops/shared/languages/en/dashboard/index.ts';
import { texts as first } from '@plantops/shared/languages/en/first.ts';

/** The text of every file of the dashboard, by its path below this folder. */
const SOURCES = Object.fromEntries(
  Object.entries(import.meta.glob<string>('./**/*.{ts,vue}', { query: '?raw', import: 'default', eager: true })).map(
    ([file, code]) => [file.slice(2), code],
  ),
);

/** The files that come with the page itself: those that `main.ts` imports, not those that it loads later. */
function startFiles(): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (file: string): void => {
    const code = SOURCES[file];
    if (code === undefined || found.has(file)) return;
    found.set(file, code);
    for (const [, isType, from = ''] of code.matchAll(/^(?:import|export)\s(type\s)?[^;]*?from '(\.[^']+)'/gms)) {
      if (isType) continue;
      const target = new URL(from, `file:///${file}`).pathname.slice(1);
      for (const ending of ['', '.ts', '/index.ts']) visit(target + ending);
    }
  };
  visit('main.ts');
  return found;
}

describe('what comes with the page', () => {
  const files = [...startFiles()];
  const later = Object.keys(texts).filter((key) => !(key in first));
  const inStart = (keep: (file: string) => boolean) =>
    files.filter(([file]) => !file.startsWith('messages/') && keep(file));

  it('is what main.ts imports, up to the cards', () => {
    const names = files.map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(['App.vue', 'components/dashboard/PlantCard.vue']));
    expect(names.filter((name) => /pages\/(?!DashboardPage)/.test(name))).toEqual([]);
  });

  it('says only texts that come with it: others belong into dashboard/cards.ts of the languages', () => {
    // The router sets the titles of pages that have come with all texts.
    const missing = inStart((file) => file !== 'router.ts').flatMap(([file, code]) => {
      const named = new Set([...code.matchAll(/['"`]([a-z]\w*(?:\.\w+)+)['"`]/g)].map(([, key]) => key));
      // Problems are told by the pages on which they arise, which come with all texts.
      const begun = [...code.matchAll(/`([a-z]\w*(?:\.\w+)*\.)\$\{/g)]
        .map(([, start = '']) => start)
        .filter((start) => start !== 'problem.');
      return later
        .filter((key) => named.has(key) || begun.some((start) => key.startsWith(start)))
        .map((key) => `${key} in ${file}`);
    });
    expect(missing).toEqual([]);
  });

  it('loads its other parts by `later`, which brings their texts', () => {
    const wrong = inStart((file) => file !== 'composables/later.ts').filter(([, code]) =>
      /defineAsyncComponent\(/.test(code),
    );
    expect(wrong.map(([file]) => file)).toEqual([]);
  });
});
