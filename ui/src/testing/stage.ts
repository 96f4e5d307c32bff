/** Where a test of the dashboard plays: its clock, its server, its live events. Each test has new ones. */
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { vi } from 'vitest';
import { configureClient } from '../api/client';
import { noteLine } from '../api/patient-fetch';
import { takeTimeFrom } from '../clock';
import { expandedAlerts } from '../components/alerts/expanded-alerts';
import { noteServerTime } from '../composables/use-now';
import { preferences } from '../messages/preferences';
import { useLanguage } from '../messages/text';
import { useSessionStore } from '../stores/session';
import { vuetify } from '../theme/vuetify';
import { browserStorage } from './browser-storage';
import { FakeEventSource } from './fake-event-source';
import { FakeServer, settled } from './fake-server';
import { endPlay, stillPlaying } from './play';
import { closeScreens, openScreens } from './screen';
import { serviceWorker } from './pwa-register';
import { today } from './today-samples';

/** A clock that moves for the test that is played only. */
class StageClock extends FakeClock {
  override async advance(ms: number): Promise<void> {
    const playing = stillPlaying();
    await super.advance(ms);
    await playing();
  }
}

export let clock = new StageClock();
export let server = new FakeServer(clock);

// A real screen has a client of its own; the screens of a test share one, so all learn that the session is lost.
configureClient(() => {
  for (const { pinia } of openScreens()) useSessionStore(pinia).lost();
});

/** Lets time pass, and all that follows from it happen. */
export async function pass(ms: number): Promise<void> {
  await clock.advance(ms);
  await settled();
}

/** Before each test. @param signal aborts when the test has run out of time: nothing more of it is played then */
export function setStage({ signal }: { signal?: AbortSignal } = {}): void {
  signal?.addEventListener('abort', endPlay);
  clock = new StageClock();
  takeTimeFrom(clock);
  noteServerTime(clock.now().toUTCString());
  expandedAlerts.clear();
  noteLine(true);
  server = new FakeServer(clock);
  // The first thing that the dashboard asks for, whatever a test is about.
  server.answer('GET', '/api/today', today());
  FakeEventSource.all = [];
  FakeEventSource.server.dashboard = null;
  browserStorage.clear();
  Object.assign(serviceWorker, { options: undefined, reloads: 0 });
  localStorage.clear();
  sessionStorage.clear();
  window.history.replaceState({}, '', '/');
  vi.stubGlobal('fetch', (...request: Parameters<typeof fetch>) => server.fetch(...request));
  vi.stubGlobal('EventSource', FakeEventSource);
  // Menus look for their place in it.
  const place = { width: 1280, height: 850, offsetLeft: 0, offsetTop: 0, scale: 1 };
  vi.stubGlobal('visualViewport', Object.assign(new EventTarget(), place));
}

/**
 * After each test, whatever has become of it: the next one begins on an empty stage.
 * @throws Error if the test left something, or asked for something that nobody answers
 */
export async function clearStage(): Promise<void> {
  endPlay();
  let first: unknown;
  const cleared = async (clear: () => unknown): Promise<void> => {
    try {
      await clear();
    } catch (failure) {
      first ??= failure;
    }
  };
  await cleared(closeScreens);
  await cleared(settled);
  const left = [
    ...server.unexpected.map((request) => `Nobody answers ${request}: say \`server.answer(…)\`.`),
    ...(clock.timers > 0 ? [`${clock.timers} timers are still set after all screens were closed.`] : []),
    ...FakeEventSource.open.map(({ url }) => `The stream ${url} is still open after all screens were closed.`),
  ];
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  document.body.innerHTML = '';
  Object.assign(preferences, { temperatureUnit: 'celsius', timeZone: 'UTC' });
  await cleared(() => useLanguage('en'));
  vuetify.locale.current.value = 'en';
  await cleared(() => vuetify.theme.change('system'));
  if (first) throw first as Error;
  if (left.length > 0) throw new Error(left.join('\n'));
}
