/// <reference lib="dom" />
/** Records DOM changes in the plots that new readings cause. These functions run in the page. */

declare global {
  var plotChanges: {
    /** An element and its changed attribute, such as `path d`; or `childList` if an element was added or removed. */
    kinds: Set<string>;
    /** How often the line of each plot changed. */
    drawn: Map<Element, number>;
  };
}

export function watchPlots(): void {
  const plots = [...document.querySelectorAll('[data-testid=history-chart] .plot')];
  globalThis.plotChanges = { kinds: new Set(), drawn: new Map(plots.map((plot) => [plot, 0])) };
  const { kinds, drawn } = globalThis.plotChanges;
  for (const plot of plots) {
    new MutationObserver((changes) => {
      for (const { type, target, attributeName } of changes)
        kinds.add(type === 'attributes' ? `${(target as Element).localName} ${attributeName}` : type);
      if (changes.some(({ target }) => (target as Element).matches?.('path.mean')))
        drawn.set(plot, (drawn.get(plot) ?? 0) + 1);
    }).observe(plot, { subtree: true, childList: true, attributes: true, characterData: true });
  }
}

/** Resolves once the line of every plot has changed at least `times` times. */
export async function untilPlotsDrew(times: number): Promise<void> {
  while ([...globalThis.plotChanges.drawn.values()].some((count) => count < times))
    await new Promise((resolve) => requestAnimationFrame(resolve));
}
