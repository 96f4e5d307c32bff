import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { CanaryWatch, type CanaryWatchOptions } from './canary-watch.ts';

let clock: FakeClock;
let pulse: ReturnType<CanaryWatchOptions['pulse']>;
let hasEngine: boolean;
let watch: CanaryWatch;
let count: number;

beforeEach(() => {
  clock = new FakeClock();
  pulse = {
    brokerConnected: true,
    brokerPasses: true,
    canary: null,
    broker: { isRefused: false, isContested: false, isHeldBack: false, figures: null },
  };
  [hasEngine, count] = [true, 0];
  watch = new CanaryWatch({ pulse: () => pulse, hasEngine: () => hasEngine, clock });
});

const stored = (): void => {
  count += 1;
  pulse = { ...pulse, canary: { count, tookMs: 12.4, isAwaited: false } };
};
const awaited = (): void => {
  pulse = { ...pulse, canary: { count, tookMs: 12.4, isAwaited: true } };
};
const now = (): [string, string] => {
  const { state, code } = watch.check();
  return [state, code];
};

describe("the server's own reading", () => {
  it('is not known before the first, which may take half a minute', async () => {
    expect([now(), watch.ageS]).toEqual([['unknown', 'not_known_yet'], undefined]);
    await clock.advance(29_000);
    expect(now()[0]).toBe('unknown');
    await clock.advance(2000);
    expect(now()).toEqual(['failing', 'canary_not_stored']);
  });

  it('shows with its time that others are stored', async () => {
    stored();
    expect(watch.check()).toEqual({ state: 'ok', code: 'canary_stored', figures: { took_ms: 12 } });
    await clock.advance(6000);
    expect([now()[0], watch.ageS]).toEqual(['ok', 6]);
  });

  it.each<[string, () => void, string]>([
    ['the engine is away', () => (hasEngine = false), 'canary_without_engine'],
    ['the broker is away', () => (pulse = { ...pulse, brokerConnected: false }), 'canary_without_broker'],
    ['the broker hangs', () => (pulse = { ...pulse, brokerPasses: false }), 'canary_lost_in_broker'],
    ['the database does not store one that is due', awaited, 'canary_not_stored'],
  ])(
    'says where it ends within ten seconds where %s, and when it comes through again',
    async (_what, happens, code) => {
      stored();
      now();
      happens();
      expect(now()).toEqual(['ok', 'canary_stored']);
      await clock.advance(9000);
      expect(now()).toEqual(['failing', code]);
      [hasEngine, pulse] = [true, { ...pulse, brokerConnected: true, brokerPasses: true }];
      stored();
      expect(now()).toEqual(['ok', 'canary_stored']);
    },
  );

  it('may be away for half a minute where nothing else happens, and no longer', async () => {
    stored();
    now();
    await clock.advance(37_000);
    expect(now()).toEqual(['ok', 'canary_stored']);
    await clock.advance(2000);
    expect(now()).toEqual(['failing', 'canary_not_stored']);
  });

  it('has its full time from when it is due, however long none was', async () => {
    stored();
    now();
    await clock.advance(29_000);
    awaited();
    expect(now()[0]).toBe('ok');
    await clock.advance(7000);
    expect(now()[0]).toBe('ok');
    await clock.advance(2000);
    expect(now()).toEqual(['failing', 'canary_not_stored']);
  });

  it('accuses nobody while messages are held back, or after the server itself stood still', async () => {
    stored();
    now();
    pulse = { ...pulse, broker: { ...pulse.broker, isHeldBack: true } };
    await clock.advance(60_000);
    expect(now()).toEqual(['ok', 'canary_held_back']);
    pulse = { ...pulse, broker: { ...pulse.broker, isHeldBack: false } };
    expect(now()[0]).toBe('ok');
    await clock.advance(60_000);
    watch.begin();
    expect(now()[0]).toBe('ok');
  });

  it('is a warning where the broker does not let it pass', () => {
    pulse = { ...pulse, broker: { ...pulse.broker, isRefused: true } };
    expect(now()).toEqual(['warning', 'canary_refused']);
  });
});
