/** Records what a page's renderer does, with Chromium's tracing. */
import type { Browser, Page } from 'playwright-core';

/** An event of Chromium's trace; times in microseconds. */
export interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  /** Of that, the time in which the thread ran: less where other programs kept the processors busy. */
  tdur?: number;
}

/** Trace events in which the page's own code runs. A layout during one is forced: the code waits for it. */
const SCRIPT = new Set([
  'EvaluateScript',
  'EventDispatch',
  'FireAnimationFrame',
  'FireIdleCallback',
  'FunctionCall',
  'RunMicrotasks',
  'TimerFire',
  'v8.callFunction',
]);

/** The trace of everything that the browser did while `work` ran. */
export async function traced(browser: Browser, page: Page, work: () => Promise<unknown>): Promise<TraceEvent[]> {
  await browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return traceEvents;
}

/** The forced layouts: those that happened while a script was running and waiting for them. */
export function forcedLayouts(events: readonly TraceEvent[]): TraceEvent[] {
  const scripts = events.filter(({ name, ph }) => ph === 'X' && SCRIPT.has(name));
  return events.filter(
    (layout) =>
      layout.name === 'Layout' &&
      scripts.some(
        ({ pid, tid, ts, dur = 0 }) =>
          pid === layout.pid && tid === layout.tid && ts <= layout.ts && layout.ts < ts + dur,
      ),
  );
}

/** The processor time of each task of the page's main thread, in ms, the longest first. */
export function tasksOf(events: readonly TraceEvent[]): number[] {
  const scripts = Map.groupBy(
    events.filter(({ name, ph }) => ph === 'X' && name === 'FunctionCall'),
    ({ pid, tid }) => `${pid} ${tid}`,
  );
  const [main] = [...scripts.entries()].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  return events
    .filter(({ name, ph, pid, tid }) => ph === 'X' && name === 'RunTask' && `${pid} ${tid}` === main)
    .map(({ tdur = 0 }) => tdur / 1000)
    .sort((a, b) => b - a);
}
