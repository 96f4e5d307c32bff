import type {
  ActedOnPlants,
  ActionOutcome,
  ActOnPlants,
  PlantAction,
  UndoPlants,
} from '@plantops/shared/api/plant-actions.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { MOST_TAGS, nameKey, uniqueTags } from '@plantops/shared/tags.ts';
import { WATERED_LATELY_MS } from '@plantops/shared/watered-lately.ts';
import { type Database, inTransaction, type Queryable } from '../../db/pool.ts';
import * as repository from '../../db/repositories/plant-actions.ts';
import { roomName } from '../../db/repositories/plant-rooms.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { muteEnd } from '../alerts/mutes.ts';
import { possibleTime } from './journal.ts';
import { roomNotFound } from './plant-rooms.ts';

type Before = repository.PlantBefore;

export interface PlantActionsOptions {
  database: Database;
  bus: ChangeBus;
  clock: Clock;
}

/** What became of one plant. `after` is how it is now, where that is told by the plant itself. */
interface Outcome {
  outcome: ActionOutcome;
  entryId?: number;
  after?: Before;
}

/** Does the same with many plants: in one transaction, told of once. */
export class PlantActions {
  readonly #options: PlantActionsOptions;

  constructor(options: PlantActionsOptions) {
    this.#options = options;
  }

  /** @throws ProblemError `room_not_found`, `invalid_request` */
  async act({ plant_ids: ids, action }: ActOnPlants): Promise<ActedOnPlants> {
    const { outcomes, before } = await inTransaction(this.#options.database, async (connection) => {
      const found = await repository.lockPlants(connection, ids);
      return {
        outcomes: await this.#do(connection, action, found),
        before: new Map(found.map((one) => [one.id, one])),
      };
    });
    const changed = ids.filter((id) => outcomes.get(id)?.outcome === 'done');
    await this.#tell(changed, action.kind === 'mute');
    return {
      done: changed.length,
      results: ids.map((id) => ({
        plant_id: id,
        outcome: outcomes.get(id)?.outcome ?? 'not_found',
        journal_entry_id: outcomes.get(id)?.entryId ?? null,
      })),
      undo: {
        journal_entry_ids: changed.flatMap((id) => outcomes.get(id)?.entryId ?? []),
        plants: changed.flatMap((id) => wayBack(action, before.get(id))),
      },
    };
  }

  /** Takes back what was done: what is gone meanwhile is left out. @returns the plants that are as they were */
  async undo({ journal_entry_ids: entryIds, plants }: UndoPlants): Promise<{ plant_ids: string[]; at: string }> {
    const { database, clock } = this.#options;
    const { plantIds, hasMutes } = await inTransaction(database, async (connection) => {
      const locked = await repository.lockPlants(
        connection,
        plants.map(({ plant_id: id }) => id),
      );
      const wanted = new Map(plants.map((plant) => [plant.plant_id, plant]));
      const logged = await repository.deleteJournalEntries(connection, entryIds);
      const placed = locked.flatMap(({ id, roomId, tags }) => {
        const to = wanted.get(id);
        if (to?.room_id === undefined && to?.tags === undefined) return [];
        return [{ id, roomId: to.room_id === undefined ? roomId : to.room_id, tags: to.tags ?? tags }];
      });
      await repository.savePlants(connection, placed);
      const mutes = locked.flatMap(({ id }) => {
        const until = wanted.get(id)?.muted_until;
        return until === undefined ? [] : [{ id, mutedUntil: muteEnd(until, clock.now()) }];
      });
      await repository.saveMutes(connection, mutes);
      return {
        plantIds: [...new Set([...logged, ...[...placed, ...mutes].map(({ id }) => id)])],
        hasMutes: mutes.length > 0,
      };
    });
    await this.#tell(plantIds, hasMutes);
    return { plant_ids: plantIds, at: clock.now().toISOString() };
  }

  async #do(connection: Queryable, action: PlantAction, plants: readonly Before[]): Promise<Map<string, Outcome>> {
    switch (action.kind) {
      case 'water':
        return this.#log(connection, { ...action, journal_kind: 'watering' }, plants);
      case 'care':
        return this.#log(connection, { ...action, amount_ml: null, again: true }, plants);
      case 'move':
        if (action.room_id !== null && (await roomName(connection, action.room_id)) === undefined)
          throw roomNotFound(action.room_id);
        return this.#place(connection, plants, (plant) => ({ ...plant, roomId: action.room_id }));
      case 'tag':
        return this.#place(connection, plants, (plant) => ({
          ...plant,
          tags: uniqueTags([...plant.tags, ...action.tags]),
        }));
      case 'untag': {
        const gone = new Set(action.tags.map(nameKey));
        return this.#place(connection, plants, (plant) => ({
          ...plant,
          tags: plant.tags.filter((tag) => !gone.has(nameKey(tag))),
        }));
      }
      case 'mute': {
        const mutedUntil = muteEnd(action.until, this.#options.clock.now());
        const other = plants.filter((plant) => plant.mutedUntil?.getTime() !== mutedUntil?.getTime());
        await repository.saveMutes(
          connection,
          other.map(({ id }) => ({ id, mutedUntil })),
        );
        return outcomesOf(plants, (plant) => (other.includes(plant) ? 'done' : 'unchanged'));
      }
    }
  }

  async #log(
    connection: Queryable,
    { journal_kind: kind, note, amount_ml, at: typedAt, again = false }: Logged,
    plants: readonly Before[],
  ): Promise<Map<string, Outcome>> {
    const now = this.#options.clock.now();
    const at = typedAt === undefined ? now : possibleTime(typedAt, now, '/action/at');
    const ids = plants.map(({ id }) => id);
    const watered = again ? [] : await repository.wateredNear(connection, ids, { at, withinMs: WATERED_LATELY_MS });
    const entries = await repository.insertJournalEntries(
      connection,
      ids.filter((id) => !watered.includes(id)),
      kind,
      { note: note || null, amountMl: amount_ml ?? null, at },
    );
    return new Map(
      ids.map((id) => {
        const entryId = entries.get(id);
        return [id, entryId === undefined ? { outcome: 'watered_lately' } : { outcome: 'done', entryId }];
      }),
    );
  }

  async #place(
    connection: Queryable,
    plants: readonly Before[],
    after: (plant: Before) => Before,
  ): Promise<Map<string, Outcome>> {
    const outcomes = new Map<string, Outcome>();
    for (const plant of plants) {
      const next = after(plant);
      const isSame = next.roomId === plant.roomId && next.tags.join('\n') === plant.tags.join('\n');
      if (isSame) outcomes.set(plant.id, { outcome: 'unchanged' });
      else if (next.tags.length > MOST_TAGS && next.tags.length > plant.tags.length)
        outcomes.set(plant.id, { outcome: 'too_many_tags' });
      else outcomes.set(plant.id, { outcome: 'done', after: next });
    }
    await repository.savePlants(
      connection,
      [...outcomes.values()].flatMap(({ after: next }) => next ?? []),
    );
    return outcomes;
  }

  async #tell(plantIds: readonly string[], isMute: boolean): Promise<void> {
    if (plantIds.length === 0) return;
    const { bus } = this.#options;
    await bus.publish(isMute ? 'mutes_changed' : 'plants_changed', { plantIds });
  }
}

type Logged = Pick<Extract<PlantAction, { kind: 'water' }>, 'note' | 'amount_ml' | 'at' | 'again'> & {
  journal_kind: 'watering' | Extract<PlantAction, { kind: 'care' }>['journal_kind'];
};

const outcomesOf = (plants: readonly Before[], of: (plant: Before) => ActionOutcome): Map<string, Outcome> =>
  new Map(plants.map((plant) => [plant.id, { outcome: of(plant) }]));

/** How a plant was in what the action has changed. */
function wayBack({ kind }: PlantAction, before: Before | undefined): UndoPlants['plants'] {
  if (!before) return [];
  const { id: plant_id, roomId, tags, mutedUntil } = before;
  if (kind === 'move') return [{ plant_id, room_id: roomId }];
  if (kind === 'tag' || kind === 'untag') return [{ plant_id, tags }];
  return kind === 'mute' ? [{ plant_id, muted_until: mutedUntil?.toISOString() ?? null }] : [];
}
