import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { afterEach, describe, expect, it } from 'vitest';
import { PseudoTerminal } from '../testing/pseudo-terminal.ts';
import { Terminal } from './terminal.ts';

/** Prints a numbered line at short intervals, and says what it was told. */
const PROGRAM = `
import { Terminal } from ${JSON.stringify(new URL('terminal.ts', import.meta.url).href)};
const terminal = new Terminal(process.stdin, process.stderr);
let count = 0;
setInterval(() => terminal.write('line ' + (count += 1) + '\\n'), 20);
process.on('SIGINT', () => { terminal.close(); terminal.write('interrupted\\n'); process.exit(3); });
terminal.listen((line) => terminal.write('told: ' + line + '\\n'));
`;
const COLUMNS = 30;

let terminal: PseudoTerminal;
function open(): void {
  terminal = new PseudoTerminal(process.execPath, ['--input-type=module', '-e', PROGRAM], COLUMNS);
}
const printed = (): number => terminal.screen().filter((row) => /^line \d+$/.test(row)).length;
async function untilMoreIsPrinted(): Promise<void> {
  const before = printed();
  await expect.poll(printed).toBeGreaterThan(before + 3);
}

describe('on a terminal', () => {
  afterEach(() => terminal.close());

  it('a command that is typed while lines are printed stays whole below them, and is obeyed', async () => {
    open();
    await untilMoreIsPrinted();
    terminal.type('dro');
    await expect.poll(() => terminal.screen().at(-1)).toBe('dro');
    await untilMoreIsPrinted();
    expect(terminal.screen().at(-1)).toBe('dro');
    terminal.type('ught 1\r');
    await expect.poll(() => terminal.screen()).toContain('told: drought 1');
    const rows = terminal.screen().filter((row) => row.trim() !== '');
    expect(rows.filter((row) => !/^line \d+$|^told: drought 1$|^drought 1$/.test(row))).toEqual([]);
    expect(rows.filter((row) => row === 'drought 1')).toHaveLength(1);
  });

  it('so does one that is longer than a row, with the cursor anywhere in it', async () => {
    open();
    await untilMoreIsPrinted();
    const long = `${'abcdefghij'.repeat(7)}!`;
    const rows = [long.slice(0, 30), long.slice(30, 60), long.slice(60)];
    terminal.type(long);
    await expect.poll(() => terminal.screen().slice(-3)).toEqual(rows);
    terminal.type('\u001b[D'.repeat(20));
    await untilMoreIsPrinted();
    expect(terminal.screen().slice(-3)).toEqual(rows);
    expect(terminal.screen().filter((row) => row.includes('a'))).toEqual(rows.slice(0, 3));
  });

  it('Ctrl-C interrupts the program, which then prints as usual', async () => {
    open();
    await untilMoreIsPrinted();
    terminal.type('dro\u0003');
    expect(await terminal.ended).toBe(3);
    expect(terminal.screen()).toContain('interrupted');
  });
});

describe('without a terminal', () => {
  function piped() {
    const input = new PassThrough();
    let output = '';
    const out = new PassThrough().on('data', (chunk: Buffer) => (output += chunk.toString()));
    const place = new Terminal(input, out as unknown as WriteStream);
    const told: string[] = [];
    place.listen((line) => told.push(line));
    return { input, place, told, output: () => output };
  }

  it('lines are printed as they are, and commands are read from a pipe', async () => {
    const { input, place, told, output } = piped();
    input.write('  drought 1 \n\nstop\n');
    await expect.poll(() => told).toEqual(['drought 1', 'stop']);
    place.write('a line\n');
    expect(output()).toBe('a line\n');
  });

  it('a pipe that breaks brings no more commands', async () => {
    const { input, place, output } = piped();
    input.destroy(new Error('broken'));
    place.write('still here\n');
    await expect.poll(output).toBe('still here\n');
  });
});
