import { describe, expect, it } from 'vitest';
import { endpoints } from '../endpoints.ts';
import type { Endpoint } from './endpoint.ts';

/** No answer may hold more: the server has all of it in memory at once. */
const MOST = 1000;

const lists = Object.entries<Endpoint>(endpoints).flatMap(([name, { query }]) =>
  query && 'limit' in query.shape ? [[name, query] as const] : [],
);

describe.each(lists)('the list of %s', (_name, query) => {
  const accepts = (limit: string): boolean => {
    const { issues = [] } = query.safeParse({ limit }).error ?? {};
    return !issues.some(({ path }) => path[0] === 'limit');
  };

  it('answers what is asked for, at least one item and never more than 1000', () => {
    expect(['1', '20', '500'].map(accepts)).toEqual([true, true, true]);
    expect(['0', '-1', String(MOST + 1), '1e9', '1.5', 'ten', '1,2'].map(accepts)).not.toContain(true);
  });

  it('has a length of its own where none is asked for', () => {
    const { limit } = query.partial().parse({}) as { limit: number };
    expect(limit).toBeGreaterThanOrEqual(20);
    expect(limit).toBeLessThanOrEqual(300);
  });
});

it('there are lists of plants, devices, alerts, the journal, care plans, questions and changes', () => {
  expect(lists.map(([name]) => name)).toEqual(
    expect.arrayContaining([
      'listPlants',
      'listDevices',
      'listAlerts',
      'listJournal',
      'listCarePlans',
      'listPlantQuestions',
      'listChanges',
    ]),
  );
});
