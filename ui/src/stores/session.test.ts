import { describe, expect, it } from 'vitest';
import { browserStorage } from '../testing/browser-storage';
import { begunScreen, liveScreen } from '../testing/begun-screen';
import { FakeEventSource } from '../testing/fake-event-source';
import { problem, settled } from '../testing/fake-server';
import { alert, basil, fern, lockedOut, start } from '../testing/samples';
import { openScreen, type Screen } from '../testing/screen';
import { clock, pass, server } from '../testing/stage';

const SECOND = 1000;
const COPY_EVERY_MS = 30 * SECOND;

const names = ({ garden }: Screen): string[] => garden.plants.map(({ name }) => name);

describe('logging out', () => {
  it('leaves nothing: neither in memory, nor in the browser, nor timers, nor streams', async () => {
    const screen = await liveScreen(start({ alerts: [alert(1)] }));
    expect(browserStorage.isEmpty).toBe(false);
    screen.garden.stop();
    await settled();
    expect(browserStorage.isEmpty).toBe(true);
    expect([screen.garden.plants, screen.garden.devices, screen.garden.alerts]).toEqual([[], [], []]);
    expect(screen.garden.isLoaded).toBe(false);
    expect(FakeEventSource.open).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  it('saves no copy afterwards', async () => {
    const { garden } = await liveScreen();
    garden.stop();
    await pass(3 * COPY_EVERY_MS);
    expect(browserStorage.isEmpty).toBe(true);
  });

  it('on one screen leaves the other as it is', async () => {
    const [one, two] = [await liveScreen(), await liveScreen()];
    one.garden.stop();
    expect([names(one), names(two)]).toEqual([[], ['Basil', 'Fern']]);
    expect(FakeEventSource.open.length).toBe(1);
  });

  it('while everything is fetched: the answer shows nothing, and opens no session', async () => {
    const screen = await liveScreen();
    const fetched = server.hold('GET', '/api/start');
    await FakeEventSource.latest.emit('reset');
    await FakeEventSource.latest.emit('plant', fern({ name: 'Live' }));
    screen.session.lost();
    screen.garden.stop();
    await fetched.answer(start());
    expect([names(screen), screen.garden.isLoaded, screen.session.isOpen]).toEqual([[], false, false]);
  });

  it('while everything is fetched: a failure shows neither an error nor the copy', async () => {
    const screen = await liveScreen();
    const fetched = server.hold('GET', '/api/start');
    await FakeEventSource.latest.emit('reset');
    screen.garden.stop();
    await fetched.lose();
    expect([screen.garden.loadError, screen.garden.isLoaded, screen.freshness.valuesOf]).toEqual([
      undefined,
      false,
      undefined,
    ]);
  });

  it('while the connection is lost: the next visit does not begin with a lost one, or an old error', async () => {
    const screen = await liveScreen();
    await FakeEventSource.latest.drop();
    screen.garden.loadError = 'An old error';
    await pass(20_000);
    expect(screen.freshness.valuesOf).toBeDefined();
    screen.garden.stop();
    expect([screen.garden.isLive, screen.garden.loadError, screen.freshness.valuesOf]).toEqual([
      true,
      undefined,
      undefined,
    ]);
  });

  it('and in again fetches and follows anew', async () => {
    const screen = await liveScreen();
    screen.garden.stop();
    server.answer('GET', '/api/start', start({ event_id: '55', plants: [basil()] }));
    screen.garden.start();
    await settled();
    await FakeEventSource.latest.connect();
    await FakeEventSource.latest.emit('plant', basil({ name: 'Second visit' }));
    expect(names(screen)).toEqual(['Second visit']);
    expect(FakeEventSource.latest.lastEventId).toBe('55');
    expect(browserStorage.isEmpty).toBe(false);
  });

  it('and in again before the stream was opened: the new stream follows the new fetch', async () => {
    const screen = await begunScreen();
    screen.garden.stop();
    server.answer('GET', '/api/start', start({ event_id: '56' }));
    screen.garden.start();
    await settled();
    expect(FakeEventSource.latest.lastEventId).toBe('56');
  });
});

describe('the session', () => {
  it('that ends meanwhile is noticed by the next request', async () => {
    const screen = await liveScreen();
    server.answer('GET', '/api/start', problem(401));
    await FakeEventSource.latest.giveUp();
    await pass(2 * SECOND);
    expect(screen.session.isOpen).toBe(false);
    screen.garden.stop();
    await pass(120 * SECOND);
    expect(server.asked('GET', '/api/start').length).toBe(2);
  });

  it('opens with the password, and closes when the owner logs out', async () => {
    const { session } = await begunScreen(lockedOut);
    server.answer('POST', '/api/session', problem(401, { detail: 'Wrong password.' }));
    await expect(session.logIn('wrong')).rejects.toThrow('Wrong password.');
    expect(session.isOpen).toBe(false);
    server.answer('POST', '/api/session', { password_required: true, authenticated: true });
    await session.logIn('right');
    expect(server.asked('POST', '/api/session').map(({ body }) => body)).toEqual([
      { password: 'wrong' },
      { password: 'right' },
    ]);
    expect([session.isOpen, session.passwordRequired]).toEqual([true, true]);
    server.answer('DELETE', '/api/session', lockedOut.session);
    await session.logOut();
    expect(session.isOpen).toBe(false);
  });

  it('that is lost needs a password, even if none was needed before', async () => {
    const { session } = await begunScreen(start({}, { password_required: false }));
    expect(session.passwordRequired).toBe(false);
    session.lost();
    expect([session.isOpen, session.passwordRequired]).toEqual([false, true]);
  });

  it('stays open if logging out fails', async () => {
    const { session } = await begunScreen();
    server.isReachable = false;
    await expect(session.logOut()).rejects.toMatchObject({ status: 0 });
    expect(session.isOpen).toBe(true);
  });
});

describe('the tabs of a browser', () => {
  /** Messages between tabs take a turn of their own. */
  const heard = (): Promise<void> => settled();

  it('are all logged out when one is, and nothing is left in any', async () => {
    const [one, two] = [await liveScreen(), await liveScreen()];
    server.answer('DELETE', '/api/session', lockedOut.session);
    await one.session.logOut();
    await expect.poll(() => two.session.isOpen).toBe(false);
    expect([two.session.wasLeft, one.session.wasLeft]).toEqual([true, true]);
  });

  it('all ask for the password when one learns that the session is over, and open again with one', async () => {
    const [one, two] = [await liveScreen(), await liveScreen()];
    one.session.lost();
    await expect.poll(() => two.session.isOpen).toBe(false);
    expect(two.session.wasLeft).toBe(false);
    server.answer('POST', '/api/session', { password_required: true, authenticated: true });
    await two.session.logIn('right');
    await expect.poll(() => one.session.isOpen).toBe(true);
  });

  it('that do not know yet whether there is a session ask the server', async () => {
    const [one, two] = [await liveScreen(), openScreen()];
    one.session.lost();
    const third = await liveScreen();
    one.session.lost();
    await heard();
    expect([two.session.isOpen, third.session.isOpen]).toEqual([undefined, true]);
  });
});
