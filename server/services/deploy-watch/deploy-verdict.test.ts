import { flowFailureText } from '@plantops/shared/flows/flow-failure.ts';
import { describe, expect, it } from 'vitest';
import { type Conduct, conductSince, failureOf, NO_CONDUCT, praiseOf, sumOf, type Watched } from './deploy-verdict.ts';

type Kind = Partial<Conduct['kinds']['telemetry']>;
const conduct = (telemetry: Kind, heartbeat: Kind = {}, nodeErrors = 0, afterMs = 0): Conduct => ({
  kinds: {
    telemetry: { handedOut: 0, rejected: 0, setAside: 0, ...telemetry },
    heartbeat: { handedOut: 0, rejected: 0, setAside: 0, ...heartbeat },
    gateway: { handedOut: 0, rejected: 0, setAside: 0 },
  },
  nodeErrors,
  answered: { count: telemetry.handedOut ?? 0, afterMs },
});
const WELL = conduct({ handedOut: 300 }, { handedOut: 60 });
const FAULT = { nodeId: 'f', node: 'function "mine"', reason: 'no luck' };
function failure(since: Conduct, more: Partial<Watched> = {}): string | undefined {
  const found = failureOf({ before: WELL, since, lastFault: FAULT, failingNodes: [], isOver: false, ...more });
  return found && flowFailureText(found, 'en');
}

describe('flows after a deploy', () => {
  it('fail at once where most messages of a kind are rejected, are set aside, or make a node fail', () => {
    expect(failure(conduct({ handedOut: 4, setAside: 3 }))).toBe(
      '3 of 4 telemetry messages were set aside since it was deployed, the last at function "mine": no luck',
    );
    expect(
      failure(conduct({ handedOut: 3, rejected: 3 }), { lastFault: { nodeId: null, node: null, reason: 'cold' } }),
    ).toBe('3 of 3 telemetry messages were rejected since it was deployed, the last: cold');
    expect(failure(conduct({ handedOut: 900 }, { handedOut: 3, setAside: 3 }))).toMatch(/^3 of 3 heartbeat messages/);
    expect(failure(conduct({ handedOut: 5 }, {}, 4))).toMatch(/^4 of 5 messages made a node fail/);
    expect(failure(conduct({ handedOut: 1 }, {}, 9), { lastFault: null })).toBe(
      '9 of 9 messages made a node fail since it was deployed',
    );
  });

  it('do not fail for what was on its way before, while nothing comes', () => {
    expect(failure(conduct({ handedOut: 0, setAside: 9 }, {}, 9))).toBeUndefined();
  });

  it('do not fail for a few, until the watch is over and nothing else came', () => {
    expect(failure(conduct({ handedOut: 2, setAside: 2 }))).toBeUndefined();
    expect(failure(conduct({ handedOut: 2, setAside: 1 }), { isOver: true })).toMatch(/^1 of 2/);
    expect(failure(conduct({ handedOut: 20, setAside: 3 }))).toBeUndefined();
    expect(failure(conduct({ handedOut: 20, setAside: 3 }), { isOver: true })).toMatch(/^3 of 20/);
    expect(failure(conduct({ handedOut: 100, setAside: 3 }), { isOver: true })).toBeUndefined();
    expect(failure(conduct({ handedOut: 20, setAside: 2 }), { isOver: true })).toBeUndefined();
  });

  it('do not fail for what was so before', () => {
    const before = conduct({ handedOut: 100, rejected: 60 });
    expect(failure(conduct({ handedOut: 10, rejected: 7 }), { before })).toBeUndefined();
    expect(failure(conduct({ handedOut: 10, rejected: 10 }), { before })).toMatch(/^10 of 10/);
    const poor = conduct({ handedOut: 100, setAside: 15 });
    expect(failure(conduct({ handedOut: 100, setAside: 20 }), { before: poor, isOver: true })).toBeUndefined();
    expect(failure(conduct({ handedOut: 100, setAside: 25 }), { before: poor, isOver: true })).toMatch(/^25 of 100/);
  });

  it('do not fail for what devices may have sent, where nothing came before', () => {
    const before = NO_CONDUCT;
    expect(failure(conduct({ handedOut: 5, rejected: 5 }), { before, isOver: true })).toBeUndefined();
    expect(failure(conduct({ handedOut: 5, setAside: 5 }), { before })).toMatch(/^5 of 5/);
  });

  it('fail where a node cannot start', () => {
    const failingNodes = [{ id: 'n', node: 'threshold "judge"', problem: 'no number' }];
    expect(failure(NO_CONDUCT, { failingNodes })).toBe('threshold "judge" could not start: no number');
  });

  it('are praised with figures, and told to be slower', () => {
    const before = conduct({ handedOut: 100 }, {}, 0, 300);
    expect(praiseOf({ before, since: conduct({ handedOut: 1 }) })).toBe('1 message went well');
    expect(praiseOf({ before, since: conduct({ handedOut: 10 }, {}, 0, 20_000) })).toBe(
      '10 messages went well; a message takes 2000 ms, where it took 3 ms before',
    );
    expect(praiseOf({ before, since: NO_CONDUCT })).toMatch(/no message came/);
  });
});

describe('what was done between two looks', () => {
  it('is the difference, or everything where the engine was started anew', () => {
    const early = conduct({ handedOut: 10, rejected: 1 }, { handedOut: 3 }, 2, 40);
    const late = conduct({ handedOut: 15, rejected: 1 }, { handedOut: 4 }, 5, 60);
    expect(conductSince(early, late)).toEqual({
      ...conduct({ handedOut: 5 }, { handedOut: 1 }, 3, 20),
      answered: { count: 5, afterMs: 20 },
    });
    expect(sumOf(early, conductSince(early, late))).toEqual(late);
    expect(conductSince(late, early)).toBe(early);
  });
});
