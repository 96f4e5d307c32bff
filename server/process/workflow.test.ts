/** .github/workflows, as far as can be judged without GitHub: its form, and that it names what is there. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readRoot } from '../testing/compose-files.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const step = z.union([
  // By the commit: a tag could be moved to another one.
  z.strictObject({ uses: z.string().regex(/^actions\/[a-z-]+@[0-9a-f]{40}$/) }),
  z.strictObject({ run: z.string(), name: z.string().optional(), if: z.string().optional() }),
]);
const job = z.strictObject({
  'runs-on': z.string(),
  'timeout-minutes': z.int(),
  if: z.string().optional(),
  needs: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
  strategy: z.strictObject({ matrix: z.record(z.string(), z.array(z.unknown())) }).optional(),
  permissions: z.partialRecord(z.enum(['contents', 'packages']), z.enum(['read', 'write'])).optional(),
  env: z.record(z.string(), z.string()).default({}),
  steps: z.array(step),
});
const workflow = z
  .strictObject({
    name: z.string(),
    on: z.strictObject({
      push: z.strictObject({ branches: z.array(z.string()), tags: z.array(z.string()) }),
      pull_request: z.null(),
    }),
    permissions: z.strictObject({ contents: z.literal('read') }),
    concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.string() }),
    jobs: z.record(z.string(), job),
  })
  .parse(load(readRoot('.github/workflows/check.yml')));
const commandsOf = (name: string): string =>
  (workflow.jobs[name]?.steps ?? []).flatMap((each) => ('run' in each ? [each.run] : [])).join('\n');
const publishing = Object.keys(workflow.jobs).filter((name) => name.startsWith('publish'));

describe('the workflow', () => {
  it('checks, builds the documentation and starts the image on both processors, for each change', () => {
    expect(commandsOf('check')).toBe('make check');
    expect(commandsOf('docs')).toBe('make docs');
    expect(workflow.jobs.image?.strategy?.matrix).toEqual({ machine: ['ubuntu-24.04', 'ubuntu-24.04-arm'] });
    expect(commandsOf('image')).toContain('docker compose up -d --build --wait');
    for (const name of ['check', 'docs', 'image']) expect(workflow.jobs[name]?.if).toBeUndefined();
  });

  it('publishes tags alone, once all checks have passed, and only then may write', () => {
    expect(publishing).toEqual(['publish-image', 'publish']);
    for (const name of publishing) expect(workflow.jobs[name]?.if).toBe("startsWith(github.ref, 'refs/tags/v')");
    expect(workflow.jobs['publish-image']?.needs).toEqual(['check', 'docs', 'image']);
    expect(workflow.jobs.publish?.needs).toEqual(['publish-image']);
    const others = Object.entries(workflow.jobs).filter(([name]) => !publishing.includes(name));
    expect(others.map(([, { permissions: own, env }]) => [own, env])).toEqual(others.map(() => [undefined, {}]));
  });

  it('puts nothing that others write, such as the name of a branch, into a command', () => {
    const commands = Object.keys(workflow.jobs).map(commandsOf).join('\n');
    expect(commands).not.toContain('${{');
  });

  it('needs jobs, files and targets that are there', () => {
    const jobs = Object.keys(workflow.jobs);
    expect(
      Object.values(workflow.jobs)
        .flatMap(({ needs }) => needs)
        .filter((name) => !jobs.includes(name)),
    ).toEqual([]);
    const commands = jobs.map(commandsOf).join('\n');
    const files = [...commands.matchAll(/(?:-f|cp) (\S+)/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
    for (const [, target = ''] of commands.matchAll(/^make (\S+)/gm))
      expect(readRoot('Makefile')).toMatch(new RegExp(`^${target}: ## `, 'm'));
  });

  it('has scripts that a shell can read', () => {
    for (const name of Object.keys(workflow.jobs))
      execFileSync('bash', ['-n'], { input: commandsOf(name), stdio: ['pipe', 'ignore', 'pipe'] });
    expect(() => execFileSync('bash', ['-n'], { input: 'if true', stdio: ['pipe', 'ignore', 'pipe'] })).toThrow();
  });

  it('takes the part of a version from the changelog, and refuses one that has none', () => {
    const script = commandsOf('publish')
      .split('\n')
      .filter((line) => /^awk|^test /.test(line))
      .join('\n');
    const folder = mkdtempSync(path.join(os.tmpdir(), 'release-'));
    const changelog =
      '# Changelog\n\n## Unreleased\n\n- Next.\n\n## [0.2.0] - 2026-12-01\n\n- This.\n\n## 0.1.0\n\n- First.\n';
    writeFileSync(path.join(folder, 'CHANGELOG.md'), changelog);
    const notesOf = (version: string): string =>
      execFileSync('bash', ['-ec', `${script}\ncat notes.md`], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, version },
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
    try {
      expect([notesOf('0.2.0'), notesOf('0.1.0')]).toEqual(['- This.', '- First.']);
      expect(() => notesOf('0.3.0')).toThrow(/Command failed/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

it('updates are asked for in folders that have packages', () => {
  const { updates } = load(readRoot('.github/dependabot.yml')) as { updates: Record<string, unknown>[] };
  const places = updates.flatMap((update) => (update.directories ?? [update.directory]) as string[]);
  expect(places.filter((place) => readdirSync(path.join(ROOT, place)).length === 0)).toEqual([]);
});
