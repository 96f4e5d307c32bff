import { pause } from '@plantops/shared/clock.ts';
import { nextTick } from 'vue';
import { clock } from '../clock';

/** As long as it fades: see the styles in ui/index.html. */
const FADES_MS = 150;
/** Then the dashboard says itself what is wrong. */
const LONGEST_MS = 20_000;

/**
 * Takes away what the server drew before the dashboard was loaded. It lies over the page, so nothing moves.
 * @param better settles once the page has something better to show
 */
export async function replaceFirstView(better: Promise<unknown>): Promise<void> {
  const view = document.getElementById('first-view');
  if (!view) return;
  await Promise.race([better.catch(() => undefined), pause(clock, LONGEST_MS)]);
  await nextTick();
  // What it shows is behind the page from now on, also for the keyboard and for screen readers.
  view.inert = true;
  Object.assign(view.style, { opacity: '0', pointerEvents: 'none' });
  await pause(clock, FADES_MS);
  view.remove();
  delete document.documentElement.dataset.theme;
}
