import { describe, expect, it } from 'vitest';
import type { CareContext } from '@plantops/shared/care/care-plan.ts';
import { SEASONS } from '@plantops/shared/care/care-words.ts';
import { careContext } from '@plantops/shared/testing/care-fixtures.ts';
import { usual } from '../testing/care-contexts.ts';
import { planByRules } from './core.ts';

const species = usual.species ?? expect.fail('the usual plant has a species');
const taskOf = (context: CareContext, task: string) =>
  planByRules(context).schedule.filter((entry) => entry.task === task);

describe('a plan by rules', () => {
  it('feeds while the plant grows, counting from the last feeding, and repots in spring after years in the same pot', () => {
    expect(taskOf(usual, 'fertilizing')).toEqual([expect.objectContaining({ due: '2026-03-08', every_days: 21 })]);
    expect(taskOf(careContext({ last_fertilized: '2026-03-01' }), 'fertilizing')[0]?.due).toBe('2026-03-22');
    expect(taskOf(careContext({ last_fertilized: null, last_repotted: '2026-03-01' }), 'fertilizing')[0]?.due).toBe(
      '2026-04-12',
    );
    expect(taskOf(careContext({ season: 'winter' }), 'fertilizing')).toEqual([]);
    expect(taskOf(careContext({ season: 'winter' }), 'check')[0]?.note).toMatch(/No feeding until spring\.$/);
    expect(taskOf(usual, 'repotting')).toEqual([]);
    expect(taskOf(careContext({ last_repotted: '2023-04-01' }), 'repotting')).toHaveLength(1);
    expect(taskOf(careContext({ last_repotted: '2023-04-01', season: 'autumn' }), 'repotting')).toEqual([]);
  });

  it('never feeds carnivores, gives them rainwater, and keeps them out of standing water while they rest', () => {
    const flytrap = { ...species, name: 'Dionaea muscipula', watering: 'keep_wet' as const };
    for (const season of SEASONS) expect(taskOf(careContext({ species: flytrap, season }), 'fertilizing')).toEqual([]);
    expect(planByRules(careContext({ species: flytrap })).watering.amount).toMatch(
      /stands in two to three centimetres of water\. Use rainwater/,
    );
    expect(planByRules(careContext({ species: flytrap, season: 'winter', waterings: [] })).watering.amount).toMatch(
      /no water should stand in the saucer\. Use rainwater/,
    );
  });

  it('feeds winter growers in winter and lets them rest in summer', () => {
    const cyclamen = { ...species, name: 'Cyclamen persicum' };
    expect(taskOf(careContext({ species: cyclamen, season: 'winter' }), 'fertilizing')).toHaveLength(1);
    expect(taskOf(careContext({ species: cyclamen, season: 'summer' }), 'fertilizing')).toEqual([]);
    expect(taskOf(careContext({ species: cyclamen, season: 'summer' }), 'check')[0]?.note).not.toMatch(/spring/);
  });
});
