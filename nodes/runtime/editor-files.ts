/** Writes what Node-RED's editor needs of a node, for the pack of PlantOps itself and for the package. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import { type Language, LANGUAGES } from '@plantops/shared/settings/display.ts';
import { folderOf } from '../registry.ts';
import type { NodeFacts } from './define-node.ts';
import { type EditorOptions, editorHtml, helpHtml } from './editor-template.ts';
import { nodeTexts } from './node-texts.ts';

const NODES = path.join(import.meta.dirname, '..');

export interface EditorFilesOptions extends EditorOptions {
  /** The folder of the files that Node-RED loads. */
  dist: string;
  /** The npm package that they are in. */
  packageName: string;
  /** A node's own part of its help page, as Markdown; undefined where nobody has written it in that language. */
  help: (type: string, language: Language) => string | undefined;
}

/** The form and the icon of a node, and its texts and its help in every language. */
export function writeEditorFiles(
  definition: NodeFacts,
  { dist, packageName, help, ...options }: EditorFilesOptions,
): void {
  const { type } = definition;
  const icons = path.join(dist, 'icons');
  mkdirSync(icons, { recursive: true });
  writeFileSync(path.join(dist, `${type}.html`), editorHtml(definition, `${packageName}/${type}`, options));
  cpSync(path.join(NODES, folderOf(type), 'icon.svg'), path.join(icons, `${type}.svg`));
  for (const language of LANGUAGES) {
    const locale = path.join(dist, 'locales', spoken(language).flows.locale);
    mkdirSync(locale, { recursive: true });
    const texts = `${JSON.stringify(nodeTexts(definition, language), null, 2)}\n`;
    writeFileSync(path.join(locale, `${type}.json`), texts);
    const page = help(type, language);
    // A page is in one language as a whole.
    const written =
      page === undefined ? helpHtml(definition, help(type, 'en') ?? '', 'en') : helpHtml(definition, page, language);
    writeFileSync(path.join(locale, `${type}.html`), written);
  }
}
