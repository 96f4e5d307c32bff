/** Resolves once the browser has nothing more urgent to do, at the latest after `atMostMs`. Safari tells no idleness: there it is time alone. */
export const whenIdle = (atMostMs = 2000): Promise<void> =>
  new Promise((resolve) => {
    if ('requestIdleCallback' in window) window.requestIdleCallback(() => resolve(), { timeout: atMostMs });
    else setTimeout(resolve, atMostMs);
  });
