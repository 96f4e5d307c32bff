import { describe, expect, it, vi } from 'vitest';
import { FakeEventSource } from '../testing/fake-event-source';
import { liveScreen } from '../testing/begun-screen';
import { pass } from '../testing/stage';
import { useServerReach } from './use-server-reach';
import { whenBack } from './when-back';

const AWAY_MS = 30_000;

/** The line is dead for so long that it counts as lost. */
async function away(): Promise<void> {
  FakeEventSource.latest.fallSilent();
  await pass(AWAY_MS);
}
const back = (): Promise<void> => FakeEventSource.latest.connect();

describe('when the server is heard again', () => {
  it('what could not be loaded is loaded, and what is there is not', async () => {
    const screen = await liveScreen();
    const [missing, present] = [vi.fn(), vi.fn()];
    screen.show(() => whenBack(() => true, missing));
    screen.show(() => whenBack(() => false, present));
    await away();
    expect([missing, present].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
    await back();
    expect([missing, present].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
  });

  it('nothing is loaded for a page that was left', async () => {
    const screen = await liveScreen();
    const load = vi.fn();
    screen.show(() => whenBack(() => true, load)).leave();
    await away();
    await back();
    expect(load).not.toHaveBeenCalled();
  });

  it('what needs it can be used again; until then it is disabled and says why', async () => {
    const screen = await liveScreen();
    const { needsServer } = screen.show(useServerReach).it;
    expect(needsServer.value).toEqual({});
    await away();
    expect(needsServer.value).toEqual({ disabled: true, title: expect.stringMatching(/server/i) as string });
    await back();
    expect(needsServer.value).toEqual({});
  });
});
