import { flowFailureText } from '@plantops/shared/flows/flow-failure.ts';
import { describe, expect, it } from 'vitest';
import { blameFor } from './crash-blame.ts';

const running = [
  { id: 'telemetry', type: 'tab', label: 'Telemetry' },
  { id: 'double', type: 'function', name: 'Double', z: 'telemetry' },
];
const crash = { reason: 'it was silent for 10 s', lastForeignNode: null };

const textOf = (...given: Parameters<typeof blameFor>): string => flowFailureText(blameFor(...given).failure, 'en');

describe('an engine that ended', () => {
  it('names the node that the engine named, for certain', () => {
    const lastWords = { nodeId: 'double', message: 'boom' };
    const blame = blameFor({ ...crash, lastForeignNode: 'telemetry' }, lastWords, running);
    expect(blame).toEqual({
      nodeId: 'double',
      failure: {
        what: 'engine_ended',
        node: 'function "Double" on the tab "Telemetry"',
        isCertain: true,
        isTwice: false,
        message: 'boom',
      },
    });
    expect(textOf(crash, lastWords, running)).toBe(
      'function "Double" on the tab "Telemetry" ended the flow engine: boom',
    );
  });

  it('names the last node of somebody else that was at work, as the probable one', () => {
    const of = { ...crash, lastForeignNode: 'double' };
    expect(blameFor(of, undefined, running).nodeId).toBe('double');
    expect(textOf(of, undefined, running)).toBe(
      'function "Double" on the tab "Telemetry" has probably ended the flow engine: it was silent for 10 s',
    );
    expect(textOf(of, { message: 'out of memory' }, running)).toMatch(
      /has probably ended the flow engine: out of memory$/,
    );
  });

  it.each([undefined, { nodeId: 'gone', message: 'it was silent for 10 s' }])(
    'names none if none is known that still runs (%j)',
    (lastWords) => {
      expect(blameFor(crash, lastWords, running).nodeId).toBeUndefined();
      expect(textOf(crash, lastWords, running)).toBe('the flow engine ended: it was silent for 10 s');
    },
  );
});
