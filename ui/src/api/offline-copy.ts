/** The last known state, kept in the browser for a start without a connection. */
import { del, get, set } from 'idb-keyval';
import type { Alert, Device, Plant } from './generated';

export interface OfflineCopy {
  /** Milliseconds: how old the values are. */
  savedAt: number;
  plants: Plant[];
  devices: Device[];
  alerts: Alert[];
}

const KEY = 'plantops-last-state';

/** A browser that stores nothing starts empty without a connection, and works otherwise. */
const quietly = <T>(work: Promise<T>): Promise<T | undefined> => work.catch(() => undefined);

export const saveOfflineCopy = (copy: OfflineCopy): Promise<void> => quietly(set(KEY, copy));
export const readOfflineCopy = (): Promise<OfflineCopy | undefined> =>
  quietly(get<OfflineCopy>(KEY)).then((copy) => copy);
/** When the owner logs out, nothing stays in the browser. */
export const dropOfflineCopy = (): Promise<void> => quietly(del(KEY));
