import { describe, expect, it } from 'vitest';
import { blameFor } from './crash-blame.ts';

const running = [
  { id: 'telemetry', type: 'tab', label: 'Telemetry' },
  { id: 'double', type: 'function', name: 'Double', z: 'telemetry' },
];
const crash = { reason: 'it was silent for 10 s', lastForeignNode: null };

describe('an engine that ended', () => {
  it('names the node that the engine named, for certain', () => {
    expect(
      blameFor({ ...crash, lastForeignNode: 'telemetry' }, { nodeId: 'double', message: 'boom' }, running),
    ).toEqual({
      message: 'boom',
      culprit: {
        nodeId: 'double',
        text: 'function "Double" on the tab "Telemetry" ended the flow engine twice within a minute: boom',
      },
      reason: 'function "Double" on the tab "Telemetry" ended the flow engine: boom',
    });
  });

  it('names the last node of somebody else that was at work, as the probable one', () => {
    const { message, culprit, reason } = blameFor({ ...crash, lastForeignNode: 'double' }, undefined, running);
    expect([message, culprit?.nodeId]).toEqual([crash.reason, 'double']);
    expect(culprit?.text).toMatch(/has probably ended the flow engine twice within a minute: it was silent/);
    expect(reason).toMatch(/"Double" on the tab "Telemetry" has probably ended the flow engine: it was silent/);
    expect(blameFor({ ...crash, lastForeignNode: 'double' }, { message: 'out of memory' }, running).reason).toMatch(
      /has probably ended the flow engine: out of memory$/,
    );
  });

  it.each([undefined, { nodeId: 'gone', message: 'it was silent for 10 s' }])(
    'names none if none is known that still runs (%j)',
    (lastWords) => {
      expect(blameFor(crash, lastWords, running)).toEqual({
        message: crash.reason,
        culprit: undefined,
        reason: 'the flow engine ended: it was silent for 10 s',
      });
    },
  );
});
