/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/**
 * Stops the clock of a page that is not open yet. Otherwise it follows the server's: here answers lose their Date header, and
 * pulses have the page's own time.
 * @param time ISO 8601
 */
export async function stopClock(page: Page, time: string): Promise<void> {
  await page.addInitScript(() => {
    const listen = EventSource.prototype.addEventListener;
    const toldNow = (message: MessageEvent<string>): MessageEvent<string> =>
      new MessageEvent('pulse', {
        data: JSON.stringify({ ...(JSON.parse(message.data) as object), time: new Date().toISOString() }),
        lastEventId: message.lastEventId,
      });
    EventSource.prototype.addEventListener = function (this: EventSource, name: string, handle: EventListener) {
      listen.call(this, name, name === 'pulse' ? (event) => handle(toldNow(event as MessageEvent<string>)) : handle);
    } as typeof listen;
  });
  await page.route(/\/api\/(?!events)/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), date: '' } });
  });
  await page.clock.setFixedTime(time);
}
