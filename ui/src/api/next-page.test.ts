import { describe, expect, it } from 'vitest';
import { nextCursor } from './next-page';

const answer = (link?: string): Response => new Response(null, { headers: link ? { link } : {} });

describe('nextCursor', () => {
  it('is the cursor in the link to the next page', () => {
    expect(nextCursor(answer('</api/plants/p1/journal?limit=20&cursor=1700000000000000.12>; rel="next"'))).toBe(
      '1700000000000000.12',
    );
  });

  it('is undefined on the last page', () => {
    expect([nextCursor(answer()), nextCursor(answer('</api/other>; rel="prev"'))]).toEqual([undefined, undefined]);
  });
});
