import { describe, expect, it } from 'vitest';
import { inlineParts } from './inline-words';

describe('a sentence of the changelog', () => {
  it('is divided by how it is written', () => {
    expect(inlineParts('`make docs` builds *all* of **it**, see [Operate](docs/operate.md).')).toEqual([
      { words: 'make docs', kind: 'code' },
      { words: ' builds ', kind: 'plain' },
      { words: 'all', kind: 'emphasis' },
      { words: ' of ', kind: 'plain' },
      { words: 'it', kind: 'strong' },
      { words: ', see ', kind: 'plain' },
      { words: 'Operate', kind: 'plain' },
      { words: '.', kind: 'plain' },
    ]);
  });

  it.each(['2 * 3 * 4 is 24', 'a `quote that is not closed', '<b>not markup</b> & more', ''])(
    '"%s", which has no marks, stays as it is',
    (sentence) => {
      expect(inlineParts(sentence)).toEqual(sentence === '' ? [] : [{ words: sentence, kind: 'plain' }]);
    },
  );

  it('marks within code are code', () => {
    expect(inlineParts('`a * b * c`')).toEqual([{ words: 'a * b * c', kind: 'code' }]);
  });
});
