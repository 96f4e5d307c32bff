/** Which plants the dashboard shows, in what order, and which of them stand together. Pure. */
import type { Plant, Room } from '../api/generated';
import { lookOf, type PlantLook, plantsByUrgency } from '../stores/garden-state';
import { hasTag } from './rooms/tags';
import { searchFor } from './search-words';

/** Statuses in the owner's terms. A plant whose alerts the owner has all acknowledged is in none of them. */
const LOOKS: Record<Exclude<PlantGroup, 'no_sensor'>, readonly PlantLook[]> = {
  alert: ['alert', 'attention'],
  silent: ['offline', 'stale', 'no_data', 'unjudged'],
  ok: ['ok'],
};
export const PLANT_GROUPS = ['alert', 'silent', 'ok', 'no_sensor'] as const;
export type PlantGroup = (typeof PLANT_GROUPS)[number];

export const PLANT_ORDERS = ['room', 'urgency', 'name', 'driest', 'oldest', 'newest'] as const;
export type PlantOrder = (typeof PLANT_ORDERS)[number];

export interface PlantQuery {
  /** Words that must all occur in the name or species. */
  search: string;
  /** Undefined means every group. */
  group: PlantGroup | undefined;
  order: PlantOrder;
  /** The id of a room, or `none` for plants that stand in no room. */
  room?: string | undefined;
  tag?: string | undefined;
}

/** Stands for no room, where a room could stand. */
export const NO_ROOM = 'none';

/** Plants that stand together. */
export interface PlantSection {
  /** The id of a room, or `none`; `all` where rooms do not matter; `no_sensor`. */
  key: string;
  plants: Plant[];
}

/** Made once: to compare hundreds of names each with a new one takes ten times as long. */
const names = new Intl.Collator(undefined, { numeric: true });
const compareNames = (a: Plant, b: Plant): number => names.compare(a.name, b.name) || names.compare(a.id, b.id);

/** Plants without a value for the figure come last. */
const by =
  (figure: (plant: Plant) => number | null | undefined) =>
  (a: Plant, b: Plant): number => {
    const [first, second] = [figure(a) ?? Infinity, figure(b) ?? Infinity];
    return first === second ? compareNames(a, b) : first - second;
  };
const timeOf = (time: string | undefined): number | undefined => (time === undefined ? undefined : Date.parse(time));

const ORDERS: Record<PlantOrder, (plants: readonly Plant[]) => Plant[]> = {
  // Inside each room.
  room: plantsByUrgency,
  urgency: plantsByUrgency,
  name: (plants) => [...plants].sort(compareNames),
  driest: (plants) => [...plants].sort(by(({ latest }) => latest?.soil_moisture)),
  oldest: (plants) => [...plants].sort(by(({ latest }) => timeOf(latest?.time))),
  newest: (plants) => [...plants].sort(by(({ created_at }) => -Date.parse(created_at))),
};

/** Whether something measures at the plant. Of one without a sensor nothing is heard, so it is not silent either. */
export const hasSensor = ({ device_count: devices }: Pick<Plant, 'device_count'>): boolean => devices > 0;

/** A plant without a sensor may need somebody as well: its next watering may be due. Then it is in both groups. */
function isInGroup(plant: Plant, group: PlantGroup): boolean {
  if (group === 'no_sensor') return !hasSensor(plant);
  return LOOKS[group].includes(lookOf(plant)) && (group !== 'silent' || hasSensor(plant));
}

/** How many plants are in each group. */
export function countGroups(plants: readonly Plant[]): Record<PlantGroup, number> {
  const count = (group: PlantGroup): number => plants.filter((plant) => isInGroup(plant, group)).length;
  return { alert: count('alert'), silent: count('silent'), ok: count('ok'), no_sensor: count('no_sensor') };
}

/** The plants that match a query, in its order. */
export function findPlants(plants: readonly Plant[], { search, group, order, room, tag }: PlantQuery): Plant[] {
  const isFound = searchFor(search);
  return ORDERS[order](
    plants.filter(
      (plant) =>
        (!group || isInGroup(plant, group)) &&
        (room === undefined || (plant.room_id ?? NO_ROOM) === room) &&
        (tag === undefined || hasTag(plant, tag)) &&
        isFound([plant.name, plant.species]),
    ),
  );
}

/**
 * The plants in the sections of the page, each in the order in which they come. Those without a sensor stand after all
 * others, however many they are: they never hide the ones of which something is known.
 * @param rooms in the order of a walk, if the plants are to stand by room
 */
export function sectionsOf(plants: readonly Plant[], rooms?: readonly Room[]): PlantSection[] {
  const heard = plants.filter(hasSensor);
  const isKnown = new Set(rooms?.map(({ id }) => id));
  const roomOf = ({ room_id: id }: Plant): string => (id != null && isKnown.has(id) ? id : NO_ROOM);
  const sections: PlantSection[] = [
    ...(rooms
      ? [...isKnown, NO_ROOM].map((key) => ({ key, plants: heard.filter((plant) => roomOf(plant) === key) }))
      : [{ key: 'all', plants: heard }]),
    { key: 'no_sensor', plants: plants.filter((plant) => !hasSensor(plant)) },
  ];
  return sections.filter((section) => section.plants.length > 0);
}

/** Whether the query hides plants by more than the search and the state, which are always in sight. */
export const isNarrowed = ({ room, tag }: PlantQuery): boolean => room !== undefined || tag !== undefined;

const isOneOf = <T extends string>(value: unknown, values: readonly T[]): value is T =>
  (values as readonly unknown[]).includes(value);

const wordsOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * Reads a query from a page's address. Anything not understood is ignored.
 * @param usual the order where the address names none
 */
export const plantQueryOf = (query: Record<string, unknown>, usual: PlantOrder = 'urgency'): PlantQuery => ({
  search: wordsOf(query.q) ?? '',
  group: isOneOf(query.status, PLANT_GROUPS) ? query.status : undefined,
  order: isOneOf(query.sort, PLANT_ORDERS) ? query.sort : usual,
  room: wordsOf(query.room),
  tag: wordsOf(query.tag),
});

/** The shortest address parameters for a query. @param usual the order that the address need not name */
export const addressOf = (
  { search, group, order, room, tag }: PlantQuery,
  usual: PlantOrder = 'urgency',
): Record<string, string> => ({
  ...(search && { q: search }),
  ...(group && { status: group }),
  ...(order !== usual && { sort: order }),
  ...(room !== undefined && { room }),
  ...(tag !== undefined && { tag }),
});
