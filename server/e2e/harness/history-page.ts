/** What tests do with the history charts of a plant's page. */
import type { History } from '@plantops/shared/api/readings.ts';
import type { Locator, Page } from 'playwright-core';

/** The findings above the charts ask for their own ten-minute buckets. */
export const isOfCharts = (url: string): boolean =>
  url.includes('/history?') && new URL(url).searchParams.get('points') !== '288';

/** What the charts fetch next, after `act`. */
export async function nextHistory(page: Page, act: () => Promise<unknown>): Promise<History> {
  const [response] = await Promise.all([
    page.waitForResponse((answer) => isOfCharts(answer.url()) && answer.ok()),
    act(),
  ]);
  return (await response.json()) as History;
}

/** How much time a history spans, in milliseconds. */
export const lengthOf = (history: History): number => Date.parse(history.to) - Date.parse(history.from);

/** What moves the crosshair over a metric's chart. */
export const probe = (page: Page, metric = 'Temperature'): Locator =>
  page.getByRole('slider', { name: `${metric} over time` });

/** The value of a metric at the crosshair. */
export const readout = (page: Page, metric: string): Locator => page.getByTestId(`readout-${metric}`);

/** A place in the plot of a metric, in pixels of the page; `x` is a part of its width. */
export async function placeIn(page: Page, metric: string, x: number): Promise<[number, number]> {
  await probe(page, metric).scrollIntoViewIfNeeded();
  const box = await probe(page, metric).boundingBox();
  if (!box) throw new Error(`the chart of ${metric} is not shown`);
  return [box.x + x * box.width, box.y + box.height / 2];
}
