import { describe, expect, it, vi } from 'vitest';
import { pass } from '../testing/stage';
import { whenIdle } from './when-idle';

describe('whenIdle', () => {
  it('waits for the browser to say so, with the longest time that it may take', async () => {
    let tell: (() => void) | undefined;
    const request = vi.fn((callback: () => void) => void (tell = callback));
    vi.stubGlobal('requestIdleCallback', request);
    const done = vi.fn();
    void whenIdle(500).then(done);
    await pass(10_000);
    expect(done).not.toHaveBeenCalled();
    tell?.();
    await pass(0);
    expect(done).toHaveBeenCalledOnce();
    expect(request).toHaveBeenCalledWith(expect.any(Function), { timeout: 500 });
  });

  it.each([
    { given: 'the time', ms: 500, wait: () => whenIdle(500) },
    { given: 'two seconds', ms: 2000, wait: () => whenIdle() },
  ])('waits $given in a browser that does not say so', async ({ ms, wait }) => {
    vi.stubGlobal('requestIdleCallback', undefined);
    Reflect.deleteProperty(globalThis, 'requestIdleCallback');
    const done = vi.fn();
    void wait().then(done);
    await pass(ms - 1);
    expect(done).not.toHaveBeenCalled();
    await pass(1);
    expect(done).toHaveBeenCalledOnce();
  });
});
