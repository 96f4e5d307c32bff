/** Detected waterings that the owner rejected, remembered in this browser: the last few of each plant. */
const MOST = 20;
const keyOf = (plantId: string): string => `plantops-no-watering-${plantId}`;

/** @returns the times of the dismissed waterings, in milliseconds */
export function dismissedWaterings(plantId: string): number[] {
  try {
    const times: unknown = JSON.parse(localStorage.getItem(keyOf(plantId)) ?? '[]');
    return Array.isArray(times) ? times.filter((time) => typeof time === 'number') : [];
  } catch {
    return [];
  }
}

/** @returns the times of all waterings dismissed so far */
export function dismissWatering(plantId: string, at: number): number[] {
  const times = [...dismissedWaterings(plantId), at].slice(-MOST);
  try {
    localStorage.setItem(keyOf(plantId), JSON.stringify(times));
  } catch {
    // Without storage, the dismissal lasts until the page is closed.
  }
  return times;
}
