import { describe, expect, it } from 'vitest';
import { codeParts } from './code-parts.ts';

const ORIGIN = 'http://192.168.1.10:8080';

describe('the parts of an example', () => {
  it("mark the server's own address and what the reader has to fill in", () => {
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

  it('add up to the example', () => {
    const code = `a "your registration key"\n${ORIGIN}/devices ${ORIGIN}\n`;
    expect(
      codeParts(code, ORIGIN)
        .map(({ words }) => words)
        .join(''),
    ).toBe(code);
  });

  it("do not mark a longer or similar address as the server's own", () => {
    expect(codeParts(`${ORIGIN}1 http://192x168.1.10:8080`, ORIGIN).map(({ kind }) => kind)).toEqual(['plain']);
  });
});
