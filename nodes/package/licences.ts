/** The licences of the packages whose code is in a bundle. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folder of the package that a module of a bundle comes from; undefined for code of the project itself. */
export function packageFolderOf(moduleId: string): string | undefined {
  const [, folder] = /^(.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+)[/\\]/.exec(moduleId) ?? [];
  return folder;
}

/**
 * Name, version, licence and licence text of each package, in one text.
 * @throws Error for a package that has no licence text and does not name a licence
 */
export function licencesText(moduleIds: readonly string[]): string {
  const folders = [...new Set(moduleIds.flatMap((id) => packageFolderOf(id) ?? []))].sort();
  const parts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
      name: string;
      version: string;
      license?: string;
    };
    const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.\w+)?$/i.test(entry));
    if (!file && !license) throw new Error(`${name} ${version} comes without a licence: it must not be in the package`);
    const text = file ? readFileSync(path.join(folder, file), 'utf8').trim() : 'The package holds no licence text.';
    return `${name} ${version} (${license ?? 'licence below'})\n\n${text}\n`;
  });
  return ['The file dist/lib/palette.js holds code of these packages.\n', ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}
