/** What tests do with the history charts on a plant's page. */
import type { History } from '@plantops/shared/api/readings.ts';
import type { Locator, Page } from 'playwright-core';

/** Whether a request is for the charts. The findings above them ask for ten-minute buckets of their own. */
export const isOfCharts = (url: string): boolean =>
  url.includes('/history?') && new URL(url).searchParams.get('points') !== '288';

/** The next history that the charts fetch after `act`. */
export async function nextHistory(page: Page, act: () => Promise<unknown>): Promise<History> {
  const [response] = await Promise.all([
    page.waitForResponse((answer) => isOfCharts(answer.url()) && answer.ok()),
    act(),
  ]);
  return (await response.json()) as History;
}

/** The length of a history, in milliseconds. */
export const lengthOf = (history: History): number => Date.parse(history.to) - Date.parse(history.from);

/** The slider that moves the crosshair over a metric's chart. */
export const probe = (page: Page, metric = 'Temperature'): Locator =>
  page.getByRole('slider', { name: `${metric} over time` });

/** The value of a metric at the crosshair. */
export const readout = (page: Page, metric: string): Locator => page.getByTestId(`readout-${metric}`);

/** A position in the plot of a metric, in page pixels. @param x as a fraction of its width */
export async function placeIn(page: Page, metric: string, x: number): Promise<[number, number]> {
  await probe(page, metric).scrollIntoViewIfNeeded();
  const box = await probe(page, metric).boundingBox();
  if (!box) throw new Error(`the chart of ${metric} is not shown`);
  return [box.x + x * box.width, box.y + box.height / 2];
}
