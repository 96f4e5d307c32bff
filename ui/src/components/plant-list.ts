/** Which plants the dashboard shows, and in what order. Pure. */
import type { Plant } from '../api/generated';
import { lookOf, type PlantLook, plantsByUrgency } from '../stores/garden-state';
import { searchFor } from './search-words';

/**
 * Statuses in the owner's terms: plants that cannot be judged form one group. One whose alerts the owner has all
 * acknowledged is in none.
 */
export const PLANT_GROUPS = {
  alert: ['alert', 'attention'],
  silent: ['offline', 'stale', 'no_data', 'unjudged'],
  ok: ['ok'],
  no_sensor: ['no_sensor'],
} as const satisfies Record<string, readonly PlantLook[]>;
export type PlantGroup = keyof typeof PLANT_GROUPS;

export const PLANT_ORDERS = ['urgency', 'name', 'driest', 'oldest', 'newest'] as const;
export type PlantOrder = (typeof PLANT_ORDERS)[number];

export interface PlantQuery {
  /** Words that must all occur in the name or species. */
  search: string;
  /** Undefined means every group. */
  group: PlantGroup | undefined;
  order: PlantOrder;
}

const compareNames = (a: Plant, b: Plant): number =>
  a.name.localeCompare(b.name, undefined, { numeric: true }) || a.id.localeCompare(b.id);

/** Plants without a value for the figure come last. */
const by =
  (figure: (plant: Plant) => number | null | undefined) =>
  (a: Plant, b: Plant): number => {
    const [first, second] = [figure(a) ?? Infinity, figure(b) ?? Infinity];
    return first === second ? compareNames(a, b) : first - second;
  };
const timeOf = (time: string | undefined): number | undefined => (time === undefined ? undefined : Date.parse(time));

const ORDERS: Record<PlantOrder, (plants: readonly Plant[]) => Plant[]> = {
  urgency: plantsByUrgency,
  name: (plants) => [...plants].sort(compareNames),
  driest: (plants) => [...plants].sort(by(({ latest }) => latest?.soil_moisture)),
  oldest: (plants) => [...plants].sort(by(({ latest }) => timeOf(latest?.time))),
  newest: (plants) => [...plants].sort(by(({ created_at }) => -Date.parse(created_at))),
};

const isInGroup = (plant: Plant, group: PlantGroup): boolean =>
  (PLANT_GROUPS[group] as readonly string[]).includes(lookOf(plant));

/** How many plants are in each group. */
export function countGroups(plants: readonly Plant[]): Record<PlantGroup, number> {
  const count = (group: PlantGroup): number => plants.filter((plant) => isInGroup(plant, group)).length;
  return { alert: count('alert'), silent: count('silent'), ok: count('ok'), no_sensor: count('no_sensor') };
}

/** The plants that match a query, in its order. */
export function findPlants(plants: readonly Plant[], { search, group, order }: PlantQuery): Plant[] {
  const isFound = searchFor(search);
  return ORDERS[order](
    plants.filter((plant) => (!group || isInGroup(plant, group)) && isFound([plant.name, plant.species])),
  );
}

const isOneOf = <T extends string>(value: unknown, values: readonly T[]): value is T =>
  (values as readonly unknown[]).includes(value);

/** Reads a query from a page's address. Anything not understood is ignored. */
export const plantQueryOf = (query: Record<string, unknown>): PlantQuery => ({
  search: typeof query.q === 'string' ? query.q : '',
  group: isOneOf(query.status, Object.keys(PLANT_GROUPS) as PlantGroup[]) ? query.status : undefined,
  order: isOneOf(query.sort, PLANT_ORDERS) ? query.sort : 'urgency',
});

/** The shortest address parameters for a query. */
export const addressOf = ({ search, group, order }: PlantQuery): Record<string, string> => ({
  ...(search && { q: search }),
  ...(group && { status: group }),
  ...(order !== 'urgency' && { sort: order }),
});
