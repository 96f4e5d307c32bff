import { type Alert, type Device, listAlerts, listDevices, listPlants, type Plant } from '../api/generated';
import { nextCursor } from '../api/next-page';

/** Items of a page: few requests, and no answer that takes long to read. */
const PAGE = 500;

/** All items of a list, read page by page. */
async function everyPage<T>(
  ask: (query: { limit: number; cursor?: string }) => Promise<{ data: T[]; response: Response }>,
): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | undefined; ;) {
    const { data, response } = await ask({ limit: PAGE, ...(cursor !== undefined && { cursor }) });
    items.push(...data);
    cursor = nextCursor(response);
    if (cursor === undefined) return items;
  }
}

export interface WholeGarden {
  plants: Plant[];
  devices: Device[];
  openAlerts: Alert[];
}

/**
 * Fetches all plants, devices and open alerts of a house that has more than the first answer holds.
 * @throws ApiError
 */
export async function fetchWholeGarden(): Promise<WholeGarden> {
  const [plants, devices, openAlerts] = await Promise.all([
    everyPage<Plant>((query) => listPlants({ query, throwOnError: true })),
    everyPage<Device>((query) => listDevices({ query, throwOnError: true })),
    everyPage<Alert>((query) => listAlerts({ query: { ...query, open: 'true' }, throwOnError: true })),
  ]);
  return { plants, devices, openAlerts };
}
