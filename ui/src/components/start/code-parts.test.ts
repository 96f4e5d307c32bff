import { describe, expect, it } from 'vitest';
import { codeParts } from './code-parts.ts';

const ORIGIN = 'http://192.168.1.10:8080';

describe('the parts of an example', () => {
  it("tells the server's own address and what is to be filled in", () => {
    expect(codeParts(`WIFI = "your network", "its password"; URL = "${ORIGIN}"`, ORIGIN)).toEqual([
      { words: 'WIFI = "', kind: 'plain' },
      { words: 'your network', kind: 'open' },
      { words: '", "', kind: 'plain' },
      { words: 'its password', kind: 'open' },
      { words: '"; URL = "', kind: 'plain' },
      { words: ORIGIN, kind: 'own' },
      { words: '"', kind: 'plain' },
    ]);
  });

  it('makes the example again when put together', () => {
    const code = `a "your registration key"\n${ORIGIN}/devices ${ORIGIN}\n`;
    expect(
      codeParts(code, ORIGIN)
        .map(({ words }) => words)
        .join(''),
    ).toBe(code);
  });

  it('takes no longer address and no look-alike for its own', () => {
    expect(codeParts(`${ORIGIN}1 http://192x168.1.10:8080`, ORIGIN).map(({ kind }) => kind)).toEqual(['plain']);
  });
});
