/** The runner of torture, with its shortest case: the others are looked at in little by the tests that each case names. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, inject, it } from 'vitest';
import type { Results } from '../../torture/report.ts';

const MAIN = path.join(import.meta.dirname, '..', '..', 'torture', 'main.ts');
const run = promisify(execFile);

describe('torture', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plantops-torture-test-'));
  const env = { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, NODE_COMPILE_CACHE: inject('compileCache') };
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('breaks a server, counts what is kept, and reports it as Markdown and as JSON', async () => {
    const args = [MAIN, '--form', 'trial', '--only', 'engine-killed', '--out', folder];
    // Times are judged, too, which a busy machine may not hold; then it ends with 1.
    const { stdout } = await run(process.execPath, args, { env }).catch(
      (failure: unknown) => failure as { stdout: string },
    );
    expect(readFileSync(path.join(folder, 'report.md'), 'utf8')).toBe(stdout);
    const { lines, form } = JSON.parse(readFileSync(path.join(folder, 'results.json'), 'utf8')) as Results;
    expect([form, lines.map(({ name }) => name)]).toEqual(['trial', ['engine-killed']]);
    expect(lines[0]?.seen).toMatch(
      /^kills 1; [\d,]+ acknowledged = [\d,]+ stored \+ 0 set aside; missing 0; doubled 0; readings again after [\d.]+ s$/,
    );
    expect(stdout).toMatch(
      /\n\| engine-killed \| .* \| (holds|\*\*falls short\*\*: readings again after .*) \| \d+ \|\n$/,
    );
  });

  it('refuses what it does not know before anything is broken', async () => {
    await expect(run(process.execPath, [MAIN, '--only', 'floods'], { env })).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--only must name some of server-killed, '),
    });
  });
});
