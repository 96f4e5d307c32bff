import type { DrySide } from '@plantops/shared/api/dry-runs.ts';
import { expect, it } from 'vitest';
import { resultInWords } from './dry-run-words.ts';

const side = (more: Partial<DrySide> = {}): DrySide => ({
  stored: 1440,
  repeated: 0,
  made: 0,
  rejected: [],
  set_aside: [],
  let_go: [],
  waiting: [],
  alerts_opened: 3,
  alerts_closed: 3,
  notices: 6,
  commands: 0,
  not_acted: [],
  errors: [],
  problems: [],
  stopped: null,
  ...more,
});
const node = { node_id: 'calibrate', node: 'function "calibrate"' };

it('says what became of the readings and what is different', () => {
  const tried = side({ stored: 1438, alerts_opened: 12, set_aside: [{ ...node, reason: 'too wet', count: 2 }] });
  expect(resultInWords(1440, { tried, running: side(), different: 1 }, 'reading')).toBe(
    '1,440 readings: 1,438 stored, 2 set aside at function "calibrate"; 12 alerts instead of 3; 1 reading stored otherwise than now',
  );
});

it('says so where nothing is different, and of one', () => {
  const one = side({ stored: 1, alerts_opened: 1 });
  expect(resultInWords(1, { tried: one, running: one, different: 0 }, 'reading')).toBe(
    '1 reading: 1 stored; 1 alert as now',
  );
});

it('says what was rejected, let go, waits, did not act, and why it was stopped', () => {
  const tried = side({
    stored: 0,
    rejected: [
      { reason: 'a', count: 1 },
      { reason: 'b', count: 2 },
    ],
    let_go: [{ ...node, reason: 'by night', count: 4 }],
    waiting: [{ ...node, count: 5 }],
    not_acted: [{ ...node, count: 6 }],
    stopped: 'function "calibrate" does not come to an end',
  });
  expect(resultInWords(20, { tried, running: null, different: 0 }, 'message')).toBe(
    'Stopped: function "calibrate" does not come to an end. Until then 20 messages: 0 stored, 3 rejected, 4 let go at function "calibrate", 5 still waiting in function "calibrate"; 3 alerts; function "calibrate" would have acted 6 times',
  );
});
