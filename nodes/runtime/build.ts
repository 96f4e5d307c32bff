/**
 * Writes `nodes/dist`. Each node gets the file that Node-RED loads, its editor file, its icon, and its texts and help in
 * each language. The file to load is a
 * one-line `.cjs` that requires the TypeScript, because Node-RED derives a node's `.html` from that name. Takes a few
 * milliseconds.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { scriptSource } from '../editor/script-source.ts';
import { fileURLToPath } from 'node:url';
import { wiresScript } from '../editor/wires-script.ts';
import { folderOf, helpFileOf, plantOpsNodes } from '../registry.ts';
import manifest from '../package.json' with { type: 'json' };
import { LANGUAGES } from '@plantops/shared/settings/display.ts';
import { editorHtml, helpHtml } from './editor-template.ts';
import { LOCALES, nodeTexts } from './node-texts.ts';

const pack = new URL('..', import.meta.url);
const dist = new URL('dist/', pack);

rmSync(dist, { recursive: true, force: true });
mkdirSync(new URL('icons/', dist), { recursive: true });
for (const locale of Object.values(LOCALES)) mkdirSync(new URL(`locales/${locale}/`, dist), { recursive: true });
for (const { definition } of plantOpsNodes) {
  const folder = folderOf(definition.type);
  writeFileSync(
    new URL(`${definition.type}.cjs`, dist),
    `module.exports = require('../${folder}/node.ts').default.register;\n`,
  );
  writeFileSync(
    new URL(`${definition.type}.html`, dist),
    editorHtml(definition, `${manifest.name}/${definition.type}`),
  );
  cpSync(new URL(`${folder}/icon.svg`, pack), new URL(`icons/${definition.type}.svg`, dist));
  for (const language of LANGUAGES) {
    const locale = new URL(`locales/${LOCALES[language]}/${definition.type}`, dist);
    const help = readFileSync(new URL(helpFileOf(definition.type, language), pack), 'utf8');
    writeFileSync(`${fileURLToPath(locale)}.json`, `${JSON.stringify(nodeTexts(definition, language), null, 2)}\n`);
    writeFileSync(`${fileURLToPath(locale)}.html`, helpHtml(definition, help, language));
  }
}

/** Writes a plugin of the editor. @param before a script that defines what it uses */
function writePlugin(name: string, before = ''): void {
  const script = readFileSync(new URL(`editor/${name}.js`, pack), 'utf8');
  const lines = ['<script type="text/javascript">', ...(before ? [`(function () {\n${before}`] : []), script.trimEnd()];
  writeFileSync(
    new URL(`plantops-${name}.html`, dist),
    [...lines, ...(before ? ['})();'] : []), '</script>', ''].join('\n'),
  );
}
writePlugin('refused-deploy');
writePlugin('typed-wires', wiresScript());
writePlugin(
  'node-figures',
  `const words = (function () {\n${scriptSource('figure-words.ts')}\nreturn { labelOf };\n})();`,
);
