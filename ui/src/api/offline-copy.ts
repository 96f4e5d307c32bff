/** The last known state, kept in the browser for starting without a connection. */
import { del, get, set } from 'idb-keyval';
import type { Alert, Device, Plant, Room, Today } from './generated';

export interface OfflineCopy {
  /** When the state was saved, in milliseconds since 1970: tells how old the values are. */
  savedAt: number;
  plants: Plant[];
  devices: Device[];
  alerts: Alert[];
  /** Not in a copy of an earlier version. */
  rooms?: readonly Room[];
}

const KEY = 'plantops-last-state';
const TODAY_KEY = 'plantops-last-today';

/** In a browser that stores nothing, a start without a connection shows nothing; all else works. */
const quietly = <T>(work: Promise<T>): Promise<T | undefined> => work.catch(() => undefined);

export const saveOfflineCopy = (copy: OfflineCopy): Promise<void> => quietly(set(KEY, copy));
export const readOfflineCopy = (): Promise<OfflineCopy | undefined> =>
  quietly(get<OfflineCopy>(KEY)).then((copy) => copy);
/** Called when the owner logs out: nothing stays in the browser. */
export const dropOfflineCopy = (): Promise<void> =>
  quietly(Promise.all([del(KEY), del(TODAY_KEY)])).then(() => undefined);

/** What there was to do when it was last known. */
export const saveTodayCopy = (today: Today): Promise<void> => quietly(set(TODAY_KEY, today));
export const readTodayCopy = (): Promise<Today | undefined> => quietly(get<Today>(TODAY_KEY)).then((copy) => copy);
