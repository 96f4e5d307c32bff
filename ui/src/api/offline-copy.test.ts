import { describe, expect, it } from 'vitest';
import { browserStorage } from '../testing/browser-storage';
import { basil, fern } from '../testing/samples';
import { today } from '../testing/today-samples';
import {
  dropOfflineCopy,
  type OfflineCopy,
  readOfflineCopy,
  readTodayCopy,
  saveOfflineCopy,
  saveTodayCopy,
} from './offline-copy';

const copy = (...plants: OfflineCopy['plants']): OfflineCopy => ({ savedAt: 1, plants, devices: [], alerts: [] });

describe('the offline copy', () => {
  it('is the last that was saved', async () => {
    expect(await readOfflineCopy()).toBeUndefined();
    await saveOfflineCopy(copy(fern()));
    await saveOfflineCopy(copy(fern(), basil()));
    expect(await readOfflineCopy()).toEqual(copy(fern(), basil()));
  });

  it('is gone once it is dropped', async () => {
    await saveOfflineCopy(copy(fern()));
    await saveTodayCopy(today());
    expect(await readTodayCopy()).toEqual(today());
    await dropOfflineCopy();
    expect([await readOfflineCopy(), await readTodayCopy(), browserStorage.isEmpty]).toEqual([
      undefined,
      undefined,
      true,
    ]);
  });

  it('is none in a browser that keeps nothing, which disturbs nothing else', async () => {
    browserStorage.refuse();
    await saveOfflineCopy(copy(fern()));
    await dropOfflineCopy();
    expect(await readOfflineCopy()).toBeUndefined();
  });
});
