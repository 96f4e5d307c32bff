import { pino } from 'pino';
import { expect, it } from 'vitest';
import { relayLogLine } from './engine-log.ts';

function relayed(line: string) {
  const lines: Record<string, unknown>[] = [];
  const log = pino(
    { level: 'debug' },
    { write: (text: string) => void lines.push(JSON.parse(text) as Record<string, unknown>) },
  );
  const said = relayLogLine(line, log);
  return {
    said,
    lines: lines.map(({ time: _, pid, hostname: _hostname, ...rest }) => ({ ...rest, isOurs: pid === process.pid })),
  };
}

it.each([
  [10, 20],
  [20, 20],
  [30, 30],
  [40, 40],
  [50, 50],
  [60, 50],
])('writes a line of level %i at level %i, with what belongs to it', (level, written) => {
  const { said, lines } = relayed(
    JSON.stringify({ level, time: 1, pid: 1, hostname: 'x', msg: 'hello', plant: 'fern' }),
  );
  expect(said).toBe('hello');
  expect(lines).toEqual([{ level: written, msg: 'hello', plant: 'fern', isOurs: true }]);
});

it('writes what is no line of a log as it is', () => {
  for (const line of ['FATAL ERROR: heap out of memory', '{"level":"high"}', '7', 'null']) {
    const { said, lines } = relayed(line);
    expect(said).toBe(line);
    expect(lines).toEqual([{ level: 40, msg: `flow engine: ${line}`, isOurs: true }]);
  }
});
