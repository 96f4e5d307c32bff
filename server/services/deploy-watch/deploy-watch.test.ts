import type { FlowOutcome } from '@plantops/shared/api/flow-versions.ts';
import type { FlowFailure } from '@plantops/shared/flows/flow-failure.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Pulse } from '../../port/offers.ts';
import { silentLog } from '../../testing/database.ts';
import type { RecordedVersion } from '../flow-versions/version-log.ts';
import { NO_CONDUCT } from './deploy-verdict.ts';
import { DeployWatch } from './deploy-watch.ts';

let clock: FakeClock;
let pulse: Pick<Pulse, 'traffic' | 'flowsRunning' | 'failingNodes'>;
let watch: DeployWatch;
let wentBack: [to: number, note: string][];
let replayed: Date[];
let told: string[];
let language: Language;
const ENDED: FlowFailure = {
  what: 'engine_ended',
  node: null,
  isCertain: true,
  isTwice: false,
  message: 'no memory',
};
let outcomes: Map<number, FlowOutcome['state'][]>;
/** How often unfinished watches were ended. */
let ended: number;
let whenBack: () => Promise<void>;
let whenReplayed: () => Promise<void>;

/** Messages come: so many, of which so many are set aside. */
function come(count: number, setAside = 0): void {
  const { traffic } = pulse;
  const { telemetry } = traffic.kinds;
  pulse = {
    ...pulse,
    traffic: {
      ...traffic,
      kinds: {
        ...traffic.kinds,
        telemetry: { ...telemetry, handedOut: telemetry.handedOut + count, setAside: telemetry.setAside + setAside },
      },
      lastFault: setAside > 0 ? { nodeId: 'f', node: 'function "mine"', reason: 'no luck' } : traffic.lastFault,
      answered: { count: traffic.answered.count + count, afterMs: traffic.answered.afterMs + count },
    },
  };
}
const deploy = (number: number, more: Partial<RecordedVersion> = {}): void =>
  watch.recorded({ number, isNew: true, isChanged: true, isKept: false, ...more });

beforeEach(async () => {
  clock = new FakeClock();
  pulse = { traffic: { ...NO_CONDUCT, lastFault: null }, flowsRunning: true, failingNodes: [] };
  [wentBack, replayed, told, outcomes] = [[], [], [], new Map<number, FlowOutcome['state'][]>()];
  ended = 0;
  language = 'en';
  whenBack = () => Promise.resolve();
  whenReplayed = () => Promise.resolve();
  watch = new DeployWatch({
    pulse: () => pulse,
    async goBack(to, note) {
      await whenBack();
      wentBack.push([to, note]);
      deploy(to + 10, { isKept: true });
    },
    async replaySince(since) {
      replayed.push(since);
      await whenReplayed();
    },
    async setOutcome(version, { state }) {
      outcomes.set(version, [...(outcomes.get(version) ?? []), state]);
    },
    async endUnfinished() {
      ended += 1;
    },
    tellOwner: (words) => told.push(words(language)),
    onChanged: () => undefined,
    clock,
    log: silentLog,
  });
  await watch.start();
  await clock.advance(1000);
  come(100);
  await clock.advance(1000);
});
afterEach(() => watch.stop());

describe('the watch of a deploy', () => {
  it('ends well after two minutes', async () => {
    deploy(2);
    expect(watch.watch).toMatchObject({ version: 2, back_to: 1, messages: 0 });
    await clock.advance(5000);
    come(20);
    await clock.advance(114_000);
    expect([watch.watch?.messages, outcomes.get(2)]).toEqual([20, ['watching']]);
    await clock.advance(2000);
    expect([watch.watch, outcomes.get(2), wentBack]).toEqual([null, ['watching', 'well'], []]);
  });

  it('goes on where no message comes, for ten minutes at most', async () => {
    deploy(2);
    await clock.advance(599_000);
    expect(watch.watch).not.toBeNull();
    await clock.advance(2000);
    expect(outcomes.get(2)).toEqual(['watching', 'well']);
  });

  it('brings the version before back where messages fail, tells why, and sends them through the flows again', async () => {
    const startedAt = clock.now();
    deploy(2);
    come(50, 50);
    await clock.advance(3000);
    expect(wentBack, 'what was on the wires does not count').toEqual([]);
    come(3, 3);
    await clock.advance(1000);
    const why = '3 of 3 telemetry messages were set aside since it was deployed, the last at function "mine": no luck';
    expect(wentBack).toEqual([[1, `version 2 failed: ${why}`]]);
    expect(told).toEqual([`Version 2 of the flows went back to version 1 by itself: ${why}. Look at it at /flows.`]);
    expect(outcomes).toEqual(new Map([[2, ['watching', 'went_back']]]));
    expect(watch.wentBack).toMatchObject({ version: 2, to: 1, text: why });
    expect([watch.watch, replayed]).toEqual([null, [startedAt]]);
    await clock.advance(10_000);
    expect(replayed, 'and what was set aside meanwhile').toEqual([startedAt, startedAt]);
    watch.seen();
    expect(watch.wentBack).toBeNull();
  });

  it('brings it back where the engine ends, a node cannot start, or the flows do not run', async () => {
    deploy(2);
    watch.crashed({ ...ENDED, node: 'function "mine"', message: 'boom' });
    await clock.advance(0);
    expect(wentBack).toEqual([[1, 'version 2 failed: function "mine" ended the flow engine: boom']]);
    deploy(3);
    pulse = { ...pulse, failingNodes: [{ id: 'n', node: 'threshold "x"', problem: 'no number' }] };
    await clock.advance(4000);
    expect(wentBack[1]).toEqual([2, 'version 3 failed: threshold "x" could not start: no number']);
    await clock.advance(1000);
    deploy(4);
    await clock.advance(5000);
    expect(wentBack, 'it could not start before, either').toHaveLength(2);
    pulse = { ...pulse, flowsRunning: false };
    await clock.advance(20_000);
    expect(wentBack[2]).toEqual([3, 'version 4 failed: the flows do not start']);
  });

  it('leaves a version alone whose flows stop for a moment, as at the next deploy, and brings back one whose flows stay away', async () => {
    deploy(2);
    await clock.advance(60_000);
    pulse = { ...pulse, flowsRunning: false };
    await clock.advance(14_000);
    pulse = { ...pulse, flowsRunning: true };
    await clock.advance(5000);
    pulse = { ...pulse, flowsRunning: false };
    await clock.advance(14_000);
    expect([wentBack, outcomes.get(2)]).toEqual([[], ['watching']]);
    await clock.advance(2000);
    expect(wentBack).toEqual([[1, 'version 2 failed: the flows do not start']]);
  });

  it('forgets a version that a backup replaces, and what became of one before', async () => {
    deploy(2);
    watch.crashed(ENDED);
    await clock.advance(0);
    deploy(3);
    await clock.advance(0);
    await watch.forget();
    expect(ended, 'at the start, and of the backup').toBe(2);
    expect([watch.watch, watch.wentBack, outcomes.get(3)]).toEqual([null, null, ['watching']]);
    const before = [...wentBack];
    come(9, 9);
    watch.crashed(ENDED);
    await clock.advance(20_000);
    deploy(1);
    expect([wentBack, replayed.length, outcomes.get(3)]).toEqual([before, 1, ['watching']]);
  });

  it('leaves a version alone that the owner keeps, that is the same, or that is brought back on purpose', async () => {
    deploy(2);
    watch.keep();
    expect(() => watch.keep()).toThrow('nothing to keep');
    deploy(3, { isKept: true });
    deploy(4, { isChanged: false });
    come(9, 9);
    watch.crashed(ENDED);
    await clock.advance(130_000);
    expect([wentBack, watch.watch]).toEqual([[], null]);
    expect(outcomes).toEqual(new Map([[2, ['watching', 'kept']]]));
  });

  it('goes back past a version that has done nothing well, and stops at one that has', async () => {
    deploy(2);
    await clock.advance(4000);
    deploy(3);
    expect(watch.watch).toMatchObject({ version: 3, back_to: 1 });
    await clock.advance(4000);
    come(5);
    await clock.advance(1000);
    deploy(4);
    expect(watch.watch).toMatchObject({ version: 4, back_to: 3 });
    await clock.advance(0);
    expect([outcomes.get(2), outcomes.get(3)]).toEqual([
      ['watching', 'replaced'],
      ['watching', 'replaced'],
    ]);
  });

  it('has gone back also where set-aside messages cannot be sent again', async () => {
    whenReplayed = () => Promise.reject(new Error('the database is away'));
    deploy(2);
    watch.crashed(ENDED);
    await clock.advance(0);
    expect(told).toEqual([
      expect.stringContaining('went back to version 1 by itself: the flow engine ended: no memory'),
    ]);
    expect(watch.wentBack).toMatchObject({ version: 2, to: 1 });
  });

  it('tells when the version before cannot be brought back', async () => {
    whenBack = () => Promise.reject(new Error('the database is away'));
    deploy(2);
    watch.crashed(ENDED);
    await clock.advance(0);
    expect(told).toEqual([
      'Version 2 of the flows fails: the flow engine ended: no memory. It could not go back by itself.',
    ]);
    expect(watch.wentBack).toBeNull();
  });
});
