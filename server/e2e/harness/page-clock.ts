/// <reference lib="dom" />
/** The clock of a page, which otherwise follows the server's: by the Date header of answers, and by pulses. */
import type { Page } from 'playwright-core';

/** How often a page hears a pulse (ms). */
const PULSE_MS = 5000;

interface WithPulses {
  /** Each has a listener of the page hear a pulse. */
  pulses?: (() => void)[];
}

/** Answers lose their Date header, and pulses have the page's own time. */
async function leaveServersTime(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const pulses: (() => void)[] = [];
    (globalThis as WithPulses).pulses = pulses;
    const listen = EventSource.prototype.addEventListener;
    EventSource.prototype.addEventListener = function (this: EventSource, name: string, handle: EventListener) {
      if (name !== 'pulse') {
        listen.call(this, name, handle);
        return;
      }
      let told: object = {};
      const tell = (lastEventId = ''): void =>
        handle(
          new MessageEvent('pulse', {
            data: JSON.stringify({ ...told, time: new Date().toISOString() }),
            lastEventId,
          }),
        );
      listen.call(this, name, (event) => {
        const message = event as MessageEvent<string>;
        told = JSON.parse(message.data) as object;
        tell(message.lastEventId);
      });
      pulses.push(() => tell());
    } as typeof listen;
  });
  await page.route(/\/api\/(?!events)/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), date: '' } });
  });
}

/** Stops the clock of a page that is not open yet. @param time ISO 8601 */
export async function stopClock(page: Page, time: string): Promise<void> {
  await leaveServersTime(page);
  await page.clock.setFixedTime(time);
}

/** Has the clock of a page that is not open yet go on as `runClock` says, too. */
export async function takeClock(page: Page): Promise<void> {
  await leaveServersTime(page);
  await page.clock.install();
}

/** Lets so many ms go by on a page, which goes on hearing the server. */
export async function runClock(page: Page, ms: number): Promise<void> {
  for (let gone = 0; gone < ms; gone += PULSE_MS) {
    await page.clock.runFor(Math.min(PULSE_MS, ms - gone));
    await page.evaluate(() => (globalThis as WithPulses).pulses?.forEach((pulse) => pulse()));
  }
}
