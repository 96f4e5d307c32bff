/**
 * Lists committed files that no longer match the code they are generated from: part of `make check`. Changes nothing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { API_CLIENT, type GeneratedFile, NODE_LOOKS, NODES_MANIFEST, OPENAPI } from './generated-files.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const shownPath = (file: string): string => path.relative(ROOT, file);

function isStale(generated: GeneratedFile): boolean {
  return !existsSync(generated.file) || readFileSync(generated.file, 'utf8') !== generated.text();
}

/** All files below a folder, as paths relative to it. */
const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    : [];

/**
 * Generates the dashboard's client from ui/openapi.json into a temporary folder and compares it.
 * @throws Error with the generator's output if it fails
 */
function staleClientFiles(): string[] {
  const committed = fileURLToPath(API_CLIENT.folder);
  const fresh = mkdtempSync(path.join(tmpdir(), 'plantops-client-'));
  try {
    const run = spawnSync(
      process.execPath,
      [fileURLToPath(API_CLIENT.tool), '--output', fresh, '--no-log-file', '--silent'],
      {
        cwd: fileURLToPath(API_CLIENT.workspace),
        encoding: 'utf8',
      },
    );
    if (run.status !== 0) throw new Error(`openapi-ts failed: ${run.error?.message ?? run.stderr}`);
    const files = new Set([...filesIn(committed), ...filesIn(fresh)]);
    const textOf = (folder: string, file: string): string | undefined =>
      existsSync(path.join(folder, file)) ? readFileSync(path.join(folder, file), 'utf8') : undefined;
    return [...files]
      .filter((file) => textOf(committed, file) !== textOf(fresh, file))
      .map((file) => path.join(committed, file));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

const stale = [
  ...[OPENAPI, NODES_MANIFEST, NODE_LOOKS].filter(isStale).map(({ file }) => fileURLToPath(file)),
  ...staleClientFiles(),
];
if (stale.length > 0) {
  process.stderr.write(
    `${stale.map((file) => `stale: ${shownPath(file)}`).join('\n')}\nThese are made from code: run "npm run generate" and commit what changes.\n`,
  );
  process.exitCode = 1;
} else {
  process.stdout.write('up to date\n');
}
