/** The last known state, kept in the browser for starting without a connection. */
import { del, get, set } from 'idb-keyval';
import type { Alert, Device, Plant, Room } from './generated';

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

/** In a browser that stores nothing, a start without a connection shows nothing; all else works. */
const quietly = <T>(work: Promise<T>): Promise<T | undefined> => work.catch(() => undefined);

export const saveOfflineCopy = (copy: OfflineCopy): Promise<void> => quietly(set(KEY, copy));
export const readOfflineCopy = (): Promise<OfflineCopy | undefined> =>
  quietly(get<OfflineCopy>(KEY)).then((copy) => copy);
/** Called when the owner logs out: nothing stays in the browser. */
export const dropOfflineCopy = (): Promise<void> => quietly(del(KEY));
