import type { CreateJournalEntry, JournalEntry, UpdateJournalEntry } from '@plantops/shared/journal.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { type Database, inTransaction } from '../../db/pool.ts';
import * as repository from '../../db/repositories/journal.ts';
import { roomName } from '../../db/repositories/plant-rooms.ts';
import type { ChangeBus } from '../bus/change-bus.ts';
import { roomNotFound } from './plant-rooms.ts';
import type { Plants } from './plants.ts';
import { refuseSecondWatering } from './watered-lately.ts';

/** Phone clocks differ; a time further ahead than this is a typing error. */
const AHEAD_MS = 5 * 60_000;
/** No living person cared for a plant before this; an earlier year is a typing error. */
const EARLIEST = new Date('1900-01-01T00:00:00Z');

export interface JournalOptions {
  database: Database;
  plants: Plants;
  bus: ChangeBus;
  clock: Clock;
}

const notFound = (id: number): ProblemError =>
  new ProblemError('journal_entry_not_found', `There is no journal entry ${id}`);

const badField = (pointer: string, detail: string): ProblemError =>
  new ProblemError('invalid_request', `The body is not valid: ${pointer} ${detail}`, [{ pointer, detail }]);

/** When something was done, as it was typed. @throws ProblemError `invalid_request` */
export function possibleTime(text: string, now: Date, pointer = '/at'): Date {
  const at = new Date(text);
  if (at.getTime() > now.getTime() + AHEAD_MS)
    throw badField(pointer, 'must not be in the future: it tells when something was done');
  if (at < EARLIEST) throw badField(pointer, 'must not be before the year 1900');
  return at;
}

/**
 * The care given to plants, and notes about them. A change counts as a change of the plant, which shows its last
 * watering.
 */
export class Journal {
  readonly #options: JournalOptions;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** @throws ProblemError `plant_not_found` */
  async list(
    plantId: string,
    page: { after?: repository.JournalPlace | undefined; limit: number },
  ): Promise<{ entries: JournalEntry[]; end: repository.JournalPlace | undefined }> {
    const { database, plants } = this.#options;
    await plants.get(plantId);
    return repository.listJournal(database, plantId, page);
  }

  /**
   * A request with an id that was here before answers with the entry of then.
   * @throws ProblemError `plant_not_found`, `room_not_found`, `watered_lately`, `invalid_request`
   */
  async add(
    plantId: string,
    { kind, note, amount_ml, at, room_id: roomId, request_id: requestId, again = true }: CreateJournalEntry,
  ): Promise<JournalEntry> {
    const { database, bus, clock } = this.#options;
    const fields = {
      note: note || null,
      amountMl: amount_ml ?? null,
      at: at === undefined ? clock.now() : possibleTime(at, clock.now()),
    };
    const { entry, isNew } = await inTransaction(database, async (connection) => {
      if (!(await repository.lockJournal(connection, plantId)))
        throw new ProblemError('plant_not_found', `There is no plant ${plantId}`);
      const before = requestId && (await repository.findJournalRequest(connection, requestId));
      if (before) return { entry: before, isNew: false };
      if (kind === 'watering' && !again) await refuseSecondWatering(connection, plantId, fields.at);
      const room = roomId == null ? null : ((await roomName(connection, roomId)) ?? null);
      if (roomId != null && room === null) throw roomNotFound(roomId);
      const made = await repository.insertJournalEntry(connection, plantId, kind, { ...fields, room }, requestId);
      // Sent for two plants at the same moment: the other one was first.
      if (!made) throw badField('/request_id', 'was used for another plant');
      if (roomId != null) await repository.followMove(connection, { plantId, roomId, at: fields.at });
      return { entry: made, isNew: true };
    });
    if (entry.plant_id !== plantId) throw badField('/request_id', 'was used for another plant');
    if (isNew) await bus.publish('plants_changed', { plantIds: [plantId] });
    return entry;
  }

  /** @throws ProblemError `journal_entry_not_found`, `invalid_request` */
  async update(id: number, { note, amount_ml, at }: UpdateJournalEntry): Promise<JournalEntry> {
    const { database, bus, clock } = this.#options;
    const entry = await inTransaction(database, async (connection) => {
      const before = await repository.lockJournalEntry(connection, id);
      if (!before) throw notFound(id);
      const newNote = note === undefined ? before.note : note || null;
      if (before.kind === 'note' && newNote === null)
        throw badField('/note', 'a note needs text; delete the entry instead');
      return repository.saveJournalEntry(connection, id, {
        note: newNote,
        amountMl: amount_ml === undefined ? before.amount_ml : amount_ml,
        at: at === undefined ? new Date(before.at) : possibleTime(at, clock.now()),
      });
    });
    if (!entry) throw notFound(id);
    await bus.publish('plants_changed', { plantIds: [entry.plant_id] });
    return entry;
  }

  /** @throws ProblemError `journal_entry_not_found` */
  async remove(id: number): Promise<void> {
    const { database, bus } = this.#options;
    const plantId = await repository.deleteJournalEntry(database, id);
    if (plantId === undefined) throw notFound(id);
    await bus.publish('plants_changed', { plantIds: [plantId] });
  }
}
