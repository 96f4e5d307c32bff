import { describe, expect, it } from 'vitest';
import { PortClosedError } from '../port/port-end.ts';
import { HeldIntake } from './held-intake.ts';

/** An engine that notes what it is asked, and whether it was told then that messages are held back. */
function stage(answer: (call: string) => Promise<null> = () => Promise.resolve(null)) {
  const asked: string[] = [];
  const engine = {
    call: (name: string) => {
      asked.push(`${name} while ${intake.isHeld ? 'held' : 'not held'}`);
      return answer(name);
    },
  };
  let current: typeof engine | undefined = engine;
  const intake: HeldIntake = new HeldIntake(() => current as never);
  return { asked, intake, leave: () => (current = undefined) };
}
const CLOSED = new PortClosedError('The flow engine ended');

describe('messages that are left at the broker', () => {
  it('are so from the moment that somebody wants it, until that is over, which counts once', async () => {
    const { asked, intake } = stage();
    const holding = intake.hold();
    expect(intake.isHeld).toBe(true);
    const goOn = await holding;
    goOn();
    goOn();
    expect([intake.isHeld, asked]).toEqual([false, ['drain while held', 'heed_settings while not held']]);
    expect(await intake.hold()).not.toBe(goOn);
    expect(intake.isHeld).toBe(true);
  });

  it('are so until the last who wants it has gone on, whoever came first', async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const { intake } = stage();
      const each = [await intake.hold(), await intake.hold()];
      each[order[0] as number]?.();
      expect(intake.isHeld).toBe(true);
      each[order[1] as number]?.();
      expect(intake.isHeld).toBe(false);
    }
  });

  it('are so while the engine is away, ends, or gives no answer, so that one that is started meanwhile takes none', async () => {
    const away = stage();
    away.leave();
    const ended = stage(() => Promise.reject(CLOSED));
    for (const { intake } of [away, ended]) {
      const goOn = await intake.hold();
      expect(intake.isHeld).toBe(true);
      goOn();
      expect(intake.isHeld).toBe(false);
    }
  });

  it('are taken again where the engine says that it cannot', async () => {
    const { intake } = stage((name) => (name === 'drain' ? Promise.reject(new Error('no')) : Promise.resolve(null)));
    await expect(intake.hold()).rejects.toThrow('no');
    expect(intake.isHeld).toBe(false);
  });
});
