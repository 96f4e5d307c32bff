import { describe, expect, it } from 'vitest';
import { Judgement } from './judgement.ts';
import { type Line, markdown, type Results } from './report.ts';

const line: Line = {
  name: 'server-killed',
  what: 'kill -9 | and a start',
  required: 'missing 0',
  seen: 'kills 3',
  verdict: 'holds',
  short: [],
  seconds: 12.4,
};
const results: Results = {
  madeAt: '2026-11-27T10:00:00.000Z',
  commit: 'abc1234',
  form: 'short',
  machine: { processor: 'P', cores: 2, memoryMb: 1, system: 'S', node: 'v24', loadBefore: 0.1 },
  lines: [
    line,
    { ...line, name: 'disk-full', verdict: 'falls short', short: ['missing should be at most 0', 'slow'] },
    { ...line, name: 'broker-hung', verdict: 'cannot be seen here', seen: 'needs root\nto mount' },
  ],
};

describe('the report', () => {
  it('has a line for each case, and counts them', () => {
    expect(markdown(results)).toBe(`Made on 2026-11-27 of commit abc1234, short form.
Machine: P, 2 cores; S; Node.js v24.
The machine was quiet (load 0.1 before the run began).
Of 3 cases 1 hold, 1 fall short, and 1 cannot be seen here.

| case | what is done | required | seen | verdict | s |
|---|---|---|---|---|--:|
| server-killed | kill -9 \\| and a start | missing 0 | kills 3 | holds | 12 |
| disk-full | kill -9 \\| and a start | missing 0 | kills 3 | **falls short**: missing should be at most 0; slow | 12 |
| broker-hung | kill -9 \\| and a start | missing 0 | needs root to mount | cannot be seen here | 12 |
`);
  });

  it('says that the machine was busy', () => {
    expect(markdown({ ...results, machine: { ...results.machine, loadBefore: 9 } })).toContain(
      '**The machine was busy** (load 9',
    );
  });
});

describe('a judgement', () => {
  it('notes each figure, and those that are not as required', () => {
    const judge = new Judgement();
    judge.atMost('lost', 3, 0);
    judge.atLeast('stored', 1203, 1203);
    judge.atMost('again after', 4.26, 10, 's');
    judge.holds('the same server goes on', false);
    expect(judge.seen).toBe('lost 3; stored 1,203; again after 4.3 s; the same server goes on: no');
    expect(judge.short).toEqual(['lost should be at most 0', 'not so: the same server goes on']);
  });

  it.each([
    { figures: { missing: [], doubled: 0 }, sign: '=', short: [] },
    { figures: { missing: ['dev_1 x'], doubled: 0 }, sign: '≠', short: ['missing should be at most 0'] },
    { figures: { missing: [], doubled: 2 }, sign: '≠', short: ['doubled should be at most 0'] },
  ])('acknowledged $sign stored + set aside, with $figures', ({ figures, sign, short }) => {
    const judge = new Judgement();
    judge.kept({ acknowledged: 10, stored: 8, setAside: 2, ...figures });
    expect(judge.seen).toContain(`10 acknowledged ${sign} 8 stored + 2 set aside`);
    expect(judge.short).toEqual(short);
  });

  it('a figure that is no number falls short, and so does a case in which nothing was acknowledged', () => {
    const judge = new Judgement();
    judge.atMost('slope', Number.NaN, 1);
    judge.kept({ acknowledged: 0, stored: 0, setAside: 0, missing: [], doubled: 0 });
    expect(judge.short).toHaveLength(2);
  });
});
