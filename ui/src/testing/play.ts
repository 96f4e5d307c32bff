/**
 * What one test plays, from its beginning to its end. The tests of a worker share a page and a copy of Vue, so nothing of
 * a test may go on during the next one, and no failure may leave Vue halfway through its work.
 */
import type { App } from 'vue';

let play = 0;
const failures: Error[] = [];

/** The test is over, whether it has come to its end or has run out of time. */
export function endPlay(): void {
  play += 1;
}

/**
 * Notes which test is played now. What is returned never resolves once that test is over: one that ran out of time still
 * waits somewhere, and would otherwise go on in the middle of the next one, with its clock, its server and its page.
 */
export function stillPlaying(): () => Promise<void> {
  const mine = play;
  return () => (mine === play ? Promise.resolve() : new Promise(() => undefined));
}

/**
 * Has failures in the components of an app kept until `throwFailures`. If they were thrown where they occur, Vue would
 * keep taking the component that failed for the one at work, and every later test would ask that one for its stores.
 */
export function keepFailures(app: App): void {
  app.config.errorHandler = (failure) => void failures.push(failure as Error);
}

/** @throws the first failure in a component since the last call */
export function throwFailures(): void {
  const [first] = failures.splice(0);
  if (first) throw first;
}
