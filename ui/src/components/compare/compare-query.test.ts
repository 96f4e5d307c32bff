import fc from 'fast-check';
import { METRIC_NAMES } from '@plantops/shared/metrics.ts';
import { describe, expect, it } from 'vitest';
import { RANGES } from '../../charts/time-window';
import { compareAddressOf, type CompareQuery, compareQueryOf, MOST_PLANTS } from './compare-query';

describe('compareQueryOf', () => {
  it.each<[Record<string, unknown>, CompareQuery]>([
    [{}, { metric: 'soil_moisture', plants: undefined, range: '7d' }],
    [
      { metric: 'temperature', plants: 'a,b', range: '30d' },
      { metric: 'temperature', plants: ['a', 'b'], range: '30d' },
    ],
    [
      { metric: 'mood', range: '2h', plants: '' },
      { metric: 'soil_moisture', plants: [], range: '7d' },
    ],
    [{ plants: 'a,,a,b,' }, { metric: 'soil_moisture', plants: ['a', 'b'], range: '7d' }],
    [
      { plants: ['a', 'b'], metric: null },
      { metric: 'soil_moisture', plants: undefined, range: '7d' },
    ],
  ])('of %j is %j', (query, expected) => {
    expect(compareQueryOf(query)).toEqual(expected);
  });

  it('takes no more plants than can be told apart', () => {
    expect(compareQueryOf({ plants: 'a,b,c,d,e,f,g,h,i,j' }).plants).toHaveLength(MOST_PLANTS);
  });
});

describe('compareAddressOf', () => {
  it('is read back as what it was made from', () => {
    const id = fc.stringMatching(/^[a-z0-9_-]{1,12}$/);
    fc.assert(
      fc.property(
        fc.record({
          metric: fc.constantFrom(...METRIC_NAMES),
          plants: fc.option(fc.uniqueArray(id, { maxLength: MOST_PLANTS }), { nil: undefined }),
          range: fc.constantFrom(...RANGES),
        }),
        (query) => {
          expect(compareQueryOf(compareAddressOf(query))).toEqual(query);
        },
      ),
    );
  });
});
