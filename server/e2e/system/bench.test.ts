/** The bench, in its form that takes seconds: its figures mean nothing here, but they must be there. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Results } from '../../bench/report.ts';

const BENCH = path.join(import.meta.dirname, '..', '..', 'bench', 'main.ts');
const run = promisify(execFile);
/** @param temporary where it puts what it measures */
const bench = (temporary: string, ...args: string[]) =>
  run(process.execPath, [BENCH, ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: temporary,
      NODE_COMPILE_CACHE: inject('compileCache'),
    },
  });

describe('the bench', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plantops-bench-test-'));
  const page = path.join(folder, 'page.md');
  const temporary = path.join(folder, 'tmp');
  let results: Results;
  let printed = '';

  beforeAll(async () => {
    writeFileSync(page, 'Before.\n\n<!-- bench: begin -->\nold\n<!-- bench: end -->\n\nAfter.\n');
    mkdirSync(temporary);
    // The users that the database and the broker run as must be able to enter.
    for (const each of [folder, temporary]) chmodSync(each, 0o711);
    const args = ['--form', 'trial', '--only', 'readings', '--out', folder, '--page', page];
    printed = (await bench(temporary, ...args)).stdout;
    results = JSON.parse(readFileSync(path.join(folder, 'results.json'), 'utf8')) as Results;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    'Start',
    'Readings taken',
    'Processor time a reading',
    'Resident memory at rest',
    'Publish to row at 100/s, p99',
  ])('measures all three side by side: %s', (label) => {
    const values = results.figures.find((figure) => figure.label === label)?.values;
    expect(values).toEqual({
      limit: [expect.any(Number)],
      stock: [expect.any(Number)],
      plantops: [expect.any(Number)],
    });
    expect(
      Object.values(values ?? {})
        .flat()
        .every((value) => value >= 0),
    ).toBe(true);
  });

  it('sees every reading arrive at a dashboard', () => {
    const latency = results.figures.find(({ label }) => label === 'Publish to live event at 100/s, p50');
    expect(latency?.values.plantops?.[0]).toBeGreaterThan(0);
  });

  it('prints the table, and puts it in the place of the last one', () => {
    expect(printed).toContain('|  | the limit | a stock flow | PlantOps |');
    expect(readFileSync(page, 'utf8')).toBe(
      `Before.\n\n<!-- bench: begin -->\n\n${printed}\n<!-- bench: end -->\n\nAfter.\n`,
    );
  });

  it('leaves nothing behind', () => {
    expect(readdirSync(temporary)).toEqual([]);
  });

  it.each([
    { args: ['--form', 'huge'], message: '--form must be one of short, long, trial' },
    { args: ['--only', 'lists,charts'], message: '--only must name some of readings, years, lists, devices, room' },
  ])('refuses $args before anything is measured', async ({ args, message }) => {
    await expect(bench(temporary, ...args)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    });
  });
});
