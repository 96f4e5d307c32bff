import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

/** The source of a file that imports nothing, as a script of the flow editor. @param file its name in this folder */
export const scriptSource = (file: string): string =>
  stripTypeScriptTypes(readFileSync(new URL(file, import.meta.url), 'utf8')).replaceAll(/^export /gm, '');
