/** Screens that know the garden, for tests of what stands on them. */
import { FakeEventSource } from './fake-event-source';
import { settled } from './fake-server';
import { start } from './samples';
import { openScreen, type Screen } from './screen';
import { server } from './stage';

/** A screen that has begun, as App does it. */
export async function begunScreen(answer: unknown = start()): Promise<Screen> {
  server.answer('GET', '/api/start', answer);
  const screen = openScreen();
  await screen.garden.begin();
  return screen;
}

/** A screen that has begun and follows live events. */
export async function liveScreen(answer: unknown = start()): Promise<Screen> {
  const screen = await begunScreen(answer);
  screen.garden.start();
  await settled();
  await FakeEventSource.latest.connect();
  return screen;
}
